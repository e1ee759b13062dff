"""Back up, restore and move the database: the command line for operators."""
