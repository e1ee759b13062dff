"""Run periodic background jobs: restart them after errors with a backoff, and stop them gracefully."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.core.errors import DatabaseUnavailable, RecallError

log = structlog.get_logger()

BACKOFF_AFTER_ERROR = timedelta(seconds=5)
BACKOFF_WITHOUT_DATABASE = timedelta(seconds=1)
RETRY_IF_ELSEWHERE = timedelta(seconds=2)
TAKEOVER_CHECK_EVERY = timedelta(seconds=5)

Work = Callable[[], Awaitable[None]]
SharedWork = Callable[[], Awaitable[bool | None]]
WasAbandoned = Callable[[], Awaitable[bool]]


class PeriodicJob:
    """Run `work` at once, then every `interval`, and sooner when woken. A failure is logged and retried.

    `work` returns False while another process holds its lease. That process may have started too early to see what
    this one was woken for, so it is retried soon. If it dies, its work is taken over before the interval ends.
    """

    def __init__(
        self, name: str, work: SharedWork, interval: timedelta, clock: Clock, was_abandoned: WasAbandoned | None = None
    ) -> None:
        self._name = name
        self._work = work
        self._interval = interval
        self._clock = clock
        self._was_abandoned = was_abandoned
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        self._nudged.set()

    async def run(self) -> None:
        while True:
            was_nudged = self._nudged.is_set()
            self._nudged.clear()
            try:
                is_left_to_do = await self._ran_elsewhere() and was_nudged
            except DatabaseUnavailable:
                is_left_to_do = True
            if is_left_to_do:
                self._nudged.set()
                await self._clock.sleep_until(self._clock.now() + RETRY_IF_ELSEWHERE)
            else:
                await self._pause()

    async def _ran_elsewhere(self) -> bool:
        """Raises DatabaseUnavailable."""
        try:
            return await self._work() is False
        except DatabaseUnavailable:
            raise
        except RecallError as error:
            log.warning("recall unreachable", work=self._name, error=str(error))
        except Exception:
            log.exception("work failed", work=self._name)
        return False

    async def _pause(self) -> None:
        end = self._clock.now() + self._interval
        while not self._nudged.is_set() and (now := self._clock.now()) < end:
            await self._sleep_until(end if self._was_abandoned is None else min(end, now + TAKEOVER_CHECK_EVERY))
            if await self._is_abandoned():
                return

    async def _is_abandoned(self) -> bool:
        try:
            return self._was_abandoned is not None and await self._was_abandoned()
        except DatabaseUnavailable:
            return False

    async def _sleep_until(self, moment: datetime) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep_until(moment))
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
            backoff = BACKOFF_AFTER_ERROR
            try:
                await run()
            except DatabaseUnavailable:
                backoff = BACKOFF_WITHOUT_DATABASE
            except Exception:
                log.exception("loop failed", loop=name)
            await self._clock.sleep_until(self._clock.now() + backoff)
