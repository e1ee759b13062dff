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
    Failure("fatal", "meeting_not_found", "Meeting not found", BEFORE_THE_CALL),
    Failure("fatal", "meeting_requires_sign_in", "Sign-in required", BEFORE_THE_CALL),
    Failure("fatal", "meeting_password_incorrect", "Wrong passcode", BEFORE_THE_CALL),
    Failure("call_ended", "timeout_exceeded_waiting_room", "No one lets it in", OUTSIDE),
    Failure("call_ended", "bot_kicked_from_waiting_room", "Turned away", OUTSIDE),
    Failure("call_ended", "timeout_exceeded_noone_joined", "No one joins", OUTSIDE | {"in_call_not_recording"}),
    Failure("call_ended", "bot_kicked_from_call", "Removed from the meeting", IN_CALL),
    Failure("fatal", "bot_errored", "The bot crashes", _ANYWHERE),
)


def possible_failures(bot: Bot) -> list[Failure]:
    return [failure for failure in FAILURES if bot.status in failure.possible_in]


def possible_failure(bot: Bot, name: str) -> Failure:
    """Raises ValueError."""
    for failure in possible_failures(bot):
        if failure.name == name:
            return failure
    raise ValueError(f"{name} does not follow {bot.status}")
