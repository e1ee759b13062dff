"""Run work after the ack: guarded, limited in concurrency, and drained when the program stops.

Nothing fallible may follow an ack inside a listener: Bolt would take the ack back.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.scheduling.foreground_priority import ForegroundPriority

DRAIN_TIMEOUT_SECONDS = 2.0
# In a rush the next request follows this soon; a trigger expires after three seconds.
QUIET_SECONDS = 0.01
MAX_WAIT_SECONDS = 1.0
# Limits concurrency: first come, first served, rather than all of them late.
MAX_CONCURRENT = 20
MAX_TURNS = 2
TASK = "after ack"


class AfterAck:
    def __init__(self, foreground: ForegroundPriority) -> None:
        self._foreground = foreground
        self._places = asyncio.Semaphore(MAX_CONCURRENT)
        self._turns = asyncio.Semaphore(MAX_TURNS)
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, which handles its own errors, and keep a reference until it is done."""
        task = asyncio.create_task(self._run_in_place(work), name=TASK)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_in_place(self, work: Coroutine[Any, Any, None]) -> None:
        async with self._places:
            await work

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Around what keeps the processor busy: a few at a time, and after those who await an acknowledgement.

        Twenty views that are made at the same time hold up every acknowledgement by all twenty.
        """
        now = asyncio.get_running_loop().time
        deadline = now() + MAX_WAIT_SECONDS
        async with self._turns:
            await self._foreground.wait_until_idle(QUIET_SECONDS, max(0.0, deadline - now()))
            yield

    async def drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_TIMEOUT_SECONDS)
