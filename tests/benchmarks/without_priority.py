"""The program as it would be if nothing waited for those who await an acknowledgement.

`python -m tests.benchmarks.without_priority serve`
"""

from bot.cli import main
from bot.scheduling.foreground_priority import ForegroundPriority


async def at_once(_self: ForegroundPriority, *_patience: float) -> None:
    """Instead of `wait_until_idle`."""


ForegroundPriority.wait_until_idle = at_once  # type: ignore[method-assign]

if __name__ == "__main__":
    main()
