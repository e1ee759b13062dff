"""SQLite on the event loop: what may wait, or goes through many rows, is done in a thread, and nothing else is.

SQLAlchemy's own asynchronous way hands every statement to a greenlet, and aiosqlite hands each cursor, fetch and close
to a thread: together seven times as dear as the statement. A connection in WAL mode waits for two things only: its turn
to write, and the disk at the commit. Statements in between take microseconds and are done where they are.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Executable, RootTransaction, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.selectable import TypedReturnsRows

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.store.engine.database_trouble import find_trouble
from bot.store.engine.sqlite_file import SqliteFile

Columns = TypeVarTuple("Columns")
Result = TypeVar("Result")
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]

TIMEOUT_SECONDS = 2.0  # a person may be waiting, and Slack gives an answer three seconds
BUSY_PAUSE_SECONDS = 0.02
_READ = ("BEGIN", "PRAGMA schema_version")  # the second takes the lock and the state that is seen from then on
_WRITE = ("BEGIN IMMEDIATE",)


class SqliteConnection:
    """As much of SQLAlchemy's `AsyncConnection` as is asked for here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    @overload
    async def execute(
        self, statement: TypedReturnsRows[*Columns], parameters: Parameters | None = None
    ) -> CursorResult[*Columns]: ...
    @overload
    async def execute(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]: ...
    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> Any:
        return self._connection.execute(statement, parameters)

    async def run_sync(self, work: Callable[[Connection], Result]) -> Result:
        return work(self._connection)


class SqliteEngine:
    """Readers have connections of their own, and one writes at a time, so that no one spins on a busy file."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(url, poolclass=NullPool, **_OPTIONS)  # what is open is kept below
        event.listen(self._engine, "connect", _prepare)
        self.sync_engines = (self._engine,)
        self._file = SqliteFile(url)
        self._readers: list[Connection] = []
        self._writers: list[Connection] = []  # one at most
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqliteConnection]:
        """One consistent state. Raises DatabaseUnavailable."""
        await asyncio.sleep(0)  # nothing below lets go of the loop: anyone who waits for an answer comes first
        async with self._transaction(self._readers, _READ, _deadline()) as (connection, _):
            yield SqliteConnection(connection)

    async def read_aside(self, work: Callable[[Connection], Result]) -> Result:
        """One consistent state, in a thread: SQLite goes through rows without holding up Python."""
        async with self._transaction(self._readers, _READ, _deadline()) as (connection, _):
            return await _in_thread(partial(work, connection))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqliteConnection]:
        """Raises DatabaseUnavailable if its turn has not come within the patience, no matter who has it."""
        deadline = _deadline()
        async with self._turn_by(deadline), self._transaction(self._writers, _WRITE, deadline) as (connection, begun):
            yield SqliteConnection(connection)
            await _in_thread(begun.commit)

    @asynccontextmanager
    async def _turn_by(self, deadline: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            raise DatabaseUnavailable(DatabaseTrouble.LOCKED) from None
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _transaction(
        self, idle: list[Connection], statements: Sequence[str], deadline: float
    ) -> AsyncIterator[tuple[Connection, RootTransaction]]:
        """Only what went well gives its connection back: after an error no one knows what state it is in."""
        self._file.check()
        connection = idle.pop() if idle else await _once_free(self._engine.connect, deadline)
        try:
            with connection.begin() as transaction:
                for statement in statements:
                    await _once_free(partial(_execute, connection, statement), deadline)
                yield connection, transaction
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        idle.append(connection)

    async def aclose(self) -> None:
        for connection in [*self._readers, *self._writers]:
            connection.close()
        self._readers, self._writers = [], []


# Transactions begin when they are told to, in the mode that is told, and nothing waits for another process on the loop.
_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,  # an error that is logged would show what was to be written
    "connect_args": {"isolation_level": None, "check_same_thread": False, "timeout": 0},
}


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _execute(connection: Connection, statement: str) -> None:
    """Past SQLAlchemy, which would begin a transaction of its own."""
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    driver.execute(statement).fetchall()


def _deadline() -> float:
    return asyncio.get_running_loop().time() + TIMEOUT_SECONDS


async def _once_free(work: Callable[[], Result], deadline: float) -> Result:
    """As SQLite's own busy handler does it, but while others are served. Raises what `work` raised last."""
    while True:
        try:
            return work()
        except (sqlite3.OperationalError, OperationalError) as error:
            if not _is_busy(error) or asyncio.get_running_loop().time() >= deadline:
                raise
        await asyncio.sleep(BUSY_PAUSE_SECONDS)


def _is_busy(error: sqlite3.OperationalError | OperationalError) -> bool:
    return find_trouble(error) is DatabaseTrouble.LOCKED


async def _in_thread(work: Callable[[], Result]) -> Result:
    """Anyone who is cancelled meanwhile waits for the end: two may not use a connection at once."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        while not done.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({done})
        raise
