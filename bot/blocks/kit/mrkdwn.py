"""Escape text for Slack. Titles, names and messages from outside go through `clean`, `defuse` or `plain_text`.

https://docs.slack.dev/messaging/formatting-message-text
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

ZERO_WIDTH_SPACE = "\u200b"
ELLIPSIS = "…"

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# Set apart on both sides: whether Slack takes a zero-width space for a letter or a blank, nothing marks up.
_MARKS = frozenset("*_~`")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ISOLATE = "\u2068", "\u2069"  # what stands between them has a direction of its own
_ROOM_TO_ISOLATE = 10
_ISOLATED = re.compile("\u2068([^\u2066-\u2069]*)\u2069")
_FROM_THE_RIGHT = frozenset({"R", "AL", "AN"})
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
    """Escape outside text for a `verbatim` mrkdwn object: nothing in it formats, mentions or links, nor
    turns the line around.

    `limit` counts what is sent, entities and all.
    """
    line = clean(text, otherwise)
    pieces = [_defuse_character(line, index) for index in range(len(line))]
    if limit < _ROOM_TO_ISOLATE or not _has_right_to_left(line):
        return _shorten(pieces, limit)
    return _wrap_in_isolate(_shorten(pieces, limit - len(ISOLATE)))


def isolate(text: str) -> str:
    """Keep a title that is written from right to left from turning around the line that it stands in.

    https://www.w3.org/International/questions/qa-bidi-unicode-controls
    """
    return _wrap_in_isolate(text) if _has_right_to_left(text) else text


def _wrap_in_isolate(text: str) -> str:
    return f"{ISOLATE[0]}{text}{ISOLATE[1]}"


def _has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(each) in _FROM_THE_RIGHT for each in text)


def _shorten(pieces: Sequence[str], limit: int) -> str:
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
    short = _shorten(text, limit)
    return short if short == text else short.removesuffix(ELLIPSIS).rstrip() + ELLIPSIS


def length(text: str) -> int:
    """UTF-16 units: Slack does not say how it counts an emoji, and this is the most it can be."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def plain_text(text: str, limit: int) -> dict[str, Any]:
    """Build a plain_text object, shown as it is with its isolates. Slack takes no empty ones."""
    line = _close_isolates(shorten(_clean_around_isolates(text) or "–", limit), limit)
    return {"type": "plain_text", "text": line, "emoji": False}


def _clean_around_isolates(text: str) -> str:
    if ISOLATE[0] not in text:
        return clean(text)
    pieces = _ISOLATED.split(text)  # ours and theirs by turns
    around = [_WHITE_SPACE.sub(" ", "".join(map(_strip_control, piece))) for piece in pieces[::2]]
    inside = [isolate(clean(piece)) for piece in pieces[1::2]]
    line = "".join(piece for pair in zip_longest(around, inside, fillvalue="") for piece in pair).strip()
    return line if clean(line) else ""


def _close_isolates(line: str, limit: int) -> str:
    """Close an isolate whose end was cut off."""
    if line.count(ISOLATE[0]) == line.count(ISOLATE[1]):
        return line
    return clean(line) if limit < _ROOM_TO_ISOLATE else shorten(line, limit - 1) + ISOLATE[1]


def signed_link(address: str, words: str) -> str:
    """A link with words of ours. Only what would end it in mrkdwn is encoded: the address is signed as it is."""
    encoded = quote(address, safe="%/:=&?~#+!$,;'@()*[]").replace("&", "&amp;")
    return f"<{encoded}|{words}>"


def person(user_id: str) -> str:
    return f"<@{escape(user_id)}>"


def link(url: str, text: str) -> str:
    """A link of ours to an address that Slack or we have made."""
    return f"<{escape(url).replace('|', '%7C')}|{escape(text)}>"


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
