"""What Slack does with a view: it shows what we filled in, people change some of it, and the whole comes back."""

import json
from collections.abc import Mapping
from typing import Any

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.dates import spell_out_dates
from bot.blocks.names import field_name
from bot.sandbox.slack.block_kit import (
    problems_of_home,
    problems_of_message_blocks,
    problems_of_modal,
    problems_of_options_answer,
)

_STATE_KEYS = {
    "plain_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "datetimepicker": "selected_date_time",
    "conversations_select": "selected_conversation",
    "timepicker": "selected_time",
}
_INITIAL_KEYS = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_date_time": "initial_date_time",
    "selected_conversation": "initial_conversation",
    "selected_time": "initial_time",
}


def answered(view: Json, answers: Mapping[Any, Any] | None = None) -> Json:
    """The view as Slack sends it back. Selects and checkboxes are answered by value, the rest as it is."""
    sent: Json = json.loads(json.dumps(view))
    given = {str(field): answer for field, answer in (answers or {}).items()}
    values = {}
    for block in sent["blocks"]:
        element = block.get("element") or block.get("accessory")
        if element and element["type"] in _STATE_KEYS:
            state = _state(element, given.pop(field_name(block["block_id"]), ...))
            values[block["block_id"]] = {element["action_id"]: state}
    assert not given, f"the form does not show {given}"
    return {**sent, "id": "V0EXAMPLE", "state": {"values": values}}


def elements(view: Json) -> dict[str, Json]:
    """The element of each field that the view shows."""
    blocks = [block for block in view["blocks"] if "element" in block]
    return {field_name(block["block_id"]): block["element"] for block in blocks}


def block_ids(view: Json) -> dict[str, str]:
    named = [block["block_id"] for block in view["blocks"] if "block_id" in block]
    return {field_name(block_id): block_id for block_id in named}


def words(content: Any) -> str:
    """All text that people read in a view or a list of blocks."""
    if isinstance(content, dict):
        own = [content["text"]] if isinstance(content.get("text"), str) else []
        return "\n".join(own + [words(part) for part in content.values() if isinstance(part, dict | list)])
    return "\n".join(words(part) for part in content) if isinstance(content, list) else ""


def spoken(content: Any) -> str:
    """With the fallback of each date in its place."""
    return spell_out_dates(words(content))


def mrkdwn_texts(content: Any) -> list[Json]:
    if isinstance(content, dict):
        own = [content] if content.get("type") == "mrkdwn" else []
        return own + [found for part in content.values() for found in mrkdwn_texts(part)]
    return [found for part in content for found in mrkdwn_texts(part)] if isinstance(content, list) else []


def assert_modal(view: Json) -> None:
    assert problems_of_modal(json.loads(json.dumps(view))) == []


def assert_home(view: Json) -> None:
    assert problems_of_home(json.loads(json.dumps(view))) == []


def assert_message(blocks: list[Json]) -> None:
    assert problems_of_message_blocks(json.loads(json.dumps(blocks))) == []


def assert_option_groups(groups: list[Json]) -> None:
    assert problems_of_options_answer(json.loads(json.dumps({"option_groups": groups}))) == []


def _state(element: Json, answer: Any) -> Json:
    key = _STATE_KEYS[element["type"]]
    if answer is ...:
        initial = element.get(_INITIAL_KEYS[key], [] if key == "selected_options" else None)
        return {"type": element["type"], key: initial}
    if key == "selected_option" and answer is not None:
        answer = {"text": {"type": "plain_text", "text": "as shown"}, "value": answer}
    if key == "selected_options":
        answer = [{"text": {"type": "plain_text", "text": "as shown"}, "value": each} for each in answer]
    return {"type": element["type"], key: answer}
