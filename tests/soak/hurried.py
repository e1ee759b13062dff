"""A clock that hurries, the same in every process that is told when it began, and the program on it.

So a dead process's lease ends within a second; `python -m tests.soak.hurried <began>` is
`python -m bot serve` but for its clock.
"""

import asyncio
import signal
import sys
from datetime import UTC, datetime

from bot.app import build
from bot.log import configure_logging
from bot.sandbox.serving import serving
from bot.settings import load_settings

TIMES_AS_FAST = 15


class HurriedClock:
    """Satisfies `bot.clock.Clock`."""

    def __init__(self, began: datetime) -> None:
        self._began = began

    def now(self) -> datetime:
        return self._began + (datetime.now(UTC) - self._began) * TIMES_AS_FAST

    async def sleep_until(self, moment: datetime) -> None:
        while (left := moment - self.now()).total_seconds() > 0:  # noqa: ASYNC110
            await asyncio.sleep(left.total_seconds() / TIMES_AS_FAST)


async def main(began: str) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    async with (
        build(settings, HurriedClock(datetime.fromisoformat(began))) as program,
        serving(program.web, port=settings.port),
    ):
        print("ready", flush=True)  # noqa: T201
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
