"""Render the schedule form, read it, and show what is booked already."""
