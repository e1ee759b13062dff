"""List the failures that the panel can cause for a bot in its present state."""

from dataclasses import dataclass

from bot.sandbox.recall.bot_lives import IN_CALL
from bot.sandbox.recall.workspace import Bot

BEFORE_THE_CALL = frozenset({"ready", "joining_call"})
OUTSIDE = BEFORE_THE_CALL | {"in_waiting_room"}
_ANYWHERE = OUTSIDE | IN_CALL


@dataclass(frozen=True, slots=True)
class Failure:
    status: str
    sub_code: str
    words: str
    possible_in: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.status}:{self.sub_code}"


FAILURES = (
    Failure("fatal", "meeting_not_found", "No such meeting", BEFORE_THE_CALL),
    Failure("fatal", "meeting_requires_sign_in", "Sign-in is needed", BEFORE_THE_CALL),
    Failure("fatal", "meeting_password_incorrect", "The passcode is wrong", BEFORE_THE_CALL),
    Failure("call_ended", "timeout_exceeded_waiting_room", "Nobody lets it in", OUTSIDE),
    Failure("call_ended", "bot_kicked_from_waiting_room", "It is turned away", OUTSIDE),
    Failure("call_ended", "timeout_exceeded_noone_joined", "Nobody comes", OUTSIDE | {"in_call_not_recording"}),
    Failure("call_ended", "bot_kicked_from_call", "It is removed from the call", IN_CALL),
    Failure("fatal", "bot_errored", "The bot breaks down", _ANYWHERE),
)


def possible_failures(bot: Bot) -> list[Failure]:
    return [failure for failure in FAILURES if bot.status in failure.possible_in]


def possible_failure(bot: Bot, name: str) -> Failure:
    """Raises ValueError."""
    for failure in possible_failures(bot):
        if failure.name == name:
            return failure
    raise ValueError(f"{name} does not follow {bot.status}")
