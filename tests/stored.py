"""Store and count what the product does only along with something else."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from bot.core.booking.model import Booking
from bot.store.bookings.rows import write_new
from bot.store.engine.database import Database
from bot.store.schema.tables import events
from bot.store.webhook_deliveries import record_first_deliveries


async def count_events(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(events))).scalar_one()


async def record_delivery(database: Database, delivery_id: str, now: datetime) -> bool:
    """Whether it was not known yet."""
    async with database.write() as connection:
        return bool(await record_first_deliveries(connection, [delivery_id], now))


async def store_bookings(database: Database, bookings: Sequence[Booking], now: datetime) -> None:
    """As they are, due at once."""
    async with database.write() as connection:
        await write_new(connection, bookings, now)
