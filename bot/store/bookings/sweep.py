"""Query the bookings that a sweep goes through: those that follow a calendar, and those whose bots are polled."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, Intent
from bot.core.booking.redaction import NO_LINK
from bot.core.identifiers import BookingId
from bot.store.engine.database import Database
from bot.store.json_documents import read_if_possible
from bot.store.schema.tables import bookings

READ_AT_ONCE = 50

_READ = (bookings.c.id, bookings.c.document)


class SweptBookings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_following_calendars(self, now: datetime) -> AsyncIterator[list[Booking]]:
        """Bookings of a calendar event: those that are not over, cancelled or not, and the vetoed. Nearest start first.

        Read in batches, so that requests get a turn in between.
        """
        is_coming = bookings.c.ends_at > now
        is_vetoed = bookings.c.veto_key > ""  # rather than IS NOT NULL, for which SQLite would take no index
        follows = and_(bookings.c.event_id.is_not(None), or_(is_coming, is_vetoed))
        nearest = select(bookings.c.id).where(follows).order_by(bookings.c.starts_at)
        async with self._database.read() as connection:
            ids = (await connection.execute(nearest)).scalars().all()
        for start in range(0, len(ids), READ_AT_ONCE):
            some = bookings.c.id.in_(ids[start : start + READ_AT_ONCE])
            yield await self._fetch(select(*_READ).where(some).order_by(bookings.c.starts_at))
            await asyncio.sleep(0)

    async def find_called_off(self, now: datetime) -> list[Booking]:
        """Bookings of events that are not over, whose bot is to stay away."""
        query = select(*_READ).where(
            bookings.c.ends_at > now, bookings.c.intent == Intent.STAY_AWAY.value, bookings.c.event_id.is_not(None)
        )
        return await self._fetch(query)

    async def find_with_live_bots(
        self, until: datetime, since: datetime, limit: int, *, skip: int = 0
    ) -> list[Booking]:
        """Bookings whose bot is due by `until` and has not come to its end, latest start first."""
        query = (
            select(*_READ)
            .where(bookings.c.bot_due_at <= until, bookings.c.bot_due_at > since)
            .order_by(bookings.c.bot_due_at.desc(), bookings.c.id)
            .offset(skip)
            .limit(limit)
        )
        return await self._fetch(query)

    async def find_with_finished_bots(
        self, now: datetime, since: datetime, limit: int, *, skip: int = 0
    ) -> list[Booking]:
        """Bookings of ended meetings whose bots have finished, the oldest first; none that is reduced."""
        query = (
            select(*_READ)
            .where(
                bookings.c.bot_id.is_not(None),
                bookings.c.ends_at <= now,
                bookings.c.ends_at > since,
                bookings.c.shown_status.in_([ShownStatus.DONE, ShownStatus.FAILED]),
                bookings.c.link_key != NO_LINK,
            )
            .order_by(bookings.c.ends_at, bookings.c.id)
            .offset(skip)
            .limit(limit)
        )
        return await self._fetch(query)

    async def _fetch(self, query: Select[tuple[BookingId, str]]) -> list[Booking]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [booking for row in rows if (booking := read_if_possible(row.id, row.document))]
