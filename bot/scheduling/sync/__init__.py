"""Follow calendars, bots and recordings at Recall."""
