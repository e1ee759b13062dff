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
QUIET_SECONDS = 0.002
MAX_WAIT_SECONDS = 0.5
LONGEST_TURN_SECONDS = 0.2
# Limits concurrency: first come, first served, rather than all of them late.
MAX_CONCURRENT = 20
TASK = "after ack"


class AfterAck:
    def __init__(self, foreground: ForegroundPriority) -> None:
        self._foreground = foreground
        self._places = asyncio.Semaphore(MAX_CONCURRENT)
        self._at_work = asyncio.Lock()
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
        """Around what keeps the processor busy: one at a time, and after those who await an acknowledgement.

        Twenty views that are made at the same time hold up every acknowledgement by all twenty. Whoever has to wait
        for the database meanwhile keeps their turn for a moment only.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + MAX_WAIT_SECONDS
        await self._at_work.acquire()
        turn = _Turn(self._at_work)
        try:
            await self._foreground.wait_until_idle(QUIET_SECONDS, max(0.0, deadline - loop.time()))
            overdue = loop.call_later(LONGEST_TURN_SECONDS, turn.end)
            try:
                yield
            finally:
                overdue.cancel()
        finally:
            turn.end()

    async def drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_TIMEOUT_SECONDS)


class _Turn:
    """Ends once, whoever ends it."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock: asyncio.Lock | None = lock

    def end(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
