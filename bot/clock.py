"""Define the one source of time. `serve` uses the system clock; the demo and tests use a movable one."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The clock interface, with two implementations: the system's, and the sandbox's movable one."""

    def now(self) -> datetime:
        """The present as aware UTC."""
        ...

    async def sleep_until(self, moment: datetime) -> None:
        """Return once `now()` has reached `moment`; at once if it already has."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep_until(self, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))
