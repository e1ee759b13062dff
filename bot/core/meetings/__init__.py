"""Describe a meeting, its copies and its search; keep the cursor of the calendar sync."""
