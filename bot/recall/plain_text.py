"""Sanitize outside text for log lines and sentences."""

import re

LOOKED_AT = 20  # times what is shown: a beginning of a text that may have any length

# Control characters and line separators; then marks that change the direction of what follows them.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HIDDEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def plain_text(text: str, limit: int) -> str:
    """One line without control characters and direction marks, of at most `limit` characters."""
    line = " ".join(_HIDDEN.sub("", _BREAKS.sub(" ", text[: limit * LOOKED_AT])).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
