"""Word the private answer to a mention of the app."""
