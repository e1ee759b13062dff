"""What may happen often, and to anybody's liking, fills no log: one line at once, then a count."""

from collections import Counter
from datetime import datetime, timedelta

from bot.clock import Clock

LINE_INTERVAL = timedelta(minutes=1)


class LogThrottle:
    """For each kind of thing a line for the first, and at most one a minute for those that follow."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._unsaid: Counter[str] = Counter()
        self._said_at: dict[str, datetime] = {}

    def due(self, kind: str) -> int:
        """For one more of this kind: how many a line is to tell of now, 0 for no line. `kind` is a word of few."""
        self._unsaid[kind] += 1
        now, said_at = self._clock.now(), self._said_at.get(kind)
        if said_at is not None and now - said_at < LINE_INTERVAL:
            return 0
        self._said_at[kind] = now
        return self._unsaid.pop(kind)
