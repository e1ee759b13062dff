"""Find meeting links in text, open wrappers around them, and name each room by one key."""
