"""Connect to Postgres through SQLAlchemy's asynchronous engine."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

CONNECTIONS = 10
# For a connection of the pool, and for a lock: a person may be waiting, and Slack gives an answer three seconds.
TIMEOUT_SECONDS = 2


class PostgresEngine:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=TIMEOUT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        event.listen(self._engine.sync_engine, "connect", _limit_waits_for_locks)
        self.sync_engines = (self._engine.sync_engine,)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._engine.connect()

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._engine.begin()

    async def aclose(self) -> None:
        await self._engine.dispose()


def _limit_waits_for_locks(connection: Any, _record: object) -> None:
    """As a statement of its own: poolers refuse a connection that asks for it while it is made."""
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{TIMEOUT_SECONDS}s'")
    cursor.close()
    connection.commit()
