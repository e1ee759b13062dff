"""Append to and read the audit trail: who asked for what, what was sent, what came of it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import insert, select

from bot.core.audit_redaction import redact_addresses, redact_config
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, CalendarEventId, UserId
from bot.core.outcomes.cancel_reasons import AUTOMATIC_REASONS
from bot.store.engine.database import Connection, Database
from bot.store.schema.tables import audit, bookings

# The steps that send Recall a configuration, or find the one that was sent.
SENDING = frozenset({"schedule", "create", "update", "look"})
REFUSED = "refused"
BY_NOBODY = frozenset({"calendar", "bot news", "summary"})

_INSERT = insert(audit)


@dataclass(frozen=True, slots=True)
class Line:
    """`by`: who asked, if not the person who made the wish."""

    booking: Booking
    what: str
    at: datetime
    by: UserId | None = None


async def write_audit(
    connection: Connection, booking: Booking, what: str, now: datetime, by: UserId | None = None
) -> None:
    """Append a line in the transaction of the change itself, so that the two never differ."""
    await write_audits(connection, [booking], what, now, by)


async def write_audits(
    connection: Connection, changed: Sequence[Booking], what: str, now: datetime, by: UserId | None = None
) -> None:
    """Append a line for each change, in their order. `by`: who asked, if not the person who made the wish."""
    await write_lines(connection, [Line(booking, what, now, by) for booking in changed])


async def write_lines(connection: Connection, lines: Sequence[Line]) -> None:
    """Append the lines in their order, in one statement."""
    rows = [
        {
            "at": line.at,
            "booking_id": line.booking.id,
            "event_id": line.booking.meeting.event_id,
            "who": line.by or _who(line.booking, line.what),
            "what": line.what,
            "document": to_json(_facts(line.booking, line.what)).decode(),
        }
        for line in lines
    ]
    if rows:
        await connection.execute(_INSERT, rows)


async def write_refusal(
    connection: Connection,
    who: UserId,
    asked: str,
    now: datetime,
    *,
    reason: str,
    booking_id: BookingId | None = None,
    event_id: CalendarEventId | None = None,
) -> None:
    """Append a line for a refused request. `asked` and `reason` are our own words."""
    document = json.dumps({"asked": asked, "reason": reason})
    line = {"at": now, "booking_id": booking_id, "event_id": event_id, "who": who, "what": REFUSED}
    await connection.execute(_INSERT, [{**line, "document": document}])


async def write_account_line(
    connection: Connection, who: UserId | None, what: str, facts: Mapping[str, str | None], now: datetime
) -> None:
    """Append a line for what concerns no booking. All facts are our own words."""
    line = {"at": now, "booking_id": None, "event_id": None, "who": who, "what": what}
    await connection.execute(_INSERT, [{**line, "document": json.dumps(dict(facts))}])


def _facts(booking: Booking, what: str) -> dict[str, Any]:
    failure = booking.attempt.failure
    config = _sent_config(booking) if what in SENDING else None
    return {
        "revision": booking.wish.revision,
        "intent": booking.wish.intent.value,
        "reason": booking.wish.reason,
        "starts_at": booking.meeting.start_time.isoformat(),
        "channel": booking.destination.channel_id,
        "settings": _shown_settings(booking),
        "bot_id": booking.bot.bot_id,
        "bot_status": booking.bot.status,
        "bot_sub_code": booking.bot.sub_code,
        "applied_revision": booking.bot.applied_revision,
        "sent": redact_config(config) if config else None,
        "failure": failure
        and {"code": failure.code, "status": failure.status, "detail": redact_addresses(failure.detail)},
    }


def _who(booking: Booking, what: str) -> UserId | None:
    """Return None for automatic changes: bot news, calendar changes and their consequences."""
    return None if what in BY_NOBODY or booking.wish.reason in AUTOMATIC_REASONS else booking.wish.by


def _sent_config(booking: Booking) -> dict[str, Any] | None:
    """The configuration sent with the last failed try, or else the one at Recall, if it is of this wish."""
    if booking.attempt.sent_config is not None:
        return booking.attempt.sent_config
    return booking.bot.applied_config if booking.bot.applied_revision == booking.wish.revision else None


def _shown_settings(booking: Booking) -> dict[str, Any]:
    return redact_config(booking.wish.settings.model_dump(mode="json"))


async def read_audit(
    database_url: str,
    *,
    meeting: str | None = None,
    person: str | None = None,
    since: datetime | None = None,
) -> AsyncIterator[dict[str, Any]]:
    """Lines in the order in which they were written. `meeting` is the id of a booking, of a calendar event or of a bot,
    or the key of a meeting's link.
    """
    query = select(audit).order_by(audit.c.number)
    if meeting:
        known = select(bookings.c.id).where((bookings.c.bot_id == meeting) | (bookings.c.link_key == meeting))
        is_named = (audit.c.booking_id == meeting) | (audit.c.event_id == meeting)
        query = query.where(is_named | audit.c.booking_id.in_(known))
    if person:
        query = query.where(audit.c.who == person)
    if since:
        query = query.where(audit.c.at >= since)
    database = Database(database_url, logs_trouble=False)
    try:
        async with database.read() as connection:
            for row in await connection.execute(query):
                yield _line(row._mapping)
    finally:
        await database.aclose()


def _line(row: Any) -> dict[str, Any]:
    return {
        "at": row["at"].isoformat(),
        "booking": row["booking_id"],
        "event": row["event_id"],
        "who": row["who"],
        "what": row["what"],
        **json.loads(row["document"]),
    }
