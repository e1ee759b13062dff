"""Queue, lease and write bookings; the database is the queue."""
