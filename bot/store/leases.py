"""Store named timestamps, and leases that let one of several processes do a job."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, insert, select, update

from bot.clock import Clock
from bot.core.errors import DatabaseUnavailable
from bot.store.engine.database import Database
from bot.store.schema.tables import leases, marks

log = structlog.get_logger()

LEASE = timedelta(seconds=15)  # so that what a dead process had in hand goes on within twenty


class Marks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> datetime | None:
        async with self._database.read() as connection:
            query = select(marks.c.at).where(marks.c.name == name)
            return (await connection.execute(query)).scalar_one_or_none()

    async def find_names(self, prefix: str) -> set[str]:
        async with self._database.read() as connection:
            query = select(marks.c.name).where(marks.c.name.startswith(prefix, autoescape=True))
            return set((await connection.execute(query)).scalars())

    async def forget(self, name: str) -> None:
        if await self.get(name) is None:
            return
        async with self._database.write() as connection:
            await connection.execute(delete(marks).where(marks.c.name == name))

    async def set(self, name: str, at: datetime) -> None:
        async with self._database.write() as connection:
            await self._database.lock(connection, f"mark/{name}")
            await connection.execute(delete(marks).where(marks.c.name == name))
            await connection.execute(insert(marks).values(name=name, at=at))


class Leases:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @asynccontextmanager
    async def acquire(self, name: str, length: timedelta = LEASE) -> AsyncIterator[bool]:
        """Acquire the lease `name` for the length of the context; yields whether this process has it.

        It is renewed meanwhile; a dead process's lease expires after `length`. Raises DatabaseUnavailable.
        """
        token = secrets.token_hex(16)
        if not await self._take(name, token, length):
            yield False
            return
        renewing = asyncio.create_task(self._renew(token, length))
        try:
            yield True
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            with suppress(DatabaseUnavailable):  # then it runs out
                await self._release(token)

    async def was_abandoned(self, name: str) -> bool:
        """Whether the process that did this work last died over it, and no one has taken it up since."""
        dead = select(leases.c.token).where(leases.c.name == name, leases.c.until <= self._clock.now())
        async with self._database.read() as connection:
            return (await connection.execute(dead)).first() is not None

    async def end_all(self) -> None:
        """Only for a process that has locked the database: every lease in it belongs to a dead process."""
        async with self._database.write() as connection:
            await connection.execute(delete(leases))

    async def _renew(self, token: str, length: timedelta) -> None:
        while True:
            await self._clock.sleep_until(self._clock.now() + length / 3)
            renewal = update(leases).where(leases.c.token == token).values(until=self._clock.now() + length)
            try:
                async with self._database.write() as connection:
                    await connection.execute(renewal)
            except DatabaseUnavailable:  # no one else can take it meanwhile
                continue
            except Exception:
                log.exception("lease not renewed")

    async def _release(self, token: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(delete(leases).where(leases.c.token == token))

    async def _take(self, name: str, token: str, length: timedelta) -> bool:
        now = self._clock.now()
        async with self._database.write() as connection:
            await self._database.lock(connection, f"lease/{name}")
            holder = select(leases.c.token).where(leases.c.name == name, leases.c.until > now)
            if (await connection.execute(holder)).first() is not None:
                return False
            await connection.execute(delete(leases).where(leases.c.name == name))
            await connection.execute(insert(leases).values(name=name, token=token, until=now + length))
            return True
