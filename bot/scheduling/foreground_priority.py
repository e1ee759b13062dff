"""Make background work yield to requests that await Slack's acknowledgement."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

# A busy client sends its next request within this time of the last answer.
QUIET_SECONDS = 0.02
# An endless rush must not starve the executor.
MAX_WAIT_SECONDS = 1.0


class ForegroundPriority:
    def __init__(self) -> None:
        self._waiting = 0
        self._quiet_since = float("-inf")

    @contextmanager
    def track_request(self) -> Iterator[None]:
        """Mark a request as in progress for the length of the context."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1
            self._quiet_since = asyncio.get_running_loop().time()

    async def wait_until_idle(self, quiet: float = QUIET_SECONDS, longest: float = MAX_WAIT_SECONDS) -> None:
        """Wait until no request has been in progress for `quiet` seconds, at most for `longest`."""
        now = asyncio.get_running_loop().time
        deadline = now() + longest
        while self._waiting or now() - self._quiet_since < quiet:
            if now() >= deadline:
                return
            await asyncio.sleep(quiet)
