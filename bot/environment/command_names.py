"""Name this program's commands as they are typed where it runs."""

from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]
_TARGETS = {"init": "init", "serve": "run", "doctor": "doctor", "demo": "demo"}


def name_command(command: str) -> str:
    """`make init` in a checkout, `recall-schedule init` elsewhere."""
    if Path.cwd() != _CHECKOUT or not (_CHECKOUT / "Makefile").exists():
        return f"recall-schedule {command}"
    target = _TARGETS.get(command)
    return f"make {target}" if target else f".venv/bin/python -m bot {command}"
