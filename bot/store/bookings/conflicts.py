"""Query bookings that may conflict, which happens before every submission is acknowledged."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, literal_column, or_, select

from bot.core.booking.bot_status import SHOWN_IN_CALL
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, CalendarEventId, LinkKey, TeamId
from bot.store.engine.database import Connection
from bot.store.json_documents import BOOKING
from bot.store.schema.tables import bookings

# A bot without news for longer than this is not in the call any more.
LONGEST_CALL = timedelta(days=1)

_IS_CURRENT = and_(
    bookings.c.ends_at > bindparam("since"),
    or_(
        bookings.c.ends_at > bindparam("now"),
        bookings.c.shown_status.in_([literal_column(f"'{status.value}'") for status in sorted(SHOWN_IN_CALL)]),
    ),
)
_IS_CALLED_OFF = bookings.c.intent == literal_column(f"'{Intent.STAY_AWAY.value}'")


async def read_rivals(
    connection: Connection,
    team_ids: Iterable[TeamId],
    event_ids: Iterable[CalendarEventId],
    link_keys: Iterable[LinkKey],
    now: datetime,
    *,
    veto_keys: Iterable[str] = (),
    booking_ids: Iterable[BookingId] = (),
    with_called_off: bool = False,
    for_update: bool = False,
) -> list[Booking]:
    """Bookings for one of these events or links that are not over, and those whose veto has one of these keys or that
    have one of these ids, whenever that is. Nearest start first.

    `with_called_off`: those for one of the events, too, that were called off and are over. If it is moved after that,
    they do not follow, and a *no* still counts.
    """
    teams = set(team_ids)
    asked = {
        "team": _pad(teams),
        "event": _pad(event_ids),
        "link": _pad(link_keys),
        "veto": _pad(veto_keys),
        "booking": _pad(booking_ids),
    }
    sizes = (len(values) for values in asked.values())
    query = _query(*sizes, with_called_off=with_called_off, for_update=for_update)
    named = {f"{name}{place}": value for name, values in asked.items() for place, value in enumerate(values)}
    rows = await connection.execute(query, {**named, "since": now - LONGEST_CALL, "now": now})
    found = [BOOKING.validate_json(text) for text in rows.scalars()]
    theirs = (booking for booking in found if booking.team_id in teams)
    return sorted(theirs, key=lambda booking: (booking.meeting.start_time, booking.id))


def _pad(values: Iterable[str]) -> list[str]:
    """Pad to the next power of two, so that few cached statements serve all sizes."""
    distinct = sorted(set(values))
    size = 1 << (len(distinct) - 1).bit_length() if distinct else 0
    return distinct + distinct[-1:] * (size - len(distinct))


@cache
def _query(
    teams: int, events: int, links: int, vetoes: int, ids: int, *, with_called_off: bool, for_update: bool
) -> Select[str]:
    """Build the statement for so many of each, once (cached): building takes longer than SQLite's answer."""
    which = [_one_of(bookings.c.veto_key, "veto", vetoes)] if vetoes else []
    if ids:
        which.append(_one_of(bookings.c.id, "booking", ids))
    if events:
        counts = or_(_IS_CURRENT, _IS_CALLED_OFF) if with_called_off else _IS_CURRENT
        which.append(and_(_one_of(bookings.c.event_id, "event", events), counts))
    if links:  # the team stands beside the link only: on its own SQLite would go through all the bookings of the team
        is_linked = and_(_one_of(bookings.c.team_id, "team", teams), _one_of(bookings.c.link_key, "link", links))
        which.append(and_(is_linked, _IS_CURRENT))
    # A consistent lock order prevents deadlocks between processes.
    query = select(bookings.c.document).where(or_(false(), *which)).order_by(bookings.c.id)
    return query.with_for_update() if for_update else query


def _one_of(column: ColumnElement[str], name: str, size: int) -> ColumnElement[bool]:
    return column.in_([bindparam(f"{name}{place}") for place in range(size)])
