"""Sanitize outside text for log lines, the database and sentences."""

import re

DEPTH_LIMIT = 100  # far deeper than real payloads, and far below Python's recursion limit

# Control characters and line separators; then marks that change the direction of what follows them.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HIDDEN = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def plain_text(text: str, limit: int) -> str:
    """One line without control characters and direction marks, of at most `limit` characters."""
    line = " ".join(_HIDDEN.sub("", _BREAKS.sub(" ", text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def make_storable(value: object, depth: int = DEPTH_LIMIT) -> object:
    """The same JSON value without NUL and lone surrogates, which Postgres and UTF-8 cannot hold.

    Raises ValueError if it nests more than `depth` deep.
    """
    if depth < 0:
        raise ValueError("nested too deeply")
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case list():
            return [make_storable(item, depth - 1) for item in value]
        case dict():
            return {make_storable(key): make_storable(item, depth - 1) for key, item in value.items()}
        case _:
            return value
