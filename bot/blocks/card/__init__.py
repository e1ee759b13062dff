"""Render the card of a booking and the replies in its thread."""
