"""Store what the corners of Slack ask for: events that were taken up, steps of workflows, offers."""
