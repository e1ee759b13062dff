"""Waiting for the program, by what it has written."""

import asyncio
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.store.json_documents import BOOKING
from bot.store.leases import Marks
from bot.store.schema.tables import bookings
from tests.soak.served import TIMEOUT_SECONDS
from tests.soak.town import Town

SOON = timedelta(minutes=30)  # what is due later has nothing to do with the booking of a bot


async def until_calendars_are_read(town: Town) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not await Marks(town.database).get(LAST_READ):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def until_calm(town: Town, patience_seconds: float = 240.0) -> None:
    """Every booking is carried out and shown, and no one holds one. Raises TimeoutError."""
    async with asyncio.timeout(patience_seconds):
        while await _is_any(town, bookings.c.lease_token.is_not(None)) or not await _are_settled(town):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def until_nothing_is_due(town: Town, patience_seconds: float = 300.0) -> None:
    """Nor does anyone want to make sure once more. Raises TimeoutError."""
    async with asyncio.timeout(patience_seconds):
        while await _is_any(town, bookings.c.due_at <= town.clock.now() + SOON):  # noqa: ASYNC110
            await asyncio.sleep(0.5)


async def _is_any(town: Town, condition: ColumnElement[bool]) -> bool:
    async with town.database.read() as connection:
        return (await connection.execute(select(bookings.c.id).where(condition).limit(1))).first() is not None


async def _are_settled(town: Town) -> bool:
    async with town.database.read() as connection:
        documents = (await connection.execute(select(bookings.c.document))).scalars()
        found = [BOOKING.validate_json(document) for document in documents]
    return all(booking.is_applied and booking.said.shown_version == booking.said.version for booking in found)


async def until_asked(town: Town, times: int) -> None:
    """Recall has been asked for so many bots, whatever came of it."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while sum(request.method == "POST" for request in town.recall.requests) < times:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
