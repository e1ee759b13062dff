"""A rig for each test, on a database in memory."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
import stamina

from tests.faults.rig import Rig, a_rig
from tests.memory import a_folder_in_memory


@pytest.fixture
def database_url(migrated_sqlite: Path) -> Iterator[str]:
    with _copied(migrated_sqlite) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def _used_rig(migrated_sqlite: Path) -> AsyncIterator[Rig]:
    with _copied(migrated_sqlite) as url:
        async with a_rig(url) as rig:
            yield rig


@pytest_asyncio.fixture(loop_scope="module")
async def quick_rig(_used_rig: Rig) -> Rig:
    """For tests with `loop_scope="module"`."""
    await _used_rig.begins_anew()
    return _used_rig


@contextmanager
def _copied(empty: Path) -> Iterator[str]:
    with a_folder_in_memory() as folder:
        yield f"sqlite:///{shutil.copy(empty, folder / 'rig.db')}"


@pytest.fixture
async def rig(database_url: str) -> AsyncIterator[Rig]:
    async with a_rig(database_url) as rig:
        yield rig


@pytest.fixture(autouse=True)
def _reads_are_tried_again_at_once() -> Iterator[None]:
    stamina.set_testing(True, attempts=3, cap=True)
    yield
    stamina.set_testing(False)
