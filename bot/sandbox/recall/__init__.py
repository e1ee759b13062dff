"""A pretend Recall.ai for the demo and the tests."""
