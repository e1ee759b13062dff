"""People who wait for Slack's answer go first; what is done for them afterwards waits until they have it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# Who is busy sends the next request this soon after the last answer.
QUIET_SECONDS = 0.02
# A rush that does not end must not keep bookings from being carried out.
MAX_WAIT_SECONDS = 1.0


class ForegroundPriority:
    def __init__(self) -> None:
        self._waiting = 0
        self._quiet_since = float("-inf")

    @contextmanager
    def track_request(self) -> Iterator[None]:
        """Around whatever somebody waits for."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self._quiet_since = asyncio.get_running_loop().time()

    async def wait_until_idle(self, quiet: float = QUIET_SECONDS, longest: float = MAX_WAIT_SECONDS) -> None:
        """Returns once nobody has been waiting for `quiet` seconds, or after `longest`."""
        now = asyncio.get_running_loop().time
        deadline = now() + longest
        while self._waiting or now() - self._quiet_since < quiet:
            if now() >= deadline:
                return
            await asyncio.sleep(quiet)
