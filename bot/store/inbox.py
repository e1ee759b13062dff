"""Deliveries and their effects. Those that come while others are being written share the next transaction, so that a
rush costs a few commits rather than one for each.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import or_, select
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.booking import Booking
from bot.core.identifiers import BookingId, BotId
from bot.store.audit import write_audits
from bot.store.bookings import Change, write_changed
from bot.store.database import Database
from bot.store.deliveries import first_deliveries
from bot.store.documents import BOOKING
from bot.store.tables import bookings

MOST_AT_ONCE = 200  # within SQLite's limit of variables in one statement


class Hearing(Enum):
    """What became of a delivery."""

    FIRST = "first"
    REPEATED = "repeated"
    UNKNOWN_BOT = "unknown bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Of a bot, whose booking is the one that holds it, else the one that its metadata names; or of something else."""

    delivery_id: str
    at: datetime  # when it came
    bot_id: BotId | None = None
    booking_id: BookingId | None = None
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    news: News
    hearing: asyncio.Future[Hearing]


class Inbox:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def hear(self, news: News) -> Hearing:
        """Remember the delivery and have its effect once, in one transaction."""
        waiting = _Waiting(news, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all(), name="inbox")
        return await waiting.hearing

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            await self._settle(batch)

    async def _settle(self, batch: Sequence[_Waiting]) -> None:
        """One that cannot be written is answered with its error, and spoils nothing else."""
        try:
            hearings = await self._write([waiting.news for waiting in batch])
        except Exception as error:
            if len(batch) > 1 and _may_be_the_fault_of_one(error):
                for waiting in batch:
                    await self._settle([waiting])
            else:
                for waiting in batch:
                    _answer(waiting, error)
        else:
            for waiting, hearing in zip(batch, hearings, strict=True):
                _answer(waiting, hearing)

    async def _write(self, batch: Sequence[News]) -> list[Hearing]:
        now = max(news.at for news in batch)
        async with self._database.write() as connection:
            first = await first_deliveries(connection, {news.delivery_id for news in batch}, now)
            affected = _Affected(await _read(connection, batch))
            hearings = []
            for news in batch:
                is_first = news.delivery_id in first
                first.discard(news.delivery_id)
                hearings.append(affected.by(news) if is_first else Hearing.REPEATED)
            if affected.changed:
                await write_changed(connection, list({each.id: each for each in affected.changed}.values()), now)
                await write_audits(connection, affected.changed, "bot news", now)
        return hearings


def _may_be_the_fault_of_one(error: Exception) -> bool:
    """Rather than a database that cannot be reached."""
    return isinstance(error, DBAPIError) and not isinstance(error, OperationalError | InterfaceError)


def _answer(waiting: _Waiting, answer: Hearing | Exception) -> None:
    if waiting.hearing.done():  # whoever waited has gone
        return
    if isinstance(answer, Exception):
        waiting.hearing.set_exception(answer)
    else:
        waiting.hearing.set_result(answer)


class _Affected:
    """The bookings that a batch is about, as one delivery after the other leaves them."""

    def __init__(self, found: Sequence[Booking]) -> None:
        self._by_id = {booking.id: booking for booking in found}
        self._holders = {booking.bot.bot_id: booking.id for booking in reversed(found) if booking.bot.bot_id}
        self.changed: list[Booking] = []  # each as it was after each change

    def by(self, news: News) -> Hearing:
        if news.bot_id is None or news.change is None:
            return Hearing.FIRST
        booking = self._by_id.get(self._holders.get(news.bot_id) or news.booking_id or BookingId(""))
        if booking is None:
            return Hearing.UNKNOWN_BOT
        changed = news.change(booking)
        if changed != booking:
            self._by_id[booking.id] = changed
            self.changed.append(changed)
        return Hearing.FIRST


async def _read(connection: AsyncConnection, batch: Sequence[News]) -> list[Booking]:
    bot_ids = {news.bot_id for news in batch if news.bot_id}
    booking_ids = {news.booking_id for news in batch if news.booking_id}
    if not bot_ids and not booking_ids:
        return []
    query = (
        select(bookings.c.document)
        .where(or_(bookings.c.bot_id.in_(bot_ids), bookings.c.id.in_(booking_ids)))
        .order_by(bookings.c.id)  # so that two processes wait for each other rather than both
        .with_for_update()
    )
    return [BOOKING.validate_json(text) for text in (await connection.execute(query)).scalars()]
