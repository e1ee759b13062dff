"""Claim due bookings from the queue under a lease."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, func, literal_column, or_, select, update

from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId
from bot.store.engine.database import Connection, Database
from bot.store.json_documents import read_if_possible
from bot.store.schema.tables import UtcDateTime, bookings

# Fairness: one person's bulk booking must not block everyone else.
MAX_IN_FLIGHT_PER_PERSON = 5

_NOW = bindparam("now", type_=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Claim:
    booking: Booking
    token: str
    was_abandoned: bool  # its previous holder's lease expired
    due_since: datetime  # when it became claimable


async def claim_due(
    database: Database, now: datetime, lease: timedelta, limit: int, in_hand: Collection[BookingId] = ()
) -> list[Claim]:
    """Claim up to `limit` due bookings under a lease, a few of each person's at a time: first what people have booked,
    and of that the nearest start.

    `in_hand`: what the caller is working on, which it does not claim again if its own leases have expired.
    """
    async with database.read() as connection:  # a read costs less than SQLite's write lock
        found = await connection.execute(_CLAIMABLE, {"now": now, "most": limit})
        due_since: dict[BookingId, datetime] = {row.id: row.due_since for row in found if row.id not in in_hand}
    if not due_since:
        return []
    token = secrets.token_hex(16)
    lent = {"found": list(due_since), "now": now, "token": token, "until": now + lease}
    async with database.write() as connection:
        rows = (await connection.execute(_CLAIM, lent)).all()
    # One that this version cannot read is left to its lease: another version may, once that is over.
    read = [(read_if_possible(row.id, row.document), row.was_abandoned) for row in rows]
    claims = [Claim(booking, token, abandoned, due_since[booking.id]) for booking, abandoned in read if booking]
    return sorted(claims, key=lambda claim: claim.booking.meeting.start_time)


async def oldest_due(connection: Connection, now: datetime) -> datetime | None:
    # SQLite takes the index of those that are due only if told that there are others.
    due = await connection.execute(select(func.min(bookings.c.due_at)).where(bookings.c.due_at.is_not(None)))
    abandoned = await connection.execute(select(func.min(bookings.c.lease_until)).where(bookings.c.lease_until < now))
    return min(filter(None, [due.scalar_one(), abandoned.scalar_one()]), default=None)


def _claimable() -> Select[tuple[BookingId, datetime]]:
    """Claimable bookings, the most urgent first, within each person's limit of bookings in flight."""
    queue, in_flight = _queue(), _count_in_flight()
    has_room = queue.c.place + func.coalesce(in_flight.c.taken, 0) <= MAX_IN_FLIGHT_PER_PERSON
    found = select(queue.c.id, queue.c.due_since).outerjoin(in_flight, in_flight.c.person == queue.c.person)
    return found.where(has_room).order_by(*_urgency(queue)).limit(bindparam("most"))


def _is_due() -> ColumnElement[bool]:
    # Free is who has no token: by lease_until SQLite would go through every booking that has none.
    is_free = bookings.c.lease_token.is_(None)
    return or_(and_(bookings.c.due_at <= _NOW, is_free), bookings.c.lease_until < _NOW)


def _queue() -> Subquery:
    since = func.coalesce(bookings.c.lease_until, bookings.c.due_at)
    due = _select_with_person(_is_due()).add_columns(since.label("due_since")).subquery("due")
    place = func.row_number().over(partition_by=due.c.person, order_by=_urgency(due))
    return select(due, place.label("place")).subquery("queue")


def _urgency(queue: Subquery) -> tuple[ColumnElement[Any], ...]:
    """What people have booked goes first, then what starts sooner."""
    return queue.c.origin.is_not(None), queue.c.starts_at, queue.c.id


def _count_in_flight() -> Subquery:
    held = _select_with_person(bookings.c.lease_until >= _NOW).subquery("held")
    return select(held.c.person, func.count().label("taken")).group_by(held.c.person).subquery("in_flight")


def _select_with_person(which: ColumnElement[bool]) -> Select[tuple[BookingId, datetime, str | None, str]]:
    # One text: sorting by the columns themselves, SQLite would go through all bookings in the order of an index.
    person = bookings.c.team_id.concat(literal_column("'/'")).concat(bookings.c.booked_by)
    return select(bookings.c.id, bookings.c.starts_at, bookings.c.origin, person.label("person")).where(which)


# Cached: the executor polls every second, and SQLAlchemy takes longer to build them than SQLite to answer.
_CLAIMABLE = _claimable()
# Checked again: another process may have claimed, or be claiming, the same bookings meanwhile.
_STILL_FREE = (
    select(bookings.c.id)
    .where(bookings.c.id.in_(bindparam("found", expanding=True)), _is_due())
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(bookings)
    .where(bookings.c.id.in_(_STILL_FREE))
    .values(
        lease_token=bindparam("token"),
        lease_until=bindparam("until", type_=UtcDateTime),
        due_at=None,  # so that a wish or news during the lease sets a new one
        was_abandoned=bookings.c.lease_token.is_not(None),
    )
    .returning(bookings.c.id, bookings.c.document, bookings.c.was_abandoned)
)
