"""Read the state of one element of a view, as Slack sends it. What is missing or of another kind counts as empty.

https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

import unicodedata
from datetime import time
from typing import Any

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.mrkdwn import clean


def read_option(state: Json) -> str:
    return clean(text_of(object_of(state.get("selected_option")).get("value")))


def read_tick(state: Json) -> str | None:
    """The value of the first box that is ticked."""
    ticked = state.get("selected_options")
    first = ticked[0] if isinstance(ticked, list) and ticked else None
    return text_of(object_of(first).get("value")) or None


def read_ticks(state: Json) -> tuple[str, ...]:
    """The values of all boxes that are ticked."""
    ticked = state.get("selected_options")
    chosen = ticked if isinstance(ticked, list) else []
    return tuple(value for each in chosen if (value := text_of(object_of(each).get("value"))))


def read_time(state: Json) -> time | None:
    try:
        return time.fromisoformat(text_of(state.get("selected_time")))
    except ValueError:
        return None


def read_line(state: Json) -> str:
    return clean(text_of(state.get("value")))


def read_lines(state: Json) -> str:
    text = text_of(state.get("value")).replace("\r\n", "\n")
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) != "Cc").strip()


def read_moment(state: Json) -> int | None:
    """In seconds since 1970."""
    seconds = state.get("selected_date_time")
    return seconds if isinstance(seconds, int) else None


def read_conversation(state: Json) -> str | None:
    return clean(text_of(state.get("selected_conversation"))) or None


def object_of(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def text_of(value: Any) -> str:
    """Broken halves of characters would fail to be stored."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""
