"""A database of each version on each engine, to be upgraded."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.upgrades.released import NAMES, restore, restore_on_postgres

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass(frozen=True, slots=True)
class Released:
    name: str
    url: str
    file: Path  # with the same content, and left alone


@pytest.fixture(params=NAMES)
def version(request) -> str:
    return request.param


@pytest.fixture(params=ENGINES)
def released(request, version, tmp_path) -> Released:
    kept = tmp_path / "kept.db"
    if request.param == "sqlite":
        restore(version, kept)
        restore(version, tmp_path / "upgraded.db")
        return Released(version, f"sqlite:///{tmp_path}/upgraded.db", kept)
    url = request.getfixturevalue("postgres_url")
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(restore_on_postgres(version, url, kept))
    return Released(version, url, kept)
