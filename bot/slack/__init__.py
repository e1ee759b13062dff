"""Send to Slack what is not sent by a listener, and look up people and conversations."""
