"""Load, send and act on people's plans of the day."""
