"""Book Recall.ai bots from Slack and keep one truthful card about each."""

__version__ = "0.3.0.dev0"
