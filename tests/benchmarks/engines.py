"""An empty database of each engine, migrated; Postgres only where one runs."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

POSTGRES_URL = os.environ.get("POSTGRES_TEST_URL") or "postgresql://postgres@127.0.0.1:5432/test"
SQLITE, POSTGRES = "SQLite", "Postgres"


async def engines() -> list[str]:
    try:
        await _execute("SELECT 1")
    except OSError:
        return [SQLITE]
    return [SQLITE, POSTGRES]


@asynccontextmanager
async def empty_database(engine: str, folder: Path) -> AsyncIterator[str]:
    """Its DATABASE_URL."""
    name = f"bench_{uuid4().hex[:12]}"
    if engine == SQLITE:
        yield f"sqlite:///{folder}/{name}.db"
        return
    await _execute(f"CREATE DATABASE {name}")
    try:
        yield urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl()
    finally:
        await _execute(f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(POSTGRES_URL, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
