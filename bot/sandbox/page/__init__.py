"""The demo's page: a small Slack and, beside it, Recall's side, both drawn from the pretend services' own state."""
