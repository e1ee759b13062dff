"""A pretend Slack: a workspace with people in it who can be driven, over real HTTP and WebSockets."""
