"""Serve what is not a Slack listener: HTTP, Recall's webhooks and the background jobs."""
