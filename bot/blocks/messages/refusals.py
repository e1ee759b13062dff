"""Word why a person may not do something, and whom to ask: said to them alone."""

from bot.blocks.kit.mrkdwn import person
from bot.blocks.names import COMMAND
from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.identifiers import UserId

BOOKING_GONE = f"This booking is not kept any more, so there is nothing to do. Run {COMMAND} to book a bot."

_WHOSE = {
    Deed.SEE: "Only people who can see this meeting on their calendar, and whoever booked the bot, can see this.",
    Deed.EDIT: "Only people who can see this meeting on their calendar, and whoever booked the bot, can change it.",
    Deed.CANCEL: "Only whoever booked the bot, the organiser of the meeting and operators of this app can cancel it.",
    Deed.TRY_AGAIN: "Only whoever booked the bot, the organiser of the meeting and operators of this app can do that.",
    Deed.VETO: "Only people on the invitation can keep the bot away. Who is invited through a mailing list is not "
    "known here.",
    Deed.ALLOW_AGAIN: "Only they and the organiser of the meeting can allow it again.",
    Deed.SEE_RECORDING: "Only people on the invitation, whoever booked the bot and operators of this app can see it.",
    Deed.DELETE_RECORDING: "Only whoever booked the bot, the organiser of the meeting and operators of this app can "
    "delete the recording.",
}
_NOT_NOW = {
    Why.GONE: BOOKING_GONE,
    Why.LOCKED: "The bot is in the call, so this cannot be done before it has left.",
    Why.OVER: "It is too late for that: the bot has finished, or the meeting is over.",
    Why.NOT_VETOED: "Nobody objects to this meeting being recorded any more.",
    Why.LEAVING: "The bot is still being taken off. Please try again in a minute.",
    Why.NOTHING_FAILED: "There is nothing to try again: the card shows how the bot is doing.",
    Why.REPLACED: "A newer booking stands for this meeting by now: its card shows how its bot is doing.",
    Why.NOTHING_RECORDED: "Nothing has been recorded yet.",
}
_NOT_RECORDED_INSTEAD = "If you are on the invitation and do not want to be recorded, use *Don't record this*."


def refusal_sentence(refusal: Refusal) -> str:
    """In mrkdwn."""
    match refusal.why:
        case Why.NOT_YOURS:
            return " ".join(_role_refusal(refusal))
        case Why.VETOED:
            return f"{objection(refusal.stopped_by)} Only they and the organiser can allow it again."
        case Why.CANCELLED:
            return f"{_cancelled_sentence(refusal.stopped_by)} To have a bot after all, run {COMMAND}."
        case why:
            return _NOT_NOW[why]


def objection(by: UserId | None) -> str:
    """`by` None: the reader may not know who it is."""
    return f"{person(by) if by else 'Somebody who is invited'} does not want this meeting to be recorded."


def _role_refusal(refusal: Refusal) -> list[str]:
    sentences = [_WHOSE[refusal.deed]]
    asked = refusal.booked_by
    if refusal.deed is Deed.ALLOW_AGAIN:
        sentences.insert(0, objection(refusal.stopped_by))
        asked = refusal.stopped_by
    sentences.append(f"Please ask {person(asked)}." if asked else "Please ask one of them.")
    if refusal.deed is Deed.CANCEL:
        sentences.append(_NOT_RECORDED_INSTEAD)
    return sentences


def _cancelled_sentence(by: UserId | None) -> str:
    return f"{person(by)} has cancelled this bot already." if by else "This bot has been cancelled already."
