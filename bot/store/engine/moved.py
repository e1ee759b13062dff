"""Mark a SQLite file that another database has taken over from: two must not carry out the same bookings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.core.errors import DatabaseUnavailable, SetupError
from bot.store.engine.database import Database
from bot.store.schema.tables import marks

MOVING = "moving_to_another_database"  # begun; whether it has ended, only the other database knows
MOVED = "moved_to_another_database"
MARKS_OF_A_MOVE = (MOVED, MOVING)


@asynccontextmanager
async def marked_as_moved(database: Database, now: datetime) -> AsyncIterator[None]:
    """Marked before the other database has anything; after an error it is as it was.

    A process that is killed meanwhile leaves it marked as moving.
    """
    is_first = await _find_mark(database) is None
    if is_first:
        await _mark(database, MOVING, now)
    try:
        yield
    except BaseException:
        if is_first:
            await _mark(database, None, now)
        raise
    with suppress(DatabaseUnavailable):  # it stays marked as moving, which keeps it from being used as well
        await _mark(database, MOVED, now)


async def check_not_moved(database: Database) -> None:
    """Raises SetupError."""
    found = await _find_mark(database)
    if found is None:
        return
    name, at = found
    if name == MOVING:
        raise SetupError(
            f"DATABASE_URL: copying this file to another database began on {at:%Y-%m-%d %H:%M} UTC and was "
            "interrupted. Run copy-database again, with an empty database. To use the file again instead, restore a "
            "backup of it."
        )
    raise SetupError(
        f"DATABASE_URL: what is in this file was copied to another database on {at:%Y-%m-%d %H:%M} UTC. Set "
        "DATABASE_URL to that one. To use the file again, restore a backup of it."
    )


async def _find_mark(database: Database) -> tuple[str, datetime] | None:
    query = select(marks.c.name, marks.c.at).where(marks.c.name.in_(MARKS_OF_A_MOVE)).order_by(marks.c.name)
    async with database.read() as connection:
        row = (await connection.execute(query)).first()
    return None if row is None else (row.name, row.at)


async def _mark(database: Database, name: str | None, at: datetime) -> None:
    """In place of the mark that there is; None takes that away."""
    async with database.write() as connection:
        await connection.execute(delete(marks).where(marks.c.name.in_(MARKS_OF_A_MOVE)))
        if name is not None:
            await connection.execute(insert(marks).values(name=name, at=at))
