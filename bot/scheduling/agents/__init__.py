"""Let AI agents do what people do in Slack, with the same rights: the use cases behind /mcp."""
