"""Word what AI agents are answered, and render the personal tokens that they call with."""
