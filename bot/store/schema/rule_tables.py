"""Define the tables of what people choose once: rules, series, pauses, the daily plan."""

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from bot.store.schema.tables import UtcDateTime, metadata

# What a person wants recorded without being asked for.
personal_rules = Table(
    "personal_rules",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("document", Text, nullable=False),
)

# A series that a person wants recorded, or never recorded.
series_choices = Table(
    "series_choices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("calendar_id", String(80), nullable=False),
    Column("series_key", String(300), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("team_id", "user_id", "calendar_id", "series_key"),
)

# Occurrences that no rule or series books, until they are over.
left_out = Table(
    "left_out",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("occurrence", String(40), primary_key=True),
    Column("event_id", String(80), nullable=False),
    Column("made_by", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
)

# Whose rules and series are paused; an empty user id stands for the whole team.
rule_pauses = Table(
    "rule_pauses",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("made_by", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What has still to be reconciled after a change: `team`, `user …` or `event …`.
rules_due = Table(
    "rules_due",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("subject", String(120), primary_key=True),
    Column("token", String(40), nullable=False),  # another one with each change
)

preferences = Table(
    "preferences",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("plan_at", Integer, index=True),  # minutes after midnight in the person's zone; NULL: no daily plan
    Column("document", Text, nullable=False),
)

# The days whose plan was sent, or is being sent: a row is the claim, for two minutes.
plans_sent = Table(
    "plans_sent",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("local_date", String(10), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("message", Text),  # how far it has come; NULL: it is being sent for the first time
)
