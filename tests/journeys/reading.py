"""What a person reads, and what stands in a form."""

from collections.abc import Iterator
from typing import Any

from bot.blocks.kit.dates import spell_out_dates

UNSEEN = "\u200b"  # keeps outside text from being taken for markup


def words(content: Any) -> str:
    """Of a view or a message, in one line: a sentence is found wherever it was wrapped."""
    spoken = spell_out_dates(" ".join(_texts(content)))
    return " ".join(spoken.replace(UNSEEN, "").split())


def answer(view: dict[str, Any], field: str) -> Any:
    """What stands in a field of the form now."""
    states = {block_id.partition("#")[0]: state for block_id, state in view["state"]["values"].items()}
    (state,) = states[field].values()
    return state.get("value") or (state.get("selected_option") or {}).get("value")


def assert_within(expected: Any, actual: Any) -> None:
    """`actual` has all of `expected`, and may have more."""
    if isinstance(expected, dict) and expected:
        for key in expected:
            assert key in actual
            assert_within(expected[key], actual[key])
    else:
        assert actual == expected


def _texts(value: Any) -> Iterator[str]:
    match value:
        case {"text": str(text)}:
            yield text
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list() | tuple():
            for part in value:
                yield from _texts(part)
