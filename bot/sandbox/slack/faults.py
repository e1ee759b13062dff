"""Inject failures on purpose, and apply Slack's rate limits where a test asks for them."""

import math
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.sandbox.floods import Flood
from bot.sandbox.slack.wire import Json

# "About one a second for each channel, short bursts allowed". https://docs.slack.dev/apis/web-api/rate-limits
POSTS_IN_A_BURST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`after`: it is done all the same. `is_silent`: the connection ends without an answer. `flood`: it has no end."""

    error: str | None = None
    status: int = 200
    retry_after: int | None = None
    after: bool = False
    is_silent: bool = False
    flood: Flood | None = None


class Faults:
    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = {}

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting.setdefault(method, []).extend([fault] * times)

    def clear(self) -> None:
        self._waiting.clear()

    def next_for(self, method: str) -> Fault | None:
        waiting = self._waiting.get(method)
        return waiting.pop(0) if waiting else None


class _Bucket:
    """Holds `size` calls and gets one back every `interval` seconds."""

    def __init__(self, size: int, interval: float, now: datetime) -> None:
        self._size = size
        self._interval = interval
        self._left = float(size)
        self._counted_at = now

    def seconds_to_wait(self, now: datetime) -> float:
        """0 if the call is granted."""
        regained = (now - self._counted_at).total_seconds() / self._interval
        self._left = min(self._size, self._left + regained)
        self._counted_at = now
        if self._left >= 1:
            self._left -= 1
            return 0
        return (1 - self._left) * self._interval


class RateLimits:
    def __init__(self, clock: Clock) -> None:
        self.are_on = False
        self._clock = clock
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def retry_after(self, method: str, calls_a_minute: int, args: Json) -> int:
        """In whole seconds; 0 if the call is granted. Posts count for each channel on its own."""
        if not self.are_on:
            return 0
        now = self._clock.now()
        is_post = method == "chat.postMessage"
        size, interval = (POSTS_IN_A_BURST, 1.0) if is_post else (calls_a_minute, 60 / calls_a_minute)
        key = (method, str(args.get("channel")) if is_post else "")
        bucket = self._buckets.setdefault(key, _Bucket(size, interval, now))
        return math.ceil(bucket.seconds_to_wait(now))
