"""Connect people's calendars: from a click in Slack to a calendar at Recall, and back."""
