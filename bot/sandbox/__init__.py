"""Pretend to be Slack and Recall, for the demo and the tests."""
