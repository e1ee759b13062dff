"""Count rejected requests, with throttled log lines so that no one can fill the log."""

from collections.abc import Callable

import structlog

from bot.clock import Clock
from bot.entrypoints.log_throttle import LogThrottle

log = structlog.get_logger()


class RejectedRequests:
    """Counts and logs rejections. `reason` is one of our own words, never the sender's."""

    def __init__(self, door: str, clock: Clock, count: Callable[[str, str], None]) -> None:
        self._door = door
        self._count = count
        self._lines = LogThrottle(clock)

    def note(self, reason: str) -> None:
        self._count(self._door, reason)
        if requests := self._lines.due(reason):
            log.warning("requests refused", door=self._door, reason=reason, requests=requests)
