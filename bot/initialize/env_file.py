"""Read and write `.env`, which holds secrets: no one else may read it, and a crash leaves the old one."""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.core.errors import SetupError

_HEADING = "# Written by `recall-schedule init`; docs/configuration.md explains every variable.\n"
_OWNER_ONLY = 0o600


def read_env_file(file: Path) -> dict[str, str]:
    """What is set in it; nothing if there is none. Raises SetupError."""
    try:
        return {name: value.strip() for name, value in dotenv_values(file, encoding="utf-8-sig").items() if value}
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"{file} can't be read: make it a readable UTF-8 text file.") from None


def read_given(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What the app would be given with this file and environment, which wins. Raises SetupError."""
    return {**read_env_file(file), **{name: value for name, value in environment.items() if value.strip()}}


def write_env_file(file: Path, values: Mapping[str, str]) -> None:
    """Set these variables and keep every other line. Raises SetupError."""
    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else _HEADING
        for name, value in values.items():
            text = _set_variable(text, name, value)
        _replace_file(file.resolve(), text)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise SetupError(f"{file} can't be written: {reason}.") from None


def _set_variable(text: str, name: str, value: str) -> str:
    """In its last line, which is the one that counts; a new line where it has none."""
    # Not splitlines, which ends a comment at rarer signs as well.
    lines = text.removesuffix("\n").split("\n") if text else []
    line = re.compile(rf"\s*(export\s+)?{re.escape(name)}\s*=")
    places = [number for number, found in enumerate(lines) if line.match(found)]
    if places:
        lines[places[-1]] = f"{name}={value}"
    else:
        lines.append(f"{name}={value}")
    return "\n".join(lines) + "\n"


def _replace_file(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=".env-", dir=file.parent)  # only its owner may read it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as writing:
            writing.write(text)
            writing.flush()
            os.fsync(handle)
        Path(name).chmod(_OWNER_ONLY)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
