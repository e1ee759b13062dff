"""Connect to Postgres through SQLAlchemy's asynchronous engine."""

from contextlib import AbstractAsyncContextManager

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

CONNECTIONS = 10


class PostgresEngine:
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, pool_size=CONNECTIONS, max_overflow=0, pool_pre_ping=True, hide_parameters=True
        )
        self.sync_engines = (self._engine.sync_engine,)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._engine.connect()

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._engine.begin()

    async def aclose(self) -> None:
        await self._engine.dispose()
