"""Hold what App Home shows a person, and its page for admins."""
