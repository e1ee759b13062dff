"""Render and read the forms for rules and series, and what they say."""
