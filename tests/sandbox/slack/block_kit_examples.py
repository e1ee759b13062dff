"""List small pieces of Block Kit that Slack accepts, and tables of what it does not."""

from typing import Any

import pytest

Json = dict[str, Any]


def plain(text: str = "Words", **more: object) -> Json:
    return {"type": "plain_text", "text": text, **more}


def mrkdwn(text: str = "Words", **more: object) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def modal(*blocks: Json, **fields: object) -> Json:
    return {
        "type": "modal",
        "title": plain("Title"),
        "submit": plain("Go"),
        "blocks": list(blocks) or [section()],
        **fields,
    }


def without(view: Json, *names: str) -> Json:
    return {name: value for name, value in view.items() if name not in names}


def section(text: Json | None = None, **fields: object) -> Json:
    return {"type": "section", "text": text or plain(), **fields}


def cells(texts: list[str], rows: int = 1, align: str = "left") -> Json:
    row = [{"type": "raw_text", "text": text} for text in texts]
    return {"type": "table", "rows": [row] * rows, "column_settings": [{"align": align}]}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def field(element: Json, **fields: object) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **fields}


def button(**fields: object) -> Json:
    return {"type": "button", "text": plain("Press"), "action_id": "press", **fields}


def option(text: str = "One", value: str = "1", **fields: object) -> Json:
    return {"text": plain(text), "value": value, **fields}


def options(count: int) -> list[Json]:
    return [option(f"Option {number}", str(number)) for number in range(count)]


def group(count: int = 1, label: str = "Group") -> Json:
    return {"label": plain(label), "options": options(count)}


def select(**fields: object) -> Json:
    choices = {} if "option_groups" in fields else {"options": options(2)}
    return {"type": "static_select", "action_id": "choose", **choices, **fields}


def radios(count: int = 2, **fields: object) -> Json:
    return {"type": "radio_buttons", "options": options(count), **fields}


def ticks(count: int = 2, **fields: object) -> Json:
    return {"type": "checkboxes", "options": options(count), **fields}


def overflow(count: int = 2) -> Json:
    return {"type": "overflow", "options": options(count)}


def text_input(**fields: object) -> Json:
    return {"type": "plain_text_input", **fields}


def number_input(**fields: object) -> Json:
    return {"type": "number_input", "is_decimal_allowed": False, **fields}


def external(**fields: object) -> Json:
    return {"type": "external_select", **fields}


def conversations(**fields: object) -> Json:
    return {"type": "conversations_select", **fields}


def confirm(title: int = 1, text: int = 1, yes: int = 1, no: int = 1) -> Json:
    texts = {"title": title, "text": text, "confirm": yes, "deny": no}
    return {name: plain("x" * length) for name, length in texts.items()}


def moment(seconds: object) -> Json:
    return field({"type": "datetimepicker", "initial_date_time": seconds})


def table(rows: list[tuple[str, Any, Any, str | None]]) -> Any:
    ids = [row[0] for row in rows]
    return pytest.mark.parametrize(("inside", "outside", "pointer"), [row[1:] for row in rows], ids=ids)
