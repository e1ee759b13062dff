"""Read and write booking rows within the caller's transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from bot.core.booking.model import Booking, shown_status
from bot.core.identifiers import BookingId, TeamId
from bot.core.lifecycle.bot_status_changes import status_poll_due
from bot.core.lifecycle.recording import list_unwanted_recordings
from bot.core.lifecycle.vetoes import veto_key
from bot.store.engine.database import Connection
from bot.store.json_documents import BOOKING, dump
from bot.store.schema.tables import bookings
from bot.store.summaries import forget_recordings

DueAt = Callable[[Booking, datetime], datetime]  # when the executor should see to it, by the present moment

# Cached: SQLAlchemy takes longer to build such a statement than SQLite to answer it.
_READ = select(bookings.c.document).where(bookings.c.id == bindparam("booking_id")).with_for_update()
_READ_HELD = _READ.where(bookings.c.lease_token == bindparam("token"))
_INSERT = insert(bookings)
# The columns that change with the booking.
CHANGING = (
    "event_id",
    "link_key",
    "bot_id",
    "intent",
    "shown_status",
    "starts_at",
    "ends_at",
    "revision",
    "veto_key",
    "bot_due_at",
    "document",
)


def is_of_team(team_id: TeamId) -> ColumnElement[bool]:
    """By no index: most bookings are of one team, and SQLite would go through all that are."""
    return bookings.c.team_id.concat("") == team_id


async def read_for_update(connection: Connection, booking_id: BookingId, token: str | None = None) -> Booking | None:
    """`token`: only if that lease still holds it."""
    query, parameters = (_READ, {}) if token is None else (_READ_HELD, {"token": token})
    text = (await connection.execute(query, {"booking_id": booking_id, **parameters})).scalar_one_or_none()
    return None if text is None else BOOKING.validate_json(text)


async def write_new(
    connection: Connection, added: Sequence[Booking], now: datetime, due: DueAt = lambda booking, now: now
) -> None:
    """Insert new bookings, due at once unless `due` says otherwise."""
    rows = [
        {
            **values_of(booking, now),
            "id": booking.id,
            "team_id": booking.team_id,
            "booked_by": booking.booked_by,
            "due_at": due(booking, now),
            "was_abandoned": False,
        }
        for booking in added
    ]
    await connection.execute(_INSERT, rows)


async def write_changed(
    connection: Connection, changed: Sequence[Booking], now: datetime, due: DueAt = lambda booking, now: now
) -> None:
    """Update changed bookings in one statement, due at once unless `due` says otherwise."""
    rows = [{**values_of(booking, now), "due_at": due(booking, now), "changed_id": booking.id} for booking in changed]
    same: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "changed_id"}
    await connection.execute(update(bookings).where(bookings.c.id == bindparam("changed_id")).values(same), rows)


def values_of(booking: Booking, now: datetime) -> dict[str, Any]:
    """Of each of the CHANGING columns."""
    return {
        "event_id": booking.meeting.event_id,
        "link_key": booking.meeting.link_key,
        "bot_id": booking.bot.bot_id,
        "intent": booking.wish.intent.value,
        "shown_status": shown_status(booking, now).value,
        "starts_at": booking.meeting.start_time,
        "ends_at": booking.ends_at,
        "revision": booking.wish.revision,
        "veto_key": veto_key(booking),
        "origin": booking.origin.source.value if booking.origin.is_automatic else None,
        "bot_due_at": status_poll_due(booking),
        "document": dump(BOOKING, booking),
    }


async def forget_unwanted_recordings(connection: Connection, changed: Iterable[Booking]) -> None:
    """Delete what is kept of recordings that are deleted, or are to be, in the transaction that says so."""
    unwanted = [recording for booking in changed for recording in list_unwanted_recordings(booking)]
    if unwanted:
        await forget_recordings(connection, unwanted)
