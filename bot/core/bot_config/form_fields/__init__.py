"""List the fields of the form that are settings of the bot: to and from Recall, checks and words."""
