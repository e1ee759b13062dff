"""The program as it would be if nothing waited for those who await an acknowledgement.

`python -m tests.benchmarks.without_right_of_way serve`
"""

from bot.cli import main
from bot.scheduling.foreground_priority import ForegroundPriority


async def at_once(_self: ForegroundPriority, *_patience: float) -> None:
    """Instead of `given`."""


ForegroundPriority.given = at_once  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
