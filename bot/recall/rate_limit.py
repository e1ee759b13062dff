"""Apply Recall's per-endpoint rate limits, which all our processes in the workspace share."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

from bot.core.errors import AnsweredError

# Calls in a minute, by the limits on each endpoint's own page, such as https://docs.recall.ai/reference/bot_list
# Lists stay under their 60, so that others in the workspace can still list.
PER_MINUTE = {
    "list_calendars": 50,
    "list_events": 50,
    "list_bots": 50,
    "get_calendar": 300,
    "create_calendar": 300,
    # Recall counts these two together.
    "update_calendar": 100,
    "update_calendar_secret": 200,
    "delete_calendar": 300,
    "create_bot": 60,
    "schedule_bot": 600,
    "unschedule_bot": 600,
    "get_event": 300,
    "get_bot": 300,
    "update_bot": 300,
    "delete_bot": 300,
    "leave_call": 300,
    "delete_media": 300,
    "list_transcripts": 50,
    "create_transcript": 300,  # five for each bot, which Recall counts itself
}
# Asked for under a lease, by one process at a time: divided among several, a reading would take as many times as long.
# Calendars are listed besides when someone connects one, which is one page.
OF_ONE_PROCESS = frozenset({"list_calendars", "list_events"})
# A step waits no longer than this for its turn, so that its booking's lease does not run out.
TIMEOUT_SECONDS = 20.0

_MINUTE = 60.0
# A burst of a fifth, and four fifths spread over the minute: no window of a minute exceeds the limit.
_SHARE_AT_ONCE = 0.2


class RateLimitReached(AnsweredError):
    """Nothing was sent: the rate limit left no room in time, or Recall's Retry-After has not passed."""

    def __init__(self, endpoint: str, wait: timedelta = timedelta(seconds=_MINUTE / 2)) -> None:
        detail = f"Our own rate limit for {endpoint} was reached."
        super().__init__(429, "budget_spent", detail, wait)


class RateLimits:
    def __init__(
        self,
        processes: int = 1,
        per_minute: Mapping[str, int] = PER_MINUTE,
        patience_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._patience = patience_seconds
        self._limits = {
            endpoint: _EndpointLimit(limit if endpoint in OF_ONE_PROCESS else limit / processes)
            for endpoint, limit in per_minute.items()
        }
        self._held_until: dict[str, datetime] = {}

    async def acquire(self, endpoint: str, now: Callable[[], datetime]) -> None:
        """Wait for a free slot. Raises RateLimitReached on timeout, or during a hold."""
        self._respect_hold(endpoint, now())
        try:
            async with asyncio.timeout(self._patience):
                await self._limits[endpoint].acquire()
        except TimeoutError:
            raise RateLimitReached(endpoint) from None
        self._respect_hold(endpoint, now())  # others may have been told meanwhile

    def hold(self, endpoint: str, until: datetime) -> None:
        """Pause all calls of an endpoint, as Recall's Retry-After asks.

        In memory only: after a restart, and from another process, Recall's own 429 says so again.
        """
        self._held_until[endpoint] = max(until, self._held_until.get(endpoint, until))

    def _respect_hold(self, endpoint: str, now: datetime) -> None:
        until = self._held_until.get(endpoint)
        if until is not None and now < until:
            raise RateLimitReached(endpoint, until - now)

    @property
    def use(self) -> dict[str, float]:
        """The share of each endpoint's limit that was used in the last minute."""
        return {endpoint: limit.use for endpoint, limit in self._limits.items()}


class _EndpointLimit:
    def __init__(self, per_minute: float) -> None:
        at_once = max(1.0, per_minute * _SHARE_AT_ONCE)
        per_second = per_minute * (1 - _SHARE_AT_ONCE) / _MINUTE
        self._per_minute = per_minute
        self._limiter = AsyncLimiter(at_once, at_once / per_second)
        self._spent_at: deque[float] = deque()

    async def acquire(self) -> None:
        await self._limiter.acquire()
        self._spent_at.append(time.monotonic())
        self._drop_expired()

    @property
    def use(self) -> float:
        self._drop_expired()
        return len(self._spent_at) / self._per_minute

    def _drop_expired(self) -> None:
        while self._spent_at and self._spent_at[0] < time.monotonic() - _MINUTE:
            self._spent_at.popleft()
