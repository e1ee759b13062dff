"""Say in what ways a pretend provider is unfriendly at the moment."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Mischief:
    """Everything stays so until `PretendProvider.behave`."""

    callback_error: tuple[str, str] | None = None  # instead of a code: error and description
    callback_iss: str | None = None  # instead of its own
    leaves_out_refresh_token: bool = False
    token_error: tuple[int, str, str] | None = None  # status, error, description
    token_html: int | None = None  # a page with this status where JSON is due
    seconds: float = 0.0  # of real time before the token endpoint answers
    discovery_status: int = 200
    discovery: dict[str, Any] = field(default_factory=dict)  # in place of its own entries
    claims: dict[str, Any] = field(default_factory=dict)  # in place of those of the id_token
