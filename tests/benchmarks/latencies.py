"""Many times of one thing, and how fast which share of them was."""

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


class Latencies:
    """In seconds."""

    def __init__(self, seconds: Iterable[float] = ()) -> None:
        self._seconds = sorted(seconds)

    def __add__(self, other: "Latencies") -> "Latencies":
        return Latencies([*self._seconds, *other._seconds])

    def __len__(self) -> int:
        return len(self._seconds)

    @property
    def p50(self) -> float:
        return self._not_exceeded_by(50)

    @property
    def p99(self) -> float:
        return self._not_exceeded_by(99)

    @property
    def slowest(self) -> float:
        return self._seconds[-1]

    def _not_exceeded_by(self, percent: int) -> float:
        """The smallest time that so many of a hundred did not exceed."""
        return self._seconds[-(-len(self._seconds) * percent // 100) - 1]


async def timed(work: Callable[[T], Awaitable[object]], arguments: Iterable[T]) -> Latencies:
    """One call after the other."""
    seconds = []
    for argument in arguments:
        started = time.perf_counter()
        await work(argument)
        seconds.append(time.perf_counter() - started)
    return Latencies(seconds)
