"""What a model answered, and what a dialect has to know to ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.summaries.prompt import Prompt


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
    modes: tuple[str, ...]  # the strictest first: each is tried where the endpoint does not know the one before
    headers: Callable[[str], Mapping[str, str]]  # of the key
    build: Callable[[str, Prompt, str], Request]  # model, prompt, mode
    read: Callable[[Mapping[str, Any]], ModelAnswer]  # Raises ModelError
