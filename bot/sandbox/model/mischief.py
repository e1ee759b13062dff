"""Say in what ways the pretend model is unfriendly at the moment."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.floods import Flood


@dataclass(slots=True, kw_only=True)
class ModelMischief:
    """Everything stays so until `PretendModel.behave`; with `times`, for so many requests that ask for an answer."""

    times: int | None = None
    status: int | None = None  # of an error in place of an answer
    error_code: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0  # of real time before the answer
    hangs_up: bool = False
    floods: Flood | None = None
    redirects_to: str | None = None
    refuses: bool = False
    text: str | None = None  # in place of a document
    document: dict[str, Any] | None = None  # in place of its own
    html: bool = False  # a page where JSON is due
    counts_tokens: bool = True
    knows_schemas: bool = True  # OpenAI's `response_format` of the type `json_schema`
    knows_formats: bool = True  # OpenAI's `response_format` at all

    def take(self) -> bool:
        """Whether it still applies, once more."""
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0
