"""Which bookings the executor may take up next."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal_column, or_, select

from bot.core.identifiers import BookingId
from bot.store.tables import bookings

# Somebody who books a whole week at once must not keep everybody else waiting.
MOST_IN_FLIGHT_PER_PERSON = 5


def claimable(now: datetime, limit: int) -> Select[tuple[BookingId]]:
    """Nearest start first, and of one person no more than may be in flight, whichever process has them."""
    queue, in_flight = _queue(now), _in_flight(now)
    has_room = queue.c.place + func.coalesce(in_flight.c.taken, 0) <= MOST_IN_FLIGHT_PER_PERSON
    within = select(queue.c.id).outerjoin(in_flight, in_flight.c.person == queue.c.person).where(has_room)
    # Asked once more outside: what another process takes at this moment is seen only there.
    mine = select(bookings.c.id).where(bookings.c.id.in_(within), _is_due(now))
    return mine.order_by(bookings.c.starts_at).limit(limit)


def _is_due(now: datetime) -> ColumnElement[bool]:
    # Free is who has no token: by lease_until SQLite would go through every booking that has none.
    is_free = bookings.c.lease_token.is_(None)
    return or_(and_(bookings.c.due_at <= now, is_free), bookings.c.lease_until < now)


def _queue(now: datetime) -> Subquery:
    due = _with_person(_is_due(now)).subquery("due")
    place = func.row_number().over(partition_by=due.c.person, order_by=(due.c.starts_at, due.c.id))
    return select(due.c.id, due.c.person, place.label("place")).subquery("queue")


def _in_flight(now: datetime) -> Subquery:
    held = _with_person(bookings.c.lease_until >= now).subquery("held")
    return select(held.c.person, func.count().label("taken")).group_by(held.c.person).subquery("in_flight")


def _with_person(which: ColumnElement[bool]) -> Select[tuple[BookingId, datetime, str]]:
    # One text: sorting by the columns themselves, SQLite would go through all bookings in the order of an index.
    person = bookings.c.team_id.concat(literal_column("'/'")).concat(bookings.c.booked_by)
    return select(bookings.c.id, bookings.c.starts_at, person.label("person")).where(which)
