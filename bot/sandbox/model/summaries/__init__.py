"""Hold what the pretend model writes, a file for each conversation of the demo, by the conversation's name."""
