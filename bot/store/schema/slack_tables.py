"""Define the tables of what Slack has sent, and of what people are asked there."""

from sqlalchemy import Column, Integer, String, Table, Text

from bot.store.schema.tables import UtcDateTime, index_of_what_is_set, metadata

# Slack's events that have been taken up: Slack sends one again where its answer was late or lost. Gone after a day.
slack_events = Table(
    "slack_events",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

# Offers to record a meeting: a row is the claim, so that no person is asked twice about an occurrence.
offers = Table(
    "offers",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("user_id", String(40), primary_key=True),
    Column("occurrence", String(40), primary_key=True),
    Column("event_id", String(80), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False, index=True),  # as the message says it
    Column("at", UtcDateTime, nullable=False),
    Column("channel_id", String(40)),  # of the message; NULL: it is being sent
    Column("ts", String(40)),
    Column("settled_at", UtcDateTime),  # NULL: no one has answered yet
)

# Steps of workflows that people have started, which wait for a bot to be booked. What they asked for is erased once
# they are completed, and the row goes some days later.
workflow_steps = Table(
    "workflow_steps",
    metadata,
    Column("execution_id", String(80), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("due_at", UtcDateTime),  # when to look next; NULL: completed
    Column("tries", Integer, nullable=False),  # that came to nothing since the last time that something did
    Column("booking_id", String(40)),
    Column("document", Text, nullable=False),
    index_of_what_is_set("due_at"),
)
