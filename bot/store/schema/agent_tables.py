"""Define the table of the tokens that AI agents call with."""

from sqlalchemy import Column, Index, String, Table

from bot.store.schema.tables import UtcDateTime, metadata

# What AI agents call with in a person's name. The token itself is shown once and kept as a hash only.
personal_tokens = Table(
    "personal_tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("hint", String(8), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Index(None, "user_id", "team_id"),
)
