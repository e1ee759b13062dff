"""Describe what is wrong with settings, and which variable was probably meant. Secrets are never repeated."""

import difflib
from collections.abc import Collection, Mapping

from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.credentials import recognize_secret

# Slack's signing secrets have 32 characters and Recall's keys 40: nothing so long is repeated, wherever it stands.
LONGEST_ECHO = 30
# How alike two names must be. A process shares its environment with others; a file of ours, with no one.
_ALIKE_IN_THE_FILE = 0.6
_ALIKE_IN_THE_ENVIRONMENT = 0.8
_OUR_PREFIXES = ("SLACK_", "RECALL_", "RECALLAI_")
_FILE_SUFFIX = "_FILE"


def describe_fault(fault: ErrorDetails, fields: Mapping[str, FieldInfo]) -> str:
    """Say what is wrong with one variable and how to fix it."""
    name = str(fault["loc"][0])
    field = fields.get(name)
    description = field.description if field else None
    if fault["type"] == "value_error":
        reason = str(fault["ctx"]["error"])
        return reason if reason.startswith(name.upper()) else f"{name.upper()} {reason}"
    if fault["type"] == "missing":
        return f"{name.upper()} isn't set. It must be {description}."
    return f"{name.upper()} must be {description}{_echo(fault['input'], field)}."


def suggest_variables(
    in_file: Mapping[str, str | None], in_environment: Mapping[str, str], known: Collection[str]
) -> dict[str, str | None]:
    """Map each unknown name to the variable that was probably meant; None for one in the file that resembles none."""
    suggested: dict[str, str | None] = {}
    for name, value in in_file.items():
        if not _is_known(name, known):
            suggested[name] = _suggest(name, value or "", known, _ALIKE_IN_THE_FILE)
    for name, value in in_environment.items():
        if name.upper().startswith(_OUR_PREFIXES) and not _is_known(name, known):
            meant = _suggest(name, value, known, _ALIKE_IN_THE_ENVIRONMENT)
            if meant:
                suggested[name] = meant
    return suggested


def describe_suggestion(name: str, meant: str | None) -> str:
    return f"{name} isn't a variable of this app" + (f": did you mean {meant}?" if meant else ".")


def _suggest(name: str, value: str, known: Collection[str], alike: float) -> str | None:
    secret = recognize_secret(value.strip())
    if secret and secret[1]:
        return secret[1]
    close = difflib.get_close_matches(name.upper(), sorted(known), n=1, cutoff=alike)
    return close[0] if close else None


def _is_known(name: str, known: Collection[str]) -> bool:
    return name.upper() in known or name.upper().removesuffix(_FILE_SUFFIX) in known


def _echo(value: object, field: FieldInfo | None) -> str:
    is_secret = field is None or "SecretStr" in str(field.annotation) or recognize_secret(str(value)) is not None
    text = str(value)
    is_short = isinstance(value, str | int | float) and 0 < len(text) <= LONGEST_ECHO and text.isprintable()
    return f", not {text}" if is_short and not is_secret else ""
