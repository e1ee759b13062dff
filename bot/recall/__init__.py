"""Call Recall's API, verify its webhooks and parse what it sends."""
