"""Open the database on either engine, for everything else in this package to `read()` and `write()`."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import TypeVar

import structlog
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.store.engine.database_trouble import find_trouble
from bot.store.engine.postgres import PostgresEngine
from bot.store.engine.sqlite import SqliteConnection, SqliteEngine

log = structlog.get_logger()

CALM_AFTER_SECONDS = 5.0

Connection = AsyncConnection | SqliteConnection
Result = TypeVar("Result")


class Database:
    """Connects lazily."""

    def __init__(self, url: str, *, logs_trouble: bool = True) -> None:
        """`logs_trouble`: False for a command that says itself what is wrong."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = SqliteEngine(self.url) if self.is_sqlite else PostgresEngine(self.url)
        self._health = _Health(logs_trouble)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A transaction that may write: committed at the end, rolled back by an exception.

        Raises DatabaseUnavailable.
        """
        with self._health.watch(is_writing=True):
            async with self.engine.write() as connection:
                yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection that sees one consistent state and never waits for a writer. Raises DatabaseUnavailable."""
        with self._health.watch(is_writing=False):
            async with self.engine.read() as connection:
                yield connection

    async def read_aside(self, work: Callable[[SyncConnection], Result]) -> Result:
        """As `read`, for what goes through many rows: no one else waits for it. Raises DatabaseUnavailable."""
        with self._health.watch(is_writing=False):
            return await self.engine.read_aside(work)

    async def lock(self, connection: Connection, name: str) -> None:
        """Hold `name` until this write transaction ends. SQLite has one writer anyway."""
        if not self.is_sqlite:
            statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await connection.execute(statement, {"name": name})

    async def aclose(self) -> None:
        await self.engine.aclose()


class _Health:
    """Logs once that the database cannot be used, and once that it can again, however many try meanwhile.

    On a disk that is nearly full some writes succeed: its trouble is over when there has been none for a while.
    """

    def __init__(self, logs: bool) -> None:
        self._logs = logs
        self._troubles: set[DatabaseTrouble] = set()
        self._is_of_writing = False
        self._last_at = 0.0

    @contextmanager
    def watch(self, *, is_writing: bool) -> Iterator[None]:
        """Raises DatabaseUnavailable for whatever says that the database cannot be used now."""
        try:
            yield
        except DatabaseUnavailable as error:
            self._note(error.trouble, is_writing)
            raise
        except Exception as error:
            if (trouble := find_trouble(error)) is None:
                raise
            self._note(trouble, is_writing)
            raise DatabaseUnavailable(trouble) from error
        if self._troubles and (is_writing or not self._is_of_writing):
            self._note_success()

    def _note(self, trouble: DatabaseTrouble, is_writing: bool) -> None:
        if self._logs and trouble not in self._troubles:
            log.error("database unavailable", trouble=trouble.value)
        self._troubles.add(trouble)
        self._is_of_writing = self._is_of_writing or is_writing
        self._last_at = monotonic()

    def _note_success(self) -> None:
        if monotonic() - self._last_at >= CALM_AFTER_SECONDS:
            if self._logs:
                log.info("database available again")
            self._troubles.clear()
            self._is_of_writing = False
