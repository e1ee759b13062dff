"""Provide a clock that can be moved, for the demo and tests of the app and the pretend services."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8, 30)


class MovableClock:
    """Satisfies `bot.clock.Clock`.

    A ticking clock runs with real time from wherever it was moved to; a clock that does not tick stands still
    until it is moved. Sleepers wake as soon as either has brought `now()` to their moment.
    """

    def __init__(self, start: datetime | None = None, *, ticking: bool = True) -> None:
        self._ticking = ticking
        self._sleepers: set[asyncio.Future[None]] = set()
        self._shift = _aware(start) - _real() if start else timedelta()
        self._frozen = _aware(start) if start else _real()

    def now(self) -> datetime:
        return _real() + self._shift if self._ticking else self._frozen

    async def sleep_until(self, moment: datetime) -> None:
        while (left := moment - self.now()) > timedelta():
            await self._moved_or_ticked(left)

    def advance(self, by: timedelta) -> None:
        """Backwards too, with a negative `by`: sleepers then sleep longer."""
        self._shift += by
        self._frozen += by
        self._wake()

    def set_to(self, moment: datetime) -> None:
        self.advance(_aware(moment) - self.now())

    @property
    def sleepers(self) -> int:
        """How many tasks are asleep: a test moves the clock once all of them are."""
        return sum(not moved.done() for moved in self._sleepers)

    async def _moved_or_ticked(self, left: timedelta) -> None:
        moved = asyncio.get_running_loop().create_future()
        self._sleepers.add(moved)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(left.total_seconds() if self._ticking else None):
                    await moved
        finally:
            self._sleepers.discard(moved)

    def _wake(self) -> None:
        for moved in self._sleepers:
            if not moved.done():
                moved.set_result(None)


def _real() -> datetime:
    return datetime.now(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("the clock needs a moment with a time zone")
    return moment.astimezone(UTC)


def next_morning(now: datetime, time_zone: str) -> datetime:
    """The next day's, by the clock there."""
    tomorrow = now.astimezone(ZoneInfo(time_zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, MORNING, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
