"""Fill in what Slack adds to blocks: missing ids, and the defaults of text objects."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import count
from typing import Any

from bot.sandbox.slack.block_kit_placement import elements_of
from bot.sandbox.slack.wire import Json

_numbers = count(1)


def next_id(prefix: str) -> str:
    return f"{prefix}0{next(_numbers):08X}"


def fill_in_block_ids(blocks: Sequence[Json]) -> list[Json]:
    stored: list[Json] = deepcopy(list(blocks))
    for block in stored:
        block.setdefault("block_id", f"b{next(_numbers)}")
        for element, _ in elements_of(block):
            if element["type"] != "image":
                element.setdefault("action_id", f"a{next(_numbers)}")
    fill_in_text_defaults(stored)
    return stored


def fill_in_text_defaults(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            fill_in_text_defaults(each)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        if value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for each in value.values():
            fill_in_text_defaults(each)
