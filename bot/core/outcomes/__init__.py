"""Word every status and failure: what happened, what to do next, one button."""
