"""Render core values as Block Kit and read them back; pure."""
