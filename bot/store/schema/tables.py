"""Define the tables. Columns are what queries need; the whole value is JSON in `document`, by its own type."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC on both engines; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _text_or_none if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment_as_text(value: datetime) -> str:
    """Format as SQLAlchemy does for SQLite, in half the time: a submission that awaits its ack has nine of them."""
    return value.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")


def _text_or_none(value: datetime | None) -> str | None:
    return None if value is None else moment_as_text(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_RowId = BigInteger().with_variant(Integer, "sqlite")  # SQLite auto-increments only INTEGER keys


def index_of_what_is_set(name: str) -> Index:
    """A partial index, for a column that is NULL in most rows: every write of a booking waits for its indexes."""
    is_set = text(f"{name} IS NOT NULL")
    return Index(None, name, sqlite_where=is_set, postgresql_where=is_set)


bookings = Table(
    "bookings",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("team_id", String(40), nullable=False),
    Column("event_id", String(80)),
    Column("link_key", Text, nullable=False),
    Column("bot_id", String(80)),
    Column("booked_by", String(40), nullable=False),
    Column("intent", String(20), nullable=False),
    Column("shown_status", String(20), nullable=False),  # as of the last write, for counting
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("veto_key", String(40)),  # of a meeting that is not to be recorded, wherever it moves
    Column("bot_due_at", UtcDateTime),  # when its bot should be in the call; NULL: there is none to ask about
    Column("due_at", UtcDateTime),  # when the executor should look; NULL: nothing to do
    Column("origin", String(20)),  # of what a rule or series has booked; NULL: a person has
    Column("lease_token", String(40)),
    Column("lease_until", UtcDateTime),
    Column("was_abandoned", Boolean, nullable=False, default=False),
    Column("document", Text, nullable=False),
    Index(None, "team_id", "link_key", "ends_at"),
    Index(None, "event_id"),
    Index(None, "booked_by", "ends_at"),
    Index(None, "ends_at"),
    *(index_of_what_is_set(name) for name in ("bot_id", "bot_due_at", "veto_key", "due_at", "origin", "lease_until")),
)

# A form that has been submitted: pressing twice, or a replayed request, finds the first booking.
submissions = Table(
    "submissions",
    metadata,
    Column("view_id", String(80), primary_key=True),
    Column("booking_id", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

calendars = Table(
    "calendars",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("platform", String(40), nullable=False),
    Column("platform_email", String(320), index=True),
    Column("oauth_email", String(320), index=True),
    Column("status", String(40), nullable=False),
    Column("read_at", UtcDateTime),  # when its events were last read to the end
)

events = Table(
    "events",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("calendar_id", String(80), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
    Column("is_bookable", Boolean, nullable=False),
    Column("occurrence", String(80), nullable=False),  # the same for the copies of one meeting
    Column("series_key", String(300)),  # the provider's recurrence group; NULL also for what an older version wrote
    Column("words", Text, nullable=False),  # what is searched, without case and accents
    Column("document", Text, nullable=False),
    Index(None, "calendar_id", "ends_at"),
    Index(None, "occurrence"),
    index_of_what_is_set("series_key"),
)

event_people = Table(
    "event_people",
    metadata,
    Column("event_id", String(80), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("email", String(320), primary_key=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "email", "ends_at"),
)

event_links = Table(
    "event_links",
    metadata,
    Column("event_id", String(80), ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("link_key", String(600), primary_key=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Index(None, "link_key", "ends_at"),
)

people = Table(
    "people",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("team_id", String(40), primary_key=True),
    Column("fetched_at", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),
)

# Who has opened App Home, and the direct messages that they have with the app.
homes = Table(
    "homes",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("team_id", String(40), primary_key=True),
    Column("channel_id", String(40)),
    Column("opened_at", UtcDateTime, nullable=False, index=True),
)

# What a person chose last in a conversation, which the next form there starts with.
choices = Table(
    "choices",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("channel_id", String(40), primary_key=True),
    Column("team_id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("document", Text, nullable=False),
)

# What a form must remember and Slack may not: the links of a message, with their passcodes. Gone after a day.
drafts = Table(
    "drafts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("document", Text, nullable=False),
)

# Webhook deliveries that have had their effect; bodies are not kept.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

# Small facts of this installation: how far the calendars have been read, whether a webhook ever came.
marks = Table(
    "marks",
    metadata,
    Column("name", String(160), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# Work that only one of several processes should do at a time.
leases = Table(
    "leases",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("token", String(40), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("number", _RowId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("booking_id", String(40)),  # NULL: a refusal before there was one
    Column("event_id", String(80)),
    Column("who", String(40)),  # a Slack user id; NULL: a rule of ours
    Column("what", String(40), nullable=False),
    Column("document", Text, nullable=False),
)
