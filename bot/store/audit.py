"""Who asked for what, what was sent and what came of it. It only grows, until housekeeping reduces it."""

import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.booking import Booking
from bot.store.database import Database
from bot.store.tables import audit

# What is written about the bot's configuration: not the link, whose passcode would be in it.
_LEFT_OUT = frozenset({"meeting_url", "zoom"})


async def write_audit(connection: AsyncConnection, booking: Booking, what: str, now: datetime) -> None:
    """Add a line in the transaction of the change itself, so that the two never differ."""
    await write_audits(connection, [booking], what, now)


async def write_audits(connection: AsyncConnection, changed: Sequence[Booking], what: str, now: datetime) -> None:
    """The same for several: a line for each change, in their order."""
    lines = [
        {
            "at": now,
            "booking_id": booking.id,
            "event_id": booking.meeting.event_id,
            "who": booking.wish.by,
            "what": what,
            "document": json.dumps(_facts(booking)),
        }
        for booking in changed
    ]
    await connection.execute(insert(audit), lines)


def _facts(booking: Booking) -> dict[str, Any]:
    failure = booking.attempt.failure
    config = {k: v for k, v in (booking.bot.applied_config or {}).items() if k not in _LEFT_OUT}
    return {
        "revision": booking.wish.revision,
        "intent": booking.wish.intent.value,
        "starts_at": booking.meeting.start_time.isoformat(),
        "channel": booking.destination.channel_id,
        "settings": booking.wish.settings.model_dump(mode="json"),
        "bot_id": booking.bot.bot_id,
        "applied_revision": booking.bot.applied_revision,
        "sent": config or None,
        "failure": failure and {"code": failure.code, "status": failure.status, "detail": failure.detail},
    }


async def read_audit(
    database_url: str,
    *,
    meeting: str | None = None,
    person: str | None = None,
    since: datetime | None = None,
) -> AsyncIterator[dict[str, Any]]:
    """Lines in the order in which they were written. `meeting` is a booking's or a calendar event's id."""
    query = select(audit).order_by(audit.c.number)
    if meeting:
        query = query.where((audit.c.booking_id == meeting) | (audit.c.event_id == meeting))
    if person:
        query = query.where(audit.c.who == person)
    if since:
        query = query.where(audit.c.at >= since)
    database = Database(database_url)
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
