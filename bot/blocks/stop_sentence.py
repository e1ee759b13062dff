"""Word what stands in the way of a booking, where there is no form to show it in."""

from typing import assert_never

from bot.blocks.form.existing_bot import BY_OTHERS
from bot.blocks.form.response import GONE, limit_sentence
from bot.blocks.kit.mrkdwn import person
from bot.blocks.messages.refusals import objection
from bot.blocks.names import COMMAND
from bot.core.access.verdicts import (
    AlreadySo,
    CalledOff,
    LimitExceeded,
    Locked,
    MeetingGone,
    NeedsAgreement,
    NeedsTakeover,
    Stop,
    TakenByOthers,
    Vetoed,
)

ALREADY = "A bot is already scheduled for this meeting. Its card shows how it's doing."
UNSEEN = "A bot is already scheduled for this link around that time."
MOVED = f"This meeting has moved. Check the time, then run {COMMAND}."


def stop_sentence(stop: Stop) -> str:
    """In mrkdwn."""
    match stop:
        case NeedsAgreement() | AlreadySo() | Locked():
            return ALREADY
        case NeedsTakeover():
            return f"{BY_OTHERS.partition('* ')[0].removeprefix('*')} To replace it, run {COMMAND}."
        case TakenByOthers():
            return UNSEEN
        case Vetoed():
            return f"{objection(stop.by)} {_whom_to_ask(stop)}"
        case CalledOff():
            return f"{person(stop.by)} canceled this bot. To schedule another, run {COMMAND}."
        case LimitExceeded():
            return limit_sentence(stop)
        case MeetingGone(reason="moved"):
            return MOVED
        case MeetingGone():
            return GONE[stop.reason].partition(" Pick another")[0]
        case _:
            assert_never(stop)


def _whom_to_ask(veto: Vetoed) -> str:
    if veto.digest is not None:
        return f"To turn recording back on, run {COMMAND}."
    return "It won't be recorded unless they or the organizer allow it."
