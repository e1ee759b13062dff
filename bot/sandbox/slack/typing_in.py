"""Check a person's input as Slack's client does, before the app hears of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from bot.sandbox.slack.form_values import Values, is_empty, options_of, slot_of, state_with
from bot.sandbox.slack.wire import Json

_TEXT_INPUTS = {"plain_text_input", "url_text_input", "email_text_input", "number_input"}
_SHAPES = {
    "url_text_input": (r"https?://[^\s/]+\S*", "Enter a valid URL."),
    "email_text_input": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "Enter a valid email address."),
}


class PersonCannotError(Exception):
    """The action is impossible: it is not on the screen, or Slack's client prevents it."""


def enter_value(element: Json, value: object, offered: Sequence[Json] = ()) -> Json:
    """The element's state after a person entered `value`; None clears it.

    Options go by their text, their value or the whole object; an external_select has those `offered`.
    """
    if value is None:
        return state_with(element, [] if slot_of(element).endswith("s") else None)
    if element["type"] in _TEXT_INPUTS:
        return state_with(element, _typed_text(element, str(value)))
    if isinstance(value, datetime):
        return state_with(element, int(value.timestamp()))
    if slot_of(element) in {"selected_option", "selected_options"}:
        return state_with(element, _choose(element, value, offered))
    return state_with(element, value)


def complaints(blocks: Sequence[Json], values: Values) -> dict[str, str]:
    """What the client says beside fields on submission: block_id -> words."""
    said = {}
    for block in blocks:
        if block["type"] == "input":
            state = values[block["block_id"], block["element"]["action_id"]]
            if complaint := _complaint(block, state):
                said[block["block_id"]] = complaint
    return said


def option_named(options: Sequence[Json], name: object) -> Json:
    for option in options:
        if name in (option, option["value"], option["text"]["text"]):
            return option
    texts = [option["text"]["text"] for option in options]
    raise PersonCannotError(f"there is no option {name!r} among {texts}")


def _typed_text(element: Json, text: str) -> str | None:
    longest = element.get("max_length", 3000)
    if len(text) > longest:
        raise PersonCannotError(f"no more than {longest} characters can be typed there")
    return text or None


def _choose(element: Json, value: object, offered: Sequence[Json]) -> Json | list[Json]:
    options = [*options_of(element), *offered]
    if slot_of(element) == "selected_option":
        return option_named(options, value)
    names = value if isinstance(value, list) else [value]
    chosen = [option_named(options, name) for name in names]
    return [option for option in options if option in chosen]


def _complaint(block: Json, state: Json) -> str | None:
    element = block["element"]
    if is_empty(state):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "number_input":
        return _complaint_about_number(element, state["value"])
    if element["type"] in _SHAPES:
        pattern, words = _SHAPES[element["type"]]
        return None if re.fullmatch(pattern, state["value"]) else words
    if element["type"] == "plain_text_input" and len(state["value"]) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters."
    return None


def _complaint_about_number(element: Json, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return "Enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Enter a whole number."
    if "min_value" in element and number < Decimal(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and number > Decimal(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None
