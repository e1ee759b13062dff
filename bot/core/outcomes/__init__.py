"""Word every status and failure: what happened, who can act, one button."""
