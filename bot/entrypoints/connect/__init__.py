"""Serve the pages in a browser by which people connect their calendars."""
