"""Record step outcomes and release bookings under a lease, with group commit.

Twenty steps that end together cost one commit, and what Slack was told is on disk as soon as possible.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId
from bot.store.audit import write_audits
from bot.store.bookings.rows import forget_unwanted_recordings, values_of
from bot.store.engine.database import Connection, Database
from bot.store.engine.group_commit import GroupCommit
from bot.store.json_documents import BOOKING
from bot.store.tables import UtcDateTime, bookings

Change = Callable[[Booking], Booking]

_HELD = (
    select(bookings.c.id, bookings.c.lease_token, bookings.c.document)
    .where(bookings.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(bookings.c.id)  # a consistent lock order prevents deadlocks
    .with_for_update()
)
_RECORD = update(bookings).where(bookings.c.id == bindparam("held_id"))
_RELEASE = (
    update(bookings)
    .where(bookings.c.id == bindparam("held_id"), bookings.c.lease_token == bindparam("token"))
    .values(
        lease_token=None,
        lease_until=None,
        due_at=func.coalesce(bookings.c.due_at, bindparam("next_due_at", type_=UtcDateTime)),
    )
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A step's outcome: what it does to the booking, whose lease is renewed. `what` goes to the audit trail."""

    booking_id: BookingId
    token: str
    change: Change
    at: datetime
    lease: timedelta
    what: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    booking_id: BookingId
    token: str
    due_at: datetime | None


class LeasedBookings:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._transactions = GroupCommit(self._write, "held bookings")

    async def record(self, outcome: Outcome) -> Booking:
        """Apply an outcome and return the booking. Raises LeaseLost if the lease is no longer ours."""
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

    async def _write(self, batch: Sequence[Outcome | Release]) -> list[Booking | None]:
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
) -> list[Booking | None]:
    """Lock the released bookings of the batch as well, all in one order, which prevents deadlocks."""
    if not outcomes:
        return []
    ids = {each.booking_id for each in outcomes} | {each.booking_id for each in releases}
    found = await connection.execute(_HELD, {"ids": sorted(ids)})
    places = {(each.booking_id, each.token) for each in outcomes}
    held = {(row[0], row[1]): BOOKING.validate_json(row[2]) for row in found if (row[0], row[1]) in places}
    changed: list[Booking | None] = []
    for outcome in outcomes:
        place = (outcome.booking_id, outcome.token)
        if place in held:
            held[place] = outcome.change(held[place])
        changed.append(held.get(place))
    rows = [_row(each, booking) for each, booking in zip(outcomes, changed, strict=True) if booking is not None]
    if rows:
        await connection.execute(_RECORD, rows)
        await forget_unwanted_recordings(connection, held.values())
    await _write_audits(connection, outcomes, changed)
    return changed


async def _write_audits(connection: Connection, outcomes: Sequence[Outcome], changed: Sequence[Booking | None]) -> None:
    told: dict[tuple[str, datetime], list[Booking]] = {}
    for outcome, booking in zip(outcomes, changed, strict=True):
        if outcome.what is not None and booking is not None:
            told.setdefault((outcome.what, outcome.at), []).append(booking)
    for (what, at), several in told.items():
        await write_audits(connection, several, what, at)


def _row(outcome: Outcome, booking: Booking) -> dict[str, object]:
    values = values_of(booking, outcome.at)
    return {**values, "lease_until": outcome.at + outcome.lease, "held_id": outcome.booking_id}


def _release_row(release: Release) -> dict[str, object]:
    return {"held_id": release.booking_id, "token": release.token, "next_due_at": release.due_at}
