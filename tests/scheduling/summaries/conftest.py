"""Give each test a rig, on an empty SQLite file; what the store promises is tested on both engines."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.quick_database import QuickDatabase
from tests.scheduling.summaries.rig import Rig, a_rig


@pytest.fixture
def database_url(migrated_sqlite: Path, memory_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, memory_path / 'summaries.db')}"


@pytest.fixture
async def rig(database_url: str) -> AsyncIterator[Rig]:
    database = QuickDatabase(database_url)
    async with a_rig(database) as rig:
        yield rig
    await database.aclose()
