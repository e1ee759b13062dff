"""Book Recall.ai bots from Slack and keep one truthful card about each."""

__version__ = "0.2.0"
