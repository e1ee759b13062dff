"""What is done once Slack has its answer: guarded, never lost half-way, waited for when the program stops.

Nothing fallible may follow an ack inside a listener: Bolt would take the ack back.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

DRAIN_WITHIN_SECONDS = 2.0


class AfterAck:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work`, which answers for its own errors, and keep hold of it until it is done."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_WITHIN_SECONDS)
