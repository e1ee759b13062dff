"""Render App Home and `/recall-schedule list`."""
