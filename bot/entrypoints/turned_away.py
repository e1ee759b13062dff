"""Requests that were refused at the door: noticed at once, and then counted, so that nobody can fill the log."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock

log = structlog.get_logger()

LINE_EVERY = timedelta(minutes=1)


class TurnedAway:
    """One line for the first of a kind, and at most one a minute for those that follow. `reason` is a word of ours."""

    def __init__(self, door: str, clock: Clock, count: Callable[[str, str], None]) -> None:
        self._door = door
        self._clock = clock
        self._count = count
        self._unsaid: Counter[str] = Counter()
        self._said_at: dict[str, datetime] = {}

    def note(self, reason: str) -> None:
        self._count(self._door, reason)
        self._unsaid[reason] += 1
        now, said_at = self._clock.now(), self._said_at.get(reason)
        if said_at is None or now - said_at >= LINE_EVERY:
            log.warning("requests refused", door=self._door, reason=reason, requests=self._unsaid.pop(reason))
            self._said_at[reason] = now
