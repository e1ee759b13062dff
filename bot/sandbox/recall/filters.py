"""Parse the filters of a list. An unknown filter is ignored, as the real one does; an unreadable value is refused."""

from datetime import datetime
from uuid import UUID

from bot.sandbox.recall import refusals
from bot.sandbox.recall.exchange import Call
from bot.sandbox.recall.wire_times import read_instant


def moment(call: Call, name: str) -> datetime | None:
    """Raises Refusal."""
    if not (text := call.query.get(name)):
        return None
    try:
        return read_instant(text)
    except ValueError:
        raise refusals.field_error(name, "Enter a valid date/time.") from None


def boolean(call: Call, name: str) -> bool | None:
    """Raises Refusal."""
    if not (text := call.query.get(name)):
        return None
    if text.lower() not in {"true", "false"}:
        raise refusals.field_error(name, "Enter true or false.")
    return text.lower() == "true"


def identifier(call: Call, name: str) -> str | None:
    """Raises Refusal."""
    if not (text := call.query.get(name)):
        return None
    try:
        return str(UUID(text))
    except ValueError:
        raise refusals.field_error(name, "Enter a valid UUID.") from None


def choices(call: Call, name: str, allowed: frozenset[str]) -> frozenset[str] | None:
    """Raises Refusal. `None` if the filter is not used."""
    given = frozenset(filter(None, call.query.getlist(name)))
    for value in sorted(given - allowed):
        sentence = f"Select a valid choice. {value} is not one of the available choices."
        raise refusals.field_error(name, sentence)
    return given or None
