"""Decide the next step of a booking and apply what came of it."""
