"""Serve MCP (Model Context Protocol) at /mcp to Slackbot and other AI agents. Needs the extra `mcp`."""
