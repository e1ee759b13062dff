"""Build blocks, escape mrkdwn, format times, encode button values."""
