"""Count what is stored."""

from sqlalchemy import func, select

from bot.store.engine.database import Database
from bot.store.tables import events


async def count_events(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(events))).scalar_one()
