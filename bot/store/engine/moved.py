"""Mark a SQLite file that another database has taken over from: two must not carry out the same bookings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.core.errors import SetupError
from bot.store.engine.database import Database
from bot.store.schema.tables import marks

MOVED = "moved_to_another_database"


@asynccontextmanager
async def marked_as_moved(database: Database, now: datetime) -> AsyncIterator[None]:
    """Marked before the other database has anything; after an error it is as it was."""
    is_first = await _read_mark(database) is None
    async with database.write() as connection:
        if is_first:
            await connection.execute(insert(marks).values(name=MOVED, at=now))
    try:
        yield
    except BaseException:
        if is_first:
            async with database.write() as connection:
                await connection.execute(delete(marks).where(marks.c.name == MOVED))
        raise


async def check_not_moved(database: Database) -> None:
    """Raises SetupError."""
    at = await _read_mark(database)
    if at is not None:
        raise SetupError(
            f"DATABASE_URL: what is in this file was copied to another database on {at:%Y-%m-%d %H:%M} UTC. Set "
            "DATABASE_URL to that one. To use the file again, restore a backup of it."
        )


async def _read_mark(database: Database) -> datetime | None:
    async with database.read() as connection:
        return (await connection.execute(select(marks.c.at).where(marks.c.name == MOVED))).scalar_one_or_none()
