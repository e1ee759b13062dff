"""Throttle agents: so many calls a minute for each person, whatever the number of their tokens."""

from collections import deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.identifiers import UserId

CALLS_A_MINUTE = 60
MINUTE = timedelta(minutes=1)


class CallThrottle:
    """A sliding window for each person. Processes share the limit evenly, without asking each other."""

    def __init__(self, clock: Clock, processes: int = 1) -> None:
        self._clock = clock
        self._most = max(1, CALLS_A_MINUTE // processes)
        self._calls: dict[UserId, deque[datetime]] = {}
        self._noted: dict[UserId, datetime] = {}

    def take(self, user_id: UserId) -> timedelta | None:
        """Count a call, or return how long to wait before the next. What was refused does not count."""
        now = self._clock.now()
        self._forget_idle(now)
        calls = self._calls.setdefault(user_id, deque())
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= self._most:
            return calls[0] + MINUTE - now
        calls.append(now)
        return None

    def is_worth_noting(self, user_id: UserId) -> bool:
        """Whether a refused call is the first in a minute: the audit trail would grow as fast as someone can call."""
        now, last = self._clock.now(), self._noted.get(user_id)
        if last is not None and now - last < MINUTE:
            return False
        self._noted[user_id] = now
        return True

    def _forget_idle(self, now: datetime) -> None:
        for user_id in [each for each, calls in self._calls.items() if not calls or now - calls[-1] >= MINUTE]:
            del self._calls[user_id]
            self._noted.pop(user_id, None)
