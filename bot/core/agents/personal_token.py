"""Describe a personal access token: an agent that holds it acts as the person who made it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.identifiers import TeamId, TokenId, UserId

# Known to secret scanners and to our own log redaction by its first characters.
TOKEN_PREFIX = "rsp_"  # noqa: S105 -- no token, only how one begins
MOST_TOKENS = 5
HINT_LENGTH = 4
# Each call would write otherwise.
LAST_USED_EVERY = timedelta(minutes=1)
_TOKEN = re.compile(rf"{TOKEN_PREFIX}[\w-]{{43}}", re.ASCII)


class CallerKind(StrEnum):
    """How a caller has proved who it acts for."""

    SLACKBOT = "slackbot"  # Slack's signature, with the person in the signed body
    PERSONAL_TOKEN = "personal_token"  # noqa: S105
    ENVIRONMENT_TOKEN = "environment_token"  # noqa: S105 -- MCP_TOKENS


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalToken:
    """What is kept of a token, beside its hash: nothing that would let anyone call with it."""

    id: TokenId
    team_id: TeamId
    user_id: UserId
    hint: str  # its last characters, by which the person tells it from others
    created_at: datetime
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MintedToken:
    """A new token, for the one time that it is shown."""

    token: PersonalToken
    secret: str

    def __repr__(self) -> str:
        return f"MintedToken({self.token!r})"


def has_token_shape(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None
