"""Connect to Postgres through SQLAlchemy's asynchronous engine, with as few round trips as a transaction needs."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

CONNECTIONS = 10
# For a connection of the pool, and for a lock: a person may be waiting, and Slack gives an answer three seconds.
TIMEOUT_SECONDS = 2
# A connection that was used a moment ago is not asked whether it lives: asking costs three round trips.
ASK_AFTER_IDLE_SECONDS = 1.0
_RETURNED_AT = "returned_at"

Result = TypeVar("Result")


class PostgresEngine:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=TIMEOUT_SECONDS, hide_parameters=True
        )
        # Each statement sees the state at its start, as in a transaction at Postgres' own level: BEGIN and ROLLBACK
        # around it would be two round trips for nothing.
        alone = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = self._engine if _is_behind_pooler(url) else alone
        event.listen(self._engine.sync_engine, "connect", _limit_waits_for_locks)
        _ask_whether_idle_ones_live(self._engine.sync_engine)
        self.sync_engines = (self._engine.sync_engine, self._reading.sync_engine)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._reading.connect()

    async def read_aside(self, work: Callable[[Connection], Result]) -> Result:
        async with self.read() as connection:
            return await connection.run_sync(work)

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._engine.begin()

    async def aclose(self) -> None:
        await self._engine.dispose()


def _is_behind_pooler(url: URL) -> bool:
    """One that changes connections between transactions would prepare a statement on one and run it on another."""
    return url.query.get("prepared_statement_cache_size") == "0"


def _limit_waits_for_locks(connection: Any, _record: object) -> None:
    """As a statement of its own: poolers refuse a connection that asks for it while it is made."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{TIMEOUT_SECONDS}s'")
    cursor.close()
    connection.commit()


def _ask_whether_idle_ones_live(engine: Engine) -> None:
    """The pool takes another for one that is dead. One that the server has ended is known at once, without asking."""

    def note(_connection: object, record: Any) -> None:
        record.info[_RETURNED_AT] = monotonic()

    def check(connection: Any, record: Any, _proxy: object) -> None:
        returned_at = record.info.get(_RETURNED_AT)
        if returned_at is None:
            return
        is_dead = connection.driver_connection.is_closed()
        if not is_dead and monotonic() - returned_at > ASK_AFTER_IDLE_SECONDS:
            is_dead = not _answers(engine, connection)
        if is_dead:
            raise DisconnectionError

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", check)


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, connection, None):
            return False
        raise
