"""Throttle repeated log lines: the first at once, then at most one a minute with a count."""

from collections import Counter
from datetime import datetime, timedelta

from bot.clock import Clock

LINE_INTERVAL = timedelta(minutes=1)


class LogThrottle:
    """For each kind a line for the first occurrence, then at most one a minute with a count."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unsaid: Counter[str] = Counter()
        self._said_at: dict[str, datetime] = {}

    def due(self, kind: str) -> int:
        """Count one occurrence; return how many the line to log now covers, or 0 for no line. Kinds must be few."""
        self._unsaid[kind] += 1
        now, said_at = self._clock.now(), self._said_at.get(kind)
        if said_at is not None and now - said_at < LINE_INTERVAL:
            return 0
        self._said_at[kind] = now
        return self._unsaid.pop(kind)
