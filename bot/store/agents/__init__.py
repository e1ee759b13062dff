"""Store what AI agents call with, and that they called."""
