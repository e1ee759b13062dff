"""Waiting for what no one tells of: the state of the pretend Recall, and of the program's database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

PATIENCE = 30.0  # seconds; only a journey that fails waits for so long
ASKS_AGAIN_AFTER = 0.005


async def until(is_so: Callable[[], Any | Awaitable[Any]], patience: float = PATIENCE) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(patience):
        while not await _answer(is_so):  # noqa: ASYNC110 -- there is no event to wait for
            await asyncio.sleep(ASKS_AGAIN_AFTER)


async def _answer(is_so: Callable[[], Any | Awaitable[Any]]) -> Any:
    answer = is_so()
    return await answer if isinstance(answer, Awaitable) else answer
