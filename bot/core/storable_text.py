"""Replace what neither database can hold in text from outside: NUL bytes and lone surrogates."""

import re
from typing import TypeVar

from pydantic_core import PydanticSerializationError, to_json

DEPTH_LIMIT = 100  # far deeper than real payloads, and far below Python's recursion limit
PIECE = 50_000  # characters that are gone through before another thread has its turn

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")

Value = TypeVar("Value")


def make_storable(value: object, depth: int = DEPTH_LIMIT, *, is_cut: bool = False) -> object:
    """The same JSON value, with U+FFFD for each character that Postgres or UTF-8 cannot hold.

    What nests more than `depth` deep becomes None if `is_cut`, and raises ValueError otherwise.
    """
    if depth < 0:
        if is_cut:
            return None
        raise ValueError("nested too deeply")
    match value:
        case str():
            pieces = (value[start : start + PIECE] for start in range(0, len(value), PIECE))
            return "".join(_UNSTORABLE.sub("\ufffd", piece) for piece in pieces)
        case list():
            return [make_storable(item, depth - 1, is_cut=is_cut) for item in value]
        case dict():
            return {make_storable(key): make_storable(item, depth - 1, is_cut=is_cut) for key, item in value.items()}
        case _:
            return value


def make_payload_storable(payload: dict[str, Value]) -> dict[str, Value]:
    """The same for a payload that hardly ever has anything of the kind: looking takes a tenth of replacing.

    What is nested too deeply is left out: the person who shared such a message still gets an answer.
    """
    return payload if _is_storable(payload) else make_storable(payload, is_cut=True)  # type: ignore[return-value]


def _is_storable(payload: object) -> bool:
    try:
        return b"\\u0000" not in to_json(payload)
    except (PydanticSerializationError, UnicodeEncodeError):
        return False
