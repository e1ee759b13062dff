"""The one source of time. `serve` runs on the system clock; the demo and the journeys pass one that can be moved."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the program needs of time. Two implementations: this module's, and the sandbox's movable one."""

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
