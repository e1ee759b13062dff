"""Open the schedule form, load its facts, submit it."""
