"""Escape text for Slack. Titles, names and messages from outside go through `clean`, `defuse` or `plain_text`.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
import unicodedata
from datetime import datetime
from typing import Any
from urllib.parse import quote

from bot.blocks.kit.times import spell_out_time

ZERO_WIDTH_SPACE = "\u200b"
ELLIPSIS = "…"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Set apart on both sides: whether Slack takes a zero-width space for a letter or a blank, nothing marks up.
_MARKS = frozenset("*_~`")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE_CATEGORIES = frozenset("ZC")
_WHITE_SPACE = re.compile(r"\s+")


def escape(text: str) -> str:
    """Our own text, with the three characters that control mrkdwn made harmless."""
    return "".join(_ENTITIES.get(character, character) for character in text)


def clean(text: str | None, otherwise: str = "") -> str:
    """One line without control characters, bidi overrides and broken halves.

    `otherwise` if nothing visible is left of it.
    """
    text = text or ""
    if text.isascii() and text.isprintable():  # as most of it is, and forms and lists clean a lot
        return " ".join(text.split()) or otherwise
    kept = "".join(_strip_control(character) for character in text)
    line = _WHITE_SPACE.sub(" ", kept).strip()
    return line if any(unicodedata.category(each)[0] not in _INVISIBLE_CATEGORIES for each in line) else otherwise


def defuse(text: str | None, limit: int = 300, otherwise: str = "") -> str:
    """Escape outside text for a `verbatim` mrkdwn object: nothing in it formats, mentions or links.

    `limit` counts what is sent, entities and all.
    """
    line = clean(text, otherwise)
    pieces = [_defuse_character(line, index) for index in range(len(line))]
    whole = "".join(pieces)
    if length(whole) <= limit:
        return whole
    kept, used = [], length(ELLIPSIS)
    for piece in pieces:
        used += length(piece)
        if used > limit:
            break
        kept.append(piece)
    return "".join(kept) + ELLIPSIS


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters as Slack may count them, with an ellipsis where something was left out."""
    if length(text) <= limit:
        return text
    kept, used = [], length(ELLIPSIS)
    for character in text:
        used += length(character)
        if used > limit:
            break
        kept.append(character)
    return "".join(kept).rstrip() + ELLIPSIS


def length(text: str) -> int:
    """UTF-16 units: Slack does not say how it counts an emoji, and this is the most it can be."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def plain_text(text: str, limit: int) -> dict[str, Any]:
    """A plain_text object: shown as it is. Slack takes no empty ones."""
    return {"type": "plain_text", "text": shorten(clean(text, otherwise="–"), limit), "emoji": False}


def date(moment: datetime, pattern: str, time_zone: str = "UTC") -> str:
    """A mrkdwn token that each reader sees in their own time zone; `time_zone` is that of the fallback.

    `pattern` holds Slack's tokens, such as `{date_long_pretty} at {time}`.
    """
    return f"<!date^{int(moment.timestamp())}^{pattern}|{spell_out_time(moment, time_zone)}>"


def signed_link(address: str, words: str) -> str:
    """A link with words of ours. Only what would end it in mrkdwn is encoded: the address is signed as it is."""
    encoded = quote(address, safe="%/:=&?~#+!$,;'@()*[]").replace("&", "&amp;")
    return f"<{encoded}|{words}>"


def person(user_id: str) -> str:
    return f"<@{escape(user_id)}>"


def channel(channel_id: str) -> str:
    return f"<#{escape(channel_id)}>"


def _strip_control(character: str) -> str:
    if character in _BIDI_CONTROLS:
        return ""
    category = unicodedata.category(character)
    if category in {"Zl", "Zp"} or (category == "Cc" and character.isspace()):
        return " "
    return "" if category in {"Cc", "Cs"} else character


def _defuse_character(line: str, index: int) -> str:
    character = line[index]
    if character in _MARKS:
        return f"{ZERO_WIDTH_SPACE}{character}{ZERO_WIDTH_SPACE}"
    if character in "@#" or (character == ":" and not line[index + 1 : index + 2].isspace()):
        return f"{character}{ZERO_WIDTH_SPACE}"
    if character == ">" and index == 0:
        return f"{ZERO_WIDTH_SPACE}&gt;"
    return _ENTITIES.get(character, character)
