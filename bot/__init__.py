"""recall-schedule: a Slack app that books Recall.ai bots and keeps one truthful card about each."""

__version__ = "0.1.0"
