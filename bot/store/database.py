"""Engines, transactions and pragmas. Everything else in this package asks for `read()` or `write()`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.sqlite_connection import Connection, connect

READERS = 4
POSTGRES_CONNECTIONS = 10
OWNER_ONLY = 0o600


class Database:
    """One database, opened lazily.

    On SQLite a pool of one connection is the queue of writers, so nobody spins on a busy file; readers have
    their own.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_owner_only(self.url)
            self._writer = _sqlite_engine(self.url, connections=1, is_writer=True)
            self._reader = _sqlite_engine(self.url, connections=READERS, is_writer=False)
        else:
            self._writer = self._reader = create_async_engine(
                self.url, pool_size=POSTGRES_CONNECTIONS, max_overflow=0, pool_pre_ping=True, hide_parameters=True
            )

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write: committed at the end, rolled back by an exception."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and never waits for a writer."""
        await asyncio.sleep(0)  # on SQLite nothing below lets go of the loop: whoever waits for an answer comes first
        async with self._reader.connect() as connection:
            yield connection

    async def lock(self, connection: AsyncConnection, name: str) -> None:
        """Hold `name` until this write transaction ends. SQLite has one writer anyway."""
        if not self.is_sqlite:
            statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await connection.execute(statement, {"name": name})

    async def ping(self) -> None:
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def aclose(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()


def _sqlite_engine(url: URL, *, connections: int, is_writer: bool) -> AsyncEngine:
    async def connected(*_: Any, **__: Any) -> Connection:
        return await connect(url.database or ":memory:", is_writer=is_writer)

    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # an error that is logged would show what was to be written
        async_creator=connected,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine


def _make_owner_only(url: URL) -> None:
    """Titles and addresses are in there. SQLite gives its -wal and -shm files the mode of the main file."""
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.touch(mode=OWNER_ONLY, exist_ok=True)
        path.chmod(OWNER_ONLY)
