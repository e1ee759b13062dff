"""Render the day's plan: what will be recorded and why, what won't, and what needs attention."""
