"""Pretend to be Slack: a workspace with people who can be driven, over real HTTP and WebSockets."""
