"""Define the rules for blocks. https://docs.slack.dev/reference/block-kit/blocks"""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.block_kit_elements import ELEMENT, ID, IMAGE
from bot.sandbox.slack.block_kit_objects import TEXT_LIMIT, any_text, mrkdwn, plain_text
from bot.sandbox.slack.block_kit_rules import (
    Problem,
    Rule,
    array,
    boolean,
    integer,
    one_of,
    shape,
    string,
    tagged_union,
)

MARKDOWN_LIMIT = 12_000
MAX_RICH_TEXT_PARTS = 1000  # Slack names no limit; nothing should come near this one


def _block(kind: str, required: dict[str, Rule], optional: dict[str, Rule] | None = None, *also: Rule) -> Rule:
    return shape({"type": one_of(kind), **required}, {"block_id": ID, **(optional or {})}, also=also)


def _has_text_or_fields(value: Any, at: str) -> Iterator[Problem]:
    if "text" not in value and "fields" not in value:
        yield Problem(at, "missing required field: text or fields")


_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_STYLED: dict[str, Rule] = {"style": _STYLE}


def _rich(kind: str, required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return shape({"type": one_of(kind), **required}, optional)


_RICH_INLINE = tagged_union(
    {
        "text": _rich("text", {"text": string(TEXT_LIMIT)}, _STYLED),
        "link": _rich("link", {"url": string(TEXT_LIMIT)}, {"text": string(TEXT_LIMIT), "unsafe": boolean, **_STYLED}),
        "emoji": _rich("emoji", {"name": string(100)}, {"unicode": string(100), **_STYLED}),
        "user": _rich("user", {"user_id": ID}, _STYLED),
        "channel": _rich("channel", {"channel_id": ID}, _STYLED),
        "broadcast": _rich("broadcast", {"range": one_of("here", "channel", "everyone")}),
        "date": _rich(
            "date",
            {"timestamp": integer(0, 9_999_999_999), "format": string(300)},
            {"fallback": string(300), "url": string(TEXT_LIMIT), "timezone": string(100), **_STYLED},
        ),
    }
)
_RICH_LINES: dict[str, Rule] = {"elements": array(_RICH_INLINE, MAX_RICH_TEXT_PARTS)}
_RICH_SECTION = _rich("rich_text_section", _RICH_LINES)
_RICH_TEXT_PART = tagged_union(
    {
        "rich_text_section": _RICH_SECTION,
        "rich_text_preformatted": _rich("rich_text_preformatted", _RICH_LINES, {"border": integer(0, 1)}),
        "rich_text_quote": _rich("rich_text_quote", _RICH_LINES, {"border": integer(0, 1)}),
        "rich_text_list": _rich(
            "rich_text_list",
            {"elements": array(_RICH_SECTION, MAX_RICH_TEXT_PARTS), "style": one_of("bullet", "ordered")},
            {"indent": integer(0, 8), "border": integer(0, 1), "offset": integer(0, 1000)},
        ),
    }
)

_CONTEXT_PART = tagged_union({"image": IMAGE, "plain_text": plain_text(TEXT_LIMIT), "mrkdwn": mrkdwn(TEXT_LIMIT)})

_RICH_TEXT = _block("rich_text", {"elements": array(_RICH_TEXT_PART, MAX_RICH_TEXT_PARTS)})

MAX_CHARACTERS_IN_TABLES = 10_000
_CELL = tagged_union(
    {
        "raw_text": shape({"type": one_of("raw_text"), "text": string(TEXT_LIMIT)}),
        "rich_text": _RICH_TEXT,
    }
)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})

BLOCK = tagged_union(
    {
        "section": _block(
            "section",
            {},
            {
                "text": any_text(),
                "fields": array(any_text(2000), 10),
                "accessory": ELEMENT,
                "expand": boolean,
            },
            _has_text_or_fields,
        ),
        "header": _block("header", {"text": plain_text(150)}),
        "divider": _block("divider", {}),
        "context": _block("context", {"elements": array(_CONTEXT_PART, 10)}),
        "actions": _block("actions", {"elements": array(ELEMENT, 25)}),
        "input": _block(
            "input",
            {"label": plain_text(2000), "element": ELEMENT},
            {"hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
        ),
        "image": _block("image", {"image_url": string(3000), "alt_text": string(2000)}, {"title": plain_text(2000)}),
        "rich_text": _RICH_TEXT,
        "table": _block("table", {"rows": array(array(_CELL, 20), 100)}, {"column_settings": array(_COLUMN, 20)}),
        "markdown": _block("markdown", {"text": string(MARKDOWN_LIMIT)}),
        "alert": _block(
            "alert",
            {"text": any_text(200)},
            {"level": one_of("default", "info", "warning", "error", "success")},
        ),
    }
)
