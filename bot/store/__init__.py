"""The database: SQLite for one process, Postgres for many. The same code and the same promises on both."""
