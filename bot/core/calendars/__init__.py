"""Decide about calendars that people connect: whose they are, in which state, and what went wrong."""
