"""Mirror the calendars' events, and search them."""
