"""How a booking stands in its table, and how it is read and written in somebody else's transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.booking import Booking, ShownStatus, shown_status
from bot.core.bot_life import due_in_call
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, TeamId
from bot.core.vetoes import veto_key
from bot.store.documents import BOOKING, dump
from bot.store.tables import bookings

# A bot of which nothing is heard for longer than this is not in the call any more.
LONGEST_CALL = timedelta(days=1)
IN_THE_CALL = (
    ShownStatus.JOINING,
    ShownStatus.LOBBY,
    ShownStatus.IN_CALL,
    ShownStatus.RECORDING,
    ShownStatus.PAUSED,
)

# Made once: SQLAlchemy takes longer to put such a statement together than SQLite to answer it.
_READ = select(bookings.c.document).where(bookings.c.id == bindparam("booking_id")).with_for_update()
_READ_HELD = _READ.where(bookings.c.lease_token == bindparam("token"))
_INSERT = insert(bookings)
# The team stands beside the link only: on its own SQLite would go through all the bookings of the team.
_IS_CURRENT = and_(
    bookings.c.ends_at > bindparam("since"),
    or_(bookings.c.ends_at > bindparam("now"), bookings.c.shown_status.in_(IN_THE_CALL)),
)
_RIVALS = (
    select(bookings.c.document)
    .where(
        or_(
            and_(bookings.c.event_id.in_(bindparam("event_ids", expanding=True)), _IS_CURRENT),
            and_(
                bookings.c.team_id.in_(bindparam("team_ids", expanding=True)),
                bookings.c.link_key.in_(bindparam("link_keys", expanding=True)),
                _IS_CURRENT,
            ),
            bookings.c.veto_key.in_(bindparam("veto_keys", expanding=True)),
            bookings.c.id.in_(bindparam("booking_ids", expanding=True)),
        ),
    )
    .order_by(bookings.c.id)  # so that two processes that lock them wait for each other rather than both
)
_RIVALS_TO_CHANGE = _RIVALS.with_for_update()


async def read_for_update(
    connection: AsyncConnection, booking_id: BookingId, token: str | None = None
) -> Booking | None:
    """`token`: only if that lease still holds it."""
    query, parameters = (_READ, {}) if token is None else (_READ_HELD, {"token": token})
    text = (await connection.execute(query, {"booking_id": booking_id, **parameters})).scalar_one_or_none()
    return None if text is None else BOOKING.validate_json(text)


async def read_rivals(
    connection: AsyncConnection,
    team_ids: Iterable[TeamId],
    event_ids: Iterable[CalendarEventId],
    link_keys: Iterable[LinkKey],
    now: datetime,
    *,
    veto_keys: Iterable[str] = (),
    booking_ids: Iterable[BookingId] = (),
    for_update: bool = False,
) -> list[Booking]:
    """Bookings for one of these events or links that are not over, and those whose veto has one of these keys or that
    have one of these ids, whenever that is. Nearest start first.
    """
    query = _RIVALS_TO_CHANGE if for_update else _RIVALS
    teams = set(team_ids)
    parameters = {
        "team_ids": list(teams),
        "event_ids": list(event_ids),
        "link_keys": list(link_keys),
        "veto_keys": list(veto_keys),
        "booking_ids": list(booking_ids),
        "since": now - LONGEST_CALL,
        "now": now,
    }
    found = [BOOKING.validate_json(text) for text in (await connection.execute(query, parameters)).scalars()]
    theirs = (booking for booking in found if booking.team_id in teams)
    return sorted(theirs, key=lambda booking: (booking.meeting.start_time, booking.id))


async def write_new(connection: AsyncConnection, added: Sequence[Booking], now: datetime) -> None:
    """The executor looks at each at once."""
    rows = [
        {
            **values_of(booking, now),
            "id": booking.id,
            "team_id": booking.team_id,
            "booked_by": booking.booked_by,
            "due_at": now,
            "was_abandoned": False,
        }
        for booking in added
    ]
    await connection.execute(_INSERT, rows)


async def write_changed(connection: AsyncConnection, changed: Sequence[Booking], now: datetime) -> None:
    """Several in one statement; the executor looks at each at once."""
    rows = [{**values_of(booking, now), "due_at": now, "changed_id": booking.id} for booking in changed]
    same: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "changed_id"}
    await connection.execute(update(bookings).where(bookings.c.id == bindparam("changed_id")).values(same), rows)


def values_of(booking: Booking, now: datetime) -> dict[str, Any]:
    """The columns that change with the booking."""
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
        "bot_due_at": due_in_call(booking),
        "document": dump(BOOKING, booking),
    }
