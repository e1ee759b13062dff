"""Merge layers of a `bot_config`, and read parts of one."""

from collections.abc import Mapping
from typing import Any, Final


class _Omitted:
    """Marks a key that the form takes away from what lies beneath it."""


OMITTED: Final = _Omitted()


def deep_merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Deep; `above` wins. Another transcript provider or retention takes the place of the old one whole."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping) and not _is_other_choice(key, old, value):
            result[key] = deep_merge(old, value)
        else:
            result[key] = value
    return result


def drop_omitted(config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: drop_omitted(value) if isinstance(value, Mapping) else value
        for key, value in config.items()
        if value is not OMITTED
    }


def part_of(document: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Empty where the document has something else: what is wrong with it is said elsewhere."""
    for step in path:
        deeper = document.get(step)
        document = deeper if isinstance(deeper, Mapping) else {}
    return document


def _is_other_choice(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return key == "retention" or (key == "provider" and old.keys() != new.keys())
