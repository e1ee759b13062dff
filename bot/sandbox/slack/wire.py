"""Define what crosses the wire between the pretend Slack and the app."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
EnvelopeType = Literal["slash_commands", "interactive", "events_api"]


class ApiError(Exception):
    """An answer with `ok: false`. `more` goes into the answer beside `error`."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    @classmethod
    def build_with_problems(cls, error: str, problems: Iterable[object]) -> "ApiError":
        return cls(error, response_metadata={"messages": [str(problem) for problem in problems]})


class UnreachableError(Exception):
    """The app hung up, or nothing listens."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Only events are sent again. https://docs.slack.dev/apis/events-api#retries"""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is a dict where the app answered JSON, a str where it answered text, None where it said nothing."""

    status: int
    body: Json | str | None = None
