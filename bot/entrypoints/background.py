"""Run periodic background jobs: restart them after errors with a backoff, and stop them gracefully."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.clock import Clock
from bot.core.errors import RecallError

log = structlog.get_logger()

BACKOFF_AFTER_ERROR = timedelta(seconds=5)
RETRY_IF_ELSEWHERE = timedelta(seconds=2)

Work = Callable[[], Awaitable[None]]
SharedWork = Callable[[], Awaitable[bool | None]]


class PeriodicJob:
    """Run `work` at once, then every `interval`, and sooner when woken. A failure is logged and retried.

    `work` returns False while another process holds its lease. That process may have started too early to see what
    this one was woken for, so it is retried soon.
    """

    def __init__(self, name: str, work: SharedWork, interval: timedelta, clock: Clock) -> None:
        self._name = name
        self._work = work
        self._interval = interval
        self._clock = clock
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        while True:
            was_nudged = self._nudged.is_set()
            self._nudged.clear()
            if await self._ran_elsewhere() and was_nudged:
                self._nudged.set()
                await self._clock.sleep_until(self._clock.now() + RETRY_IF_ELSEWHERE)
            else:
                await self._pause()

    async def _ran_elsewhere(self) -> bool:
        try:
            return await self._work() is False
        except RecallError as error:
            log.warning("recall unreachable", work=self._name, error=str(error))
        except Exception:
            log.exception("work failed", work=self._name)
        return False

    async def _pause(self) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + self._interval))
        nudged = asyncio.ensure_future(self._nudged.wait())
        try:
            await asyncio.wait({sleep, nudged}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            nudged.cancel()


class Background:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, run: Work) -> None:
        self._tasks.append(asyncio.create_task(self._keep_running(name, run), name=name))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    async def _keep_running(self, name: str, run: Work) -> None:
        while True:
            try:
                await run()
            except Exception:
                log.exception("loop failed", loop=name)
            await self._clock.sleep_until(self._clock.now() + BACKOFF_AFTER_ERROR)
