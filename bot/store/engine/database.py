"""Open the database on either engine, for everything else in this package to `read()` and `write()`."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine.postgres import PostgresEngine
from bot.store.engine.sqlite import SqliteConnection, SqliteEngine

OWNER_ONLY = 0o600

Connection = AsyncConnection | SqliteConnection


class Database:
    """Connects lazily."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _make_owner_only(self.url)
        self.engine = SqliteEngine(self.url) if self.is_sqlite else PostgresEngine(self.url)

    def write(self) -> AbstractAsyncContextManager[Connection]:
        """A transaction that may write: committed at the end, rolled back by an exception."""
        return self.engine.write()

    def read(self) -> AbstractAsyncContextManager[Connection]:
        """A connection that sees one consistent state and never waits for a writer."""
        return self.engine.read()

    async def lock(self, connection: Connection, name: str) -> None:
        """Hold `name` until this write transaction ends. SQLite has one writer anyway."""
        if not self.is_sqlite:
            statement = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
            await connection.execute(statement, {"name": name})

    async def aclose(self) -> None:
        await self.engine.aclose()


def _make_owner_only(url: URL) -> None:
    """Titles and addresses are in there. SQLite gives its -wal and -shm files the mode of the main file."""
    if url.database and url.database != ":memory:":
        path = Path(url.database)
        path.touch(mode=OWNER_ONLY, exist_ok=True)
        path.chmod(OWNER_ONLY)
