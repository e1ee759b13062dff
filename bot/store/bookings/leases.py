"""Record step outcomes and release bookings under a lease, with group commit.

Twenty steps that end together cost one commit, and what Slack was told is on disk as soon as possible. A step after
which nothing is left to do now releases its booking in the same write.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId
from bot.store.audit import Line, write_lines
from bot.store.bookings.rows import CHANGING, forget_unwanted_recordings, values_of
from bot.store.engine.database import Connection, Database
from bot.store.engine.group_commit import GroupCommit
from bot.store.json_documents import BOOKING
from bot.store.schema.tables import UtcDateTime, bookings

Change = Callable[[Booking], Booking]

_HELD = (
    select(bookings.c.id, bookings.c.lease_token, bookings.c.document)
    .where(bookings.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(bookings.c.id)  # a consistent lock order prevents deadlocks
    .with_for_update()
)
_RELEASED: dict[str, Any] = {
    "lease_token": None,
    "lease_until": None,
    "due_at": func.coalesce(bookings.c.due_at, bindparam("next_due_at", type_=UtcDateTime)),
}
_CHANGED: dict[str, Any] = {name: bindparam(name) for name in CHANGING}
_OF_ONE = update(bookings).where(bookings.c.id == bindparam("held_id"))
_RECORD = _OF_ONE.values({**_CHANGED, "lease_until": bindparam("lease_until")})
_RECORD_AND_RELEASE = _OF_ONE.values({**_CHANGED, **_RELEASED})
_RELEASE = _OF_ONE.where(bookings.c.lease_token == bindparam("token")).values(_RELEASED)


# What is being recorded is left out: that renews its lease as well.
_RENEW = (
    update(bookings)
    .where(
        bookings.c.id.in_(
            select(bookings.c.id)
            .where(
                bookings.c.id.in_(bindparam("ids", expanding=True)),
                bookings.c.lease_token.in_(bindparam("tokens", expanding=True)),
            )
            .order_by(bookings.c.id)
            .with_for_update(skip_locked=True)
        )
    )
    .values(lease_until=bindparam("until", type_=UtcDateTime))
)


class LeaseLost(Exception):
    """Another process has claimed the booking: this one must not write any more."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is to be done for the booking before `until`; None: until something happens to it."""

    until: datetime | None


FindRest = Callable[[Booking], Rest | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A step's outcome: what it does to the booking, whose lease is renewed. `what` goes to the audit trail.

    `find_rest`: by the booking as it is then, whether to release it rather than renew its lease.
    """

    booking_id: BookingId
    token: str
    change: Change
    at: datetime
    lease: timedelta
    what: str | None = None
    find_rest: FindRest | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    booking: Booking
    rest: Rest | None = None  # its lease has been released


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    booking_id: BookingId
    token: str
    due_at: datetime | None


class LeasedBookings:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = GroupCommit(self._write, "held bookings")

    async def record(self, outcome: Outcome) -> Recorded:
        """Apply an outcome to the booking as it is now. Raises LeaseLost if the lease is no longer ours."""
        recorded = await self._transactions.settle(outcome)
        if recorded is None:
            raise LeaseLost
        return recorded

    async def release(self, release: Release) -> None:
        """Release the lease. A booking that was changed meanwhile stays due at once."""
        await self._transactions.settle(release)

    async def renew(self, tokens: Mapping[BookingId, str], until: datetime) -> None:
        """Hold on to those whose leases are still ours."""
        async with self._database.write() as connection:
            held = {"ids": list(tokens), "tokens": list(set(tokens.values())), "until": until}
            await connection.execute(_RENEW, held)

    async def _write(self, batch: Sequence[Outcome | Release]) -> list[Recorded | None]:
        outcomes = [each for each in batch if isinstance(each, Outcome)]
        releases = [each for each in batch if isinstance(each, Release)]
        async with self._database.write() as connection:
            recorded = dict(zip(outcomes, await _record(connection, outcomes, releases), strict=True))
            if releases:
                rows = [_release_row(release) for release in sorted(releases, key=lambda release: release.booking_id)]
                await connection.execute(_RELEASE, rows)
        return [recorded.get(each) if isinstance(each, Outcome) else None for each in batch]


async def _record(
    connection: Connection, outcomes: Sequence[Outcome], releases: Sequence[Release]
) -> list[Recorded | None]:
    """Lock the released bookings of the batch as well, all in one order, which prevents deadlocks."""
    if not outcomes:
        return []
    ids = {each.booking_id for each in outcomes} | {each.booking_id for each in releases}
    found = await connection.execute(_HELD, {"ids": sorted(ids)})
    places = {(each.booking_id, each.token) for each in outcomes}
    held = {(row[0], row[1]): BOOKING.validate_json(row[2]) for row in found if (row[0], row[1]) in places}
    recorded = [_apply(outcome, held) for outcome in outcomes]
    written = [(outcome, each) for outcome, each in zip(outcomes, recorded, strict=True) if each is not None]
    if rows := [_row(outcome, each) for outcome, each in written if each.rest is None]:
        await connection.execute(_RECORD, rows)
    if rows := [_row_at_rest(outcome, each.booking, each.rest) for outcome, each in written if each.rest is not None]:
        await connection.execute(_RECORD_AND_RELEASE, rows)
    await forget_unwanted_recordings(connection, [each.booking for _, each in written])
    lines = [Line(each.booking, outcome.what, outcome.at) for outcome, each in written if outcome.what is not None]
    await write_lines(connection, lines)
    return recorded


def _apply(outcome: Outcome, held: dict[tuple[BookingId, str], Booking]) -> Recorded | None:
    """What is released is held no more: an outcome that comes after that has lost its lease."""
    place = (outcome.booking_id, outcome.token)
    if place not in held:
        return None
    held[place] = booking = outcome.change(held[place])
    rest = outcome.find_rest(booking) if outcome.find_rest is not None else None
    if rest is not None:
        del held[place]
    return Recorded(booking, rest)


def _row(outcome: Outcome, recorded: Recorded) -> dict[str, object]:
    values = values_of(recorded.booking, outcome.at)
    return {**values, "lease_until": outcome.at + outcome.lease, "held_id": outcome.booking_id}


def _row_at_rest(outcome: Outcome, booking: Booking, rest: Rest) -> dict[str, object]:
    return {**values_of(booking, outcome.at), "next_due_at": rest.until, "held_id": outcome.booking_id}


def _release_row(release: Release) -> dict[str, object]:
    return {"held_id": release.booking_id, "token": release.token, "next_due_at": release.due_at}
