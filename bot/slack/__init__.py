"""What is sent to Slack outside a listener, and what Slack knows about people."""
