"""Define a method of the Web API, and the checks of arguments that all of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from bot.sandbox.slack.installation import Installation
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workspace import Workspace


class Tier(IntEnum):
    """Calls a minute that Slack grants at the least. https://docs.slack.dev/apis/web-api/rate-limits"""

    ONE = 1
    TWO = 20
    THREE = 50
    FOUR = 100
    SPECIAL = 300


@dataclass(frozen=True, slots=True)
class Method:
    run: Callable[[Workspace, Json], Json]
    tier: Tier
    scope: str | None = None
    token: Literal["bot", "app", "none"] = "bot"


def require_scope(installation: Installation, scope: str) -> None:
    if scope not in installation.scopes:
        provided = ",".join(sorted(installation.scopes))
        raise ApiError("missing_scope", needed=scope, provided=provided)


def require_argument(args: Json, name: str) -> str:
    """A text argument that must be there."""
    value = args.get(name)
    if value is None or value == "":
        raise invalid_arguments(f"[ERROR] missing required field: {name}")
    if not isinstance(value, str):
        raise invalid_arguments(f"[ERROR] must be a string [json-pointer:/{name}]")
    return value


def invalid_arguments(*messages: object) -> ApiError:
    return ApiError.build_with_problems("invalid_arguments", list(messages))


def is_set(args: Json, name: str) -> bool:
    """A flag, in any of the spellings that a form or JSON gives it."""
    return args.get(name) in (True, "1", "true")
