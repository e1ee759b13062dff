"""Define the tables, by subject; migrations/ makes them."""
