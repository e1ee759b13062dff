"""Draw the demo's page from the pretend services' own state: a small Slack and, beside it, Recall's side."""
