"""A town for each test, and the processes in it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.soak.served import SERVE, Served
from tests.soak.town import Town

Place = Callable[..., Served]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """On a SQLite file."""
    async with Town(SystemClock(), tmp_path, f"sqlite:///{tmp_path}/town.db").open() as town:
        yield town


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    """Makes a place in a town where the program can run; it is not started yet."""
    async with AsyncExitStack() as stack:

        def made(town: Town, name: str = "serve", arguments: Sequence[str] = SERVE, **variables: str) -> Served:
            served = Served(name, town.folder, {**town.variables, **variables}, arguments)
            stack.push_async_callback(served.aclose)
            return served

        yield made
