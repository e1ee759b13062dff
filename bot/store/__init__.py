"""Keep bookings, mirror and small tables in SQLite or Postgres."""
