"""Name this program's commands as they are typed where it runs."""

from pathlib import Path

_CHECKOUT = Path(__file__).parents[1]
# What the Makefile calls by another name than the console script.
_TARGETS = {"serve": "run"}


def name_command(command: str) -> str:
    """`make init` in a checkout, `recall-schedule init` elsewhere."""
    is_checkout = Path.cwd() == _CHECKOUT and (_CHECKOUT / "Makefile").exists()
    return f"make {_TARGETS.get(command, command)}" if is_checkout else f"recall-schedule {command}"
