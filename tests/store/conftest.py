"""Run every promise about storage on both engines."""

import shutil
from collections.abc import AsyncIterator

import pytest

from bot.store.engine.database import Database
from tests.quick_database import QuickDatabase

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def database_url(request, memory_path) -> str:
    """Of a database with all its tables, and nothing in them."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_sqlite"), memory_path / "test.db")
        return f"sqlite:///{file}"
    return request.getfixturevalue("migrated_postgres_url")


@pytest.fixture(params=ENGINES)
def empty_database_url(request, memory_path) -> str:
    """Of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{memory_path}/empty.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
async def database(database_url) -> AsyncIterator[Database]:
    opened = QuickDatabase(database_url)
    yield opened
    await opened.aclose()
