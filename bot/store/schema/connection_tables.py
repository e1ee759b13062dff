"""Define the tables of connected calendars."""

from sqlalchemy import Boolean, Column, Index, String, Table, UniqueConstraint

from bot.store.schema.tables import UtcDateTime, metadata

# A calendar that someone connected from Slack: whose account, and Recall's calendar for it. There is no token.
calendar_connections = Table(
    "calendar_connections",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False, index=True),
    Column("provider", String(20), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("email", String(320), nullable=False),
    Column("has_verified_email", Boolean, nullable=False),
    Column("calendar_id", String(80), index=True),  # NULL: not known to exist at Recall yet
    Column("connected_at", UtcDateTime, nullable=False),
    Column("access_ends_at", UtcDateTime),
    UniqueConstraint("team_id", "provider", "subject"),  # one account is one person's
)

# An attempt to connect one. Of the link, the browser's cookie and the state only hashes are kept, and only for a day.
connect_flows = Table(
    "connect_flows",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", String(40), nullable=False),
    Column("user_id", String(40), nullable=False),
    Column("provider", String(20), nullable=False),
    Column("connection_id", String(40)),  # the one to reconnect
    Column("link_hash", String(64), nullable=False, unique=True),
    Column("browser_hash", String(64)),
    Column("state_hash", String(64), index=True),
    Column("leg", String(20)),  # whose answer is awaited
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),  # when the answer came
    Column("outcome", String(40)),
    Index(None, "user_id", "created_at"),
)
