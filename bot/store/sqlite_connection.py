"""SQLite on the event loop: what may wait is done in a thread, and nothing else is.

aiosqlite sends every cursor, fetch and close through a thread, some eighty hand-overs for a submission, each dearer
than the statement itself. A connection in WAL mode waits for two things only: its turn to write, and the disk at the
commit. Statements in between take microseconds and are done where they are.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Self, TypeVar

Result = TypeVar("Result")

PATIENCE_SECONDS = 10


class Cursor:
    """As SQLAlchemy's aiosqlite dialect asks for it."""

    def __init__(self, connection: "Connection", cursor: sqlite3.Cursor) -> None:
        self._connection = connection
        self._cursor = cursor

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(lambda: self._cursor.execute(operation, parameters))

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.run(lambda: self._cursor.executemany(operation, parameters))

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()


class Connection:
    """`is_writer`: whatever begins a transaction may have to wait for another process to end its own."""

    def __init__(self, connection: sqlite3.Connection, *, is_writer: bool) -> None:
        self._connection = connection  # SQLAlchemy looks at whether there is one
        self._is_writer = is_writer

    def cursor(self) -> Cursor:
        return Cursor(self, self._connection.cursor())

    async def run(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not self._may_wait:
                raise
        return await _in_thread(lambda: self._patiently(work))

    @property
    def _may_wait(self) -> bool:
        """Within a transaction the turn has been had."""
        return self._is_writer and not self._connection.in_transaction

    def _patiently(self, work: Callable[[], Result]) -> Result:
        self._connection.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")
        try:
            return work()
        finally:
            self._connection.execute("PRAGMA busy_timeout=0")

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._connection.create_function(*arguments, **options)

    async def commit(self) -> None:
        if self._connection.in_transaction:
            await _in_thread(self._connection.commit)

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()

    def stop(self) -> None:
        self._connection.close()


async def connect(database: str, *, is_writer: bool) -> Connection:
    """Transactions begin when they are told to, in the mode that is told."""
    patience = 0 if is_writer else PATIENCE_SECONDS
    connection = await _in_thread(
        lambda: sqlite3.connect(database, isolation_level=None, check_same_thread=False, timeout=patience)
    )
    return Connection(connection, is_writer=is_writer)


async def _in_thread(work: Callable[[], Result]) -> Result:
    """Whoever is cancelled meanwhile waits for the end: two may not use a connection at once."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        while not done.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({done})
        raise
