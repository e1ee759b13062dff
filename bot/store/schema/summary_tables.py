"""Define the tables of summaries and of what they cost."""

from sqlalchemy import Column, Integer, String, Table, Text

from bot.store.schema.tables import UtcDateTime, index_of_what_is_set, metadata

# What is kept of what was said in a recorded meeting, which is the queue of what has still to be summarized, too.
summaries = Table(
    "summaries",
    metadata,
    Column("booking_id", String(40), primary_key=True),
    Column("bot_id", String(80), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("round", Integer, nullable=False),  # rises with each *Summarize again*
    Column("tries", Integer, nullable=False),  # of this round
    Column("due_at", UtcDateTime),  # NULL: nothing to do
    Column("failure", String(40)),
    Column("model", String(200)),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("made_at", UtcDateTime),
    Column("document", Text),
    index_of_what_is_set("due_at"),
)

# Calls to a model, each claimed before it is sent: a claim without an outcome may have been paid for.
model_calls = Table(
    "model_calls",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("booking_id", String(40), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("outcome", String(20)),
    Column("input_tokens", Integer, nullable=False),  # until there is an outcome: estimated
    Column("output_tokens", Integer, nullable=False),
    Column("answer", Text),  # of a part, until the whole is done
)
