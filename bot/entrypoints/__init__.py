"""The edges other than Slack's listeners: HTTP, Recall's webhooks, and the loops in the background."""
