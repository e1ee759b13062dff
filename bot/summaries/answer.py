"""What a model answered, and what has to be known of a family of endpoints to ask one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.summaries.prompt import Prompt

_MOST_TOKENS = 50_000_000  # what an endpoint says it used is not believed beyond that


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """`text` should be one JSON object. It comes from a model: nothing in it is trusted."""

    text: str = field(repr=False)
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Request:
    path: str
    body: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one family of endpoints is asked, and how it answers. A pure description: the client does the rest."""

    default_base_url: str
    modes: tuple[str, ...]  # the strictest first; the next is for endpoints that do not know the one before
    headers: Callable[[str], Mapping[str, str]]  # of the key
    build: Callable[[str, Prompt, str], Request]  # model, prompt, mode
    read: Callable[[Mapping[str, Any]], ModelAnswer]  # raises ModelError
    models_path: str


def read_mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def read_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def read_count(value: object) -> int:
    """A number of tokens; 0 where the endpoint does not say."""
    return min(value, _MOST_TOKENS) if isinstance(value, int) and value > 0 else 0
