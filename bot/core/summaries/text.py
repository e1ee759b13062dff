"""Clean what was said, or what a model says was said: plain text that can neither mention, link, format nor hide."""

import re
import unicodedata

from bot.core.storable_text import make_storable

ELLIPSIS = "…"
LOOKED_AT = 20  # times what is kept: a text from outside may have any length

_SLACK_LINK = re.compile(r"<(?:https?|mailto|tel|slack)[^<>|\s]*(?:\|([^<>]*))?>", re.IGNORECASE)
_SLACK_CONTROL = re.compile(r"<[!@#][^<>]*>?")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]*\)")
_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]{1,20}:/+|www\.)\S+|\b(?:mailto|tel|javascript|data):\S+", re.IGNORECASE)
# A run of signs is looked at from its beginning only: 30,000 of them would take half a minute otherwise.
_MENTION = re.compile(r"(?<![\w.@＠﹫])[@＠﹫](?=\w)|(?<![@＠﹫])[@＠﹫]{2,}(?=\w)")
_OPENING_MARKS = re.compile(r"(?<!\w)(?:[*_`]|~(?!\d))+(?=\S)")  # `~30` is about thirty
_CLOSING_MARKS = re.compile(r"(?<=\S)[*_~`]+(?!\w)")
_BULLET = re.compile(r"^(?:[-–•>#*]+|\d{1,2}\))\s+")  # `3. März` is a date
_ANGLES = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›"})
# Joiners are letters' own business in several scripts; all else that formats is hidden from the reader.
_JOINERS = frozenset("\u200c\u200d")
_SPACES = re.compile(r"\s+")
_COMBINING = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]"
_COMBINING_RUN = re.compile(f"({_COMBINING}{{3}}){_COMBINING}+")


def clean_text(text: str, limit: int) -> str:
    """One line of at most `limit` characters; an address is only named as such."""
    line = _drop_hidden(text[: limit * LOOKED_AT])
    line = _SLACK_CONTROL.sub("", _SLACK_LINK.sub(lambda found: found.group(1) or "[link]", line))
    line = _ADDRESS.sub("[link]", _MARKDOWN_LINK.sub(r"\1", line))
    line = _MENTION.sub("", line.translate(_ANGLES))
    line = _CLOSING_MARKS.sub("", _OPENING_MARKS.sub("", line)).strip()
    return shorten_text(_BULLET.sub("", line), limit)


def shorten_text(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def _drop_hidden(text: str) -> str:
    storable = str(make_storable(text))
    line = _SPACES.sub(" ", "".join(map(_visible, storable)))
    return _COMBINING_RUN.sub(r"\1", line).strip()


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    category = unicodedata.category(character)
    if category in {"Zl", "Zp", "Zs", "Cc"}:
        return " "
    return "" if category in {"Cf", "Cs", "Co", "Cn"} and character not in _JOINERS else character
