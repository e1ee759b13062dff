"""Fold text for search: without case, accents and typography, so that what a keyboard types is found."""

import re
import unicodedata

from anyascii import anyascii

_NOT_PLAIN = re.compile(r"['\"`]")
_ACCENTS = re.compile("[\u0300-\u036f]+")  # not the marks of other scripts
_ACUTE = "\u00b4"  # as an apostrophe; on its own it would become a space and an accent
_COMPOUND = re.compile(r"[^\s-]+(?:-+[^\s-]+)+")


def fold(text: str) -> str:
    """`jose` for `José`, `lodz` for `Łódź`, `anas plan` for `Ana’s “plan”`; every dash is a hyphen.

    Letters of other scripts are left as they are but for their case: their marks tell words apart.
    """
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace(_ACUTE, "'")))
    if not text.isascii():
        return text.translate(_FOLDED).casefold()
    lower = text.lower()
    return lower.translate(_FOLDED) if _NOT_PLAIN.search(lower) else lower


def fold_to_search(text: str) -> str:
    """`stand up standup` for `Stand-up`: found by either half, by both, and in one word."""
    folded = fold(text)
    if "-" not in folded:
        return folded
    in_one = [compound.replace("-", "") for compound in _COMPOUND.findall(folded)]
    return "\n".join([folded.replace("-", " "), *in_one])


def fold_to_words(text: str) -> list[str]:
    """What someone has typed, as its words stand in `fold_to_search`."""
    return fold(text).replace("-", " ").split()


class _Folded(dict[int, str]):
    """A table for `str.translate` that is filled as characters come."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if category[0] == "L" and category != "Lm":
        is_latin = unicodedata.name(character, "").startswith("LATIN ")
        return anyascii(character) if is_latin else character
    plain = anyascii(character)
    if plain in {"'", "`"}:
        return ""
    is_quote = plain == '"' or (category in {"Pi", "Pf"} and plain.strip("<>") == "")
    return " " if is_quote else character
