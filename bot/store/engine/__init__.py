"""Connect, lock, migrate and group transactions, whatever the table."""
