"""One world for each journey."""

import logging
import shutil
import sys
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.app import adapters
from bot.log import configure_logging
from tests.journeys.private_words import private_words, private_words_in
from tests.journeys.world import EVERY_WORLD, World, a_world
from tests.quick_database import QuickDatabase


@pytest.fixture(scope="session", autouse=True)
def _databases_are_quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapters, "Database", QuickDatabase)
        yield


class Written:
    """A stream that keeps what is written to it, and shows it to anyone who reads why a journey failed."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture(autouse=True)
def _nothing_private_is_logged() -> Iterator[Written]:
    """Every journey logs as a served program does, at its most talkative, and what it has logged is searched."""
    EVERY_WORLD.clear()
    written, handlers, level = Written(), logging.root.handlers, logging.root.level
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", written)
        configure_logging("DEBUG", "json")
    structlog.configure(cache_logger_on_first_use=False)  # the next journey has another stream
    logging.root.handlers = [*handlers, *logging.root.handlers]
    yield written
    structlog.reset_defaults()
    logging.root.handlers = handlers
    logging.root.setLevel(level)
    told = [what for world in EVERY_WORLD for what in private_words_in(written.text, private_words(world))]
    assert told == []


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, memory_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_sqlite, memory_path / 'journey.db')}"


@pytest.fixture
async def a_sqlite_world(migrated_sqlite: Path, memory_path: Path) -> AsyncIterator[Callable[..., Awaitable[World]]]:
    """For journeys that begin in a special way: `world = await a_sqlite_world(configuration={…})`."""
    async with AsyncExitStack() as stack:
        numbers = count()

        async def make(**how: object) -> World:
            file = shutil.copy(migrated_sqlite, memory_path / f"journey-{next(numbers)}.db")
            return await stack.enter_async_context(a_world(f"sqlite:///{file}", **how))

        yield make


@pytest.fixture
async def world(a_sqlite_world: Callable[..., Awaitable[World]]) -> World:
    return await a_sqlite_world()


class Log:
    """Everything that was logged so far: by us at any level, by libraries at those that the program lets through."""

    def __init__(self, events: list[MutableMapping[str, Any]], records: pytest.LogCaptureFixture) -> None:
        self._events = events
        self._records = records

    @property
    def text(self) -> str:
        return "\n".join([*map(_spelled, self._events), self._records.text])


def _spelled(event: MutableMapping[str, Any]) -> str:
    error = event.get("exc_info")
    error = sys.exception() if error is True else error
    told = traceback.format_exception(error) if isinstance(error, BaseException) else []
    return f"{event}\n{''.join(told)}"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture, _nothing_private_is_logged: Written) -> Iterator[Log]:
    caplog.set_level(logging.WARNING)
    with capture_logs() as events:
        log = Log(events, caplog)
        yield log
    _nothing_private_is_logged.write(log.text)
