"""Query what bots have used in a month."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.core.booking.past_bots import usages_of
from bot.core.costs.usage import Usage
from bot.core.identifiers import TeamId, UserId
from bot.store.bookings.rows import is_of_team
from bot.store.engine.database import Database
from bot.store.json_documents import read_if_possible
from bot.store.schema.tables import bookings

READ_AT_ONCE = 100
# A bot joins about when its meeting begins, and a call of a bare link may go on for long after its assumed end.
AROUND = timedelta(days=2)


class UsedBots:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_usage(
        self, team_id: TeamId, start: datetime, end: datetime, user_id: UserId | None = None
    ) -> list[tuple[UserId, Usage]]:
        """What bots around that time used, by who booked them; `user_id`: only this person's.

        Read in batches, so that requests get a turn in between.
        """
        within = [bookings.c.ends_at > start - AROUND, bookings.c.starts_at < end + AROUND]
        own = [] if user_id is None else [bookings.c.booked_by == user_id]
        query = select(bookings.c.id).where(is_of_team(team_id), *own, *within)
        async with self._database.read() as connection:
            ids = (await connection.execute(query)).scalars().all()
        used: list[tuple[UserId, Usage]] = []
        for first in range(0, len(ids), READ_AT_ONCE):
            used += await self._read(ids[first : first + READ_AT_ONCE])
            await asyncio.sleep(0)
        return used

    async def _read(self, ids: Sequence[str]) -> list[tuple[UserId, Usage]]:
        query = select(bookings.c.id, bookings.c.document).where(bookings.c.id.in_(ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found = [booking for row in rows if (booking := read_if_possible(row.id, row.document))]
        return [(booking.booked_by, usage) for booking in found for usage in usages_of(booking)]
