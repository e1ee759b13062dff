"""SQLite on the event loop: what may wait is done in a thread, and nothing else is.

SQLAlchemy's own asynchronous way hands every statement to a greenlet, and aiosqlite hands each cursor, fetch and close
to a thread: together seven times as dear as the statement. A connection in WAL mode waits for two things only: its turn
to write, and the disk at the commit. Statements in between take microseconds and are done where they are.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from time import perf_counter
from typing import Any, TypeVar, TypeVarTuple, overload

from sqlalchemy import Connection, CursorResult, Dialect, Executable, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool
from sqlalchemy.sql.selectable import TypedReturnsRows

Columns = TypeVarTuple("Columns")
Result = TypeVar("Result")
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]

TIMEOUT_SECONDS = 10
_BEGIN = "BEGIN IMMEDIATE"
QUICK_SECONDS = 0.002
FEW_ROWS = 50
ROWS_IN_LOG = 150  # of some three pages each; SQLite would wait for a thousand pages


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

    def fetch_text(self, text: str, parameters: Mapping[str, Any]) -> list[Any]:
        """Rows as the driver gives them. Raises SQLAlchemy's errors."""
        return _fetch(_driver(self._connection), text, parameters)

    def write_text(self, text: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once for each row. Raises SQLAlchemy's errors."""
        try:
            _driver(self._connection).executemany(text, rows)
        except sqlite3.Error as error:
            raise _as_sqlalchemys(error, text) from error

    async def run_sync(self, work: Callable[[Connection], Result]) -> Result:
        return work(self._connection)


class SqliteEngine:
    """Readers have connections of their own, and one writes at a time, so that nobody spins on a busy file."""

    def __init__(self, url: URL) -> None:
        self._engine = create_engine(url, poolclass=NullPool, **_OPTIONS)  # what is open is kept below
        event.listen(self._engine, "connect", _prepare)
        self.sync_engines = (self._engine,)
        self._readers: list[Connection] = []
        self._writer: Connection | None = None
        self._turn = asyncio.Lock()
        self._disk = Disk()
        self._rows_in_log = 0
        self._checkpoint: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqliteConnection]:
        """One consistent state."""
        await asyncio.sleep(0)  # nothing below lets go of the loop: whoever waits for an answer comes first
        with self._reader() as connection, connection.begin():
            _driver(connection).execute("BEGIN")
            yield SqliteConnection(connection)

    async def fetch_text(self, text: str, parameters: Mapping[str, Any]) -> list[Any]:
        """A single query, which is a transaction of its own. Raises SQLAlchemy's errors."""
        await asyncio.sleep(0)
        with self._reader() as connection:
            return _fetch(_driver(connection), text, parameters)

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        connection = self._readers.pop() if self._readers else self._engine.connect()
        try:
            yield connection
        finally:
            self._readers.append(connection)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqliteConnection]:
        """Raises OperationalError if another process writes for longer than the patience."""
        async with self._turn:
            connection = self._writer = self._writer or self._connect_writer()
            driver = _driver(connection)
            rows_before = driver.total_changes
            with connection.begin() as transaction:
                await _begin(driver)
                yield SqliteConnection(connection)
                rows = driver.total_changes - rows_before
                await self._disk.wait_for(transaction.commit, rows)
            self._note(rows)

    def _connect_writer(self) -> Connection:
        connection = self._engine.connect()
        _set_patience(_driver(connection), 0)  # whoever has to wait does so in a thread
        return connection

    def _note(self, rows: int) -> None:
        """SQLite would move its log into the file as part of a commit: it is done beforehand, and aside."""
        self._rows_in_log += rows
        is_under_way = self._checkpoint is not None and not self._checkpoint.done()
        if self._rows_in_log >= ROWS_IN_LOG and not is_under_way:
            self._checkpoint = asyncio.create_task(self._empty_log(), name="checkpoint")

    async def _empty_log(self) -> None:
        async with self._turn:
            if self._writer is None:
                return
            with suppress(sqlite3.Error):  # another process reads it: it is emptied later
                self._rows_in_log, driver = 0, _driver(self._writer)
                await _in_thread(lambda: driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())

    async def aclose(self) -> None:
        if self._checkpoint is not None:
            await asyncio.wait({self._checkpoint})
        for connection in filter(None, [*self._readers, self._writer]):
            connection.close()
        self._readers, self._writer = [], None


class Disk:
    """A quick disk is waited for where we are: handing a commit to a thread and back takes longer than it does.

    While it is slow, and for what is much, others are served meanwhile.
    """

    def __init__(self) -> None:
        self._is_quick = False

    async def wait_for(self, commit: Callable[[], None], rows: int) -> None:
        def timed() -> None:
            started = perf_counter()
            commit()
            self._is_quick = perf_counter() - started < QUICK_SECONDS

        if self._is_quick and rows <= FEW_ROWS:
            timed()
        else:
            await _in_thread(timed)


# Transactions begin when they are told to, in the mode that is told.
_OPTIONS: dict[str, Any] = {
    "hide_parameters": True,  # an error that is logged would show what was to be written
    "connect_args": {"isolation_level": None, "check_same_thread": False, "timeout": TIMEOUT_SECONDS},
}


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
    return driver


def _fetch(driver: sqlite3.Connection, text: str, parameters: Mapping[str, Any]) -> list[Any]:
    try:
        return driver.execute(text, parameters).fetchall()
    except sqlite3.Error as error:
        raise _as_sqlalchemys(error, text) from error


def _as_sqlalchemys(error: sqlite3.Error, text: str) -> Exception:
    return DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True)


async def _begin(driver: sqlite3.Connection) -> None:
    """Take the turn to write; another process may have to end its own first."""
    try:
        if not _has_begun(driver):
            await _in_thread(lambda: _begin_when_free(driver))
    except sqlite3.OperationalError as error:
        raise OperationalError(_BEGIN, None, error) from error


def _has_begun(driver: sqlite3.Connection) -> bool:
    try:
        driver.execute(_BEGIN)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin_when_free(driver: sqlite3.Connection) -> None:
    _set_patience(driver, TIMEOUT_SECONDS)
    try:
        driver.execute(_BEGIN)
    finally:
        _set_patience(driver, 0)


def _set_patience(driver: sqlite3.Connection, seconds: int) -> None:
    driver.execute(f"PRAGMA busy_timeout={seconds * 1000}")


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
