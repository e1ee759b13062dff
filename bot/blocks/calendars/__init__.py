"""Render how people connect, reconnect and disconnect their calendars."""
