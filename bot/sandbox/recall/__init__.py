"""Pretend to be Recall.ai for the demo and the tests."""
