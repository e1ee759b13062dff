"""Write what rules and series ask for, under the same locks as what people submit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select

from bot.core.access.target import RivalKeys
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, CalendarEventId, TeamId, UserId
from bot.core.rules.limits import BookedPlace
from bot.core.rules.reconcile import Changes
from bot.store.audit import write_audits
from bot.store.bookings.conflicts import read_rivals
from bot.store.bookings.rows import DueAt, is_of_team, write_changed, write_new
from bot.store.engine.database import Connection, Database
from bot.store.engine.transaction_retry import retry_transaction
from bot.store.schema.tables import bookings

# Pure: what to write by what is booked, read under the lock.
Reconcile = Callable[[tuple[Booking, ...]], Changes]


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting whose bookings have to change, and how."""

    rivals: RivalKeys
    reconcile: Reconcile


class AutomaticBookings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_rivals(self, team_id: TeamId, keys: Sequence[RivalKeys], now: datetime) -> list[Booking]:
        """Bookings that may stand for any of these meetings."""
        async with self._database.read() as connection:
            return await _read(connection, team_id, keys, now)

    async def find_events(self, team_id: TeamId, now: datetime, user_id: UserId | None = None) -> list[CalendarEventId]:
        """The events that rules and series have booked and that are not over; of one person or of all."""
        query = select(bookings.c.event_id).where(
            bookings.c.origin.is_not(None),
            bookings.c.ends_at > now,
            is_of_team(team_id),
            bookings.c.intent == Intent.ATTEND.value,
        )
        if user_id is not None:
            query = query.where(bookings.c.booked_by == user_id)
        async with self._database.read() as connection:
            return [event_id for event_id in (await connection.execute(query)).scalars() if event_id]

    async def find_over(self, team_id: TeamId, since: datetime, until: datetime) -> list[tuple[UserId, datetime]]:
        """Whose meetings of a calendar that ended in this time had a bot, and when they began."""
        query = select(bookings.c.booked_by, bookings.c.starts_at).where(
            bookings.c.ends_at > since,
            bookings.c.ends_at <= until,
            _is_booked_meeting(team_id),
        )
        async with self._database.read() as connection:
            return [(UserId(user_id), start) for user_id, start in (await connection.execute(query)).all()]

    async def find_booked(self, team_id: TeamId, now: datetime, until: datetime) -> list[BookedPlace]:
        """Meetings of a calendar that are to have a bot, are not over, and begin by then."""
        query = select(bookings.c.starts_at, bookings.c.booked_by, bookings.c.event_id).where(
            bookings.c.ends_at > now,
            bookings.c.starts_at <= until,
            _is_booked_meeting(team_id),
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [BookedPlace(start, UserId(user_id), CalendarEventId(event_id)) for start, user_id, event_id in rows]

    async def write(self, team_id: TeamId, planned: Sequence[Planned], now: datetime, due: DueAt) -> list[Booking]:
        """In one transaction; what was booked or called off meanwhile decides. Returns what was written."""
        return await retry_transaction(lambda: self._write(team_id, planned, now, due))

    async def _write(self, team_id: TeamId, planned: Sequence[Planned], now: datetime, due: DueAt) -> list[Booking]:
        async with self._database.write() as connection:
            for key in sorted({key for each in planned for key in each.rivals.link_keys}):
                await self._database.lock(connection, f"{team_id}/{key}")
            found = await _read(connection, team_id, [each.rivals for each in planned], now, for_update=True)
            present = {booking.id: booking for booking in found}
            known = set(present)
            written: dict[str, Booking] = {}
            for each in planned:
                concerned = tuple(booking for booking in present.values() if each.rivals.has_key_of(booking))
                changes = each.reconcile(concerned)
                for booking in (*changes.added, *changes.changed):
                    present[booking.id] = written[booking.id] = booking
            await _save(connection, known, list(written.values()), now, due)
        return list(written.values())


async def _save(
    connection: Connection, known: set[BookingId], written: Sequence[Booking], now: datetime, due: DueAt
) -> None:
    added = [booking for booking in written if booking.id not in known]
    changed = [booking for booking in written if booking.id in known]
    if added:
        await write_new(connection, added, now, due)
        await write_audits(connection, added, "booked by rule", now)
    if changed:
        await write_changed(connection, sorted(changed, key=lambda booking: booking.id), now, due)
        await write_audits(connection, changed, "changed by rule", now)


async def _read(
    connection: Connection, team_id: TeamId, keys: Sequence[RivalKeys], now: datetime, *, for_update: bool = False
) -> list[Booking]:
    return await read_rivals(
        connection,
        [team_id],
        {event_id for each in keys for event_id in each.event_ids},
        {link_key for each in keys for link_key in each.link_keys},
        now,
        veto_keys={veto_key for each in keys for veto_key in each.veto_keys},
        with_called_off=True,
        for_update=for_update,
    )


def _is_booked_meeting(team_id: TeamId) -> ColumnElement[bool]:
    """Of a calendar, and to have a bot."""
    return and_(is_of_team(team_id), bookings.c.intent == Intent.ATTEND.value, bookings.c.event_id.is_not(None))
