"""Validate a view, message or options answer as Slack would: the first thing that each call checks.

Limits: https://docs.slack.dev/reference/views/modal-views, https://docs.slack.dev/reference/block-kit
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.block_kit_blocks import BLOCK
from bot.sandbox.slack.block_kit_objects import OPTION, OPTION_GROUP, OPTIONS_LIMIT, plain_text
from bot.sandbox.slack.block_kit_placement import Surface, find_misplaced
from bot.sandbox.slack.block_kit_rules import Problem, Rule, array, boolean, one_of, shape, string

VIEW_BYTES_LIMIT = 250_000
BLOCKS_IN_A_VIEW = 100
BLOCKS_IN_A_MESSAGE = 50

_TITLE = plain_text(24)
_VIEW: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}


def _blocks(most: int, surface: Surface) -> Rule:
    each = array(BLOCK, most)

    def check(value: object, at: str) -> Iterator[Problem]:
        problems = list(each(value, at))
        yield from problems
        if isinstance(value, list) and not problems:
            yield from find_misplaced(value, surface, at)

    return check


def _input_needs_submit(view: Any, at: str) -> Iterator[Problem]:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield Problem(at, "missing required field: submit")


_MODAL = shape(
    {"type": one_of("modal"), "title": _TITLE, "blocks": _blocks(BLOCKS_IN_A_VIEW, "modal")},
    {"submit": _TITLE, "close": _TITLE, "clear_on_close": boolean, "notify_on_close": boolean, **_VIEW},
    also=[_input_needs_submit],
)
_HOME = shape({"type": one_of("home"), "blocks": _blocks(BLOCKS_IN_A_VIEW, "home")}, _VIEW)
_MESSAGE_BLOCKS = _blocks(BLOCKS_IN_A_MESSAGE, "message")


def problems_of_modal(view: object, at: str = "/view") -> list[Problem]:
    return list(_MODAL(view, at))


def problems_of_home(view: object, at: str = "/view") -> list[Problem]:
    return list(_HOME(view, at))


def problems_of_message_blocks(blocks: object, at: str = "/blocks") -> list[Problem]:
    return list(_MESSAGE_BLOCKS(blocks, at))


def problems_of_options_answer(answer: object) -> list[Problem]:
    """The answer to a `block_suggestion`. An empty list means that nothing was found, and is allowed."""
    options = shape({"options": array(OPTION, OPTIONS_LIMIT, 0)})
    groups = shape({"option_groups": array(OPTION_GROUP, OPTIONS_LIMIT, 0)})
    return list((groups if isinstance(answer, dict) and "option_groups" in answer else options)(answer, ""))


def is_too_large(view: object) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES_LIMIT
