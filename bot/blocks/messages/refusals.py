"""Word why a person may not do something, and whom to ask: said to them alone."""

from bot.blocks.kit.mrkdwn import person
from bot.blocks.names import COMMAND
from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.identifiers import UserId

BOOKING_GONE = f"This booking no longer exists. Run {COMMAND} to schedule a bot."

_WHOSE = {
    Deed.SEE: "Only the person who booked it and people with this meeting on their calendar can see this.",
    Deed.EDIT: ("Only the person who booked it and people with this meeting on their calendar can change it."),
    Deed.CANCEL: "Only the person who booked it, the organizer or an app admin can cancel it.",
    Deed.TRY_AGAIN: "Only the person who booked it, the organizer or an app admin can do that.",
    Deed.VETO: "Only people on the invitation can turn recording off. We can't see who is invited through "
    "a mailing list.",
    Deed.ALLOW_AGAIN: "Only they or the organizer can turn recording back on.",
    Deed.SEE_RECORDING: ("Only people on the invitation, the person who booked it or an app admin can see it."),
    Deed.TRANSCRIBE: "Only the person who booked it, the organizer or an app admin can have it transcribed.",
    Deed.SUMMARIZE: "Only the person who booked it, the organizer or an app admin can have it summarized again.",
    Deed.SHARE_SUMMARY: "Only the person who booked it, the organizer or an app admin can share the summary.",
    Deed.DELETE_RECORDING: "Only the person who booked it, the organizer or an app admin can delete the recording.",
}
_NOT_NOW = {
    Why.GONE: BOOKING_GONE,
    Why.LOCKED: "You can do this once the bot has left the meeting.",
    Why.OVER: "The bot has already left, or the meeting is over.",
    Why.NOT_VETOED: "Recording is already back on for this meeting.",
    Why.LEAVING: "The bot is still being removed. Try again in a minute.",
    Why.NOTHING_FAILED: "There's nothing to try again. See the card for the bot's current status.",
    Why.REPLACED: ("This meeting has a newer booking. See its card for the bot's current status."),
    Why.NOTHING_RECORDED: "Nothing has been recorded yet.",
    Why.NOTHING_TO_TRANSCRIBE: "There's already a transcript, one is being created, or there's no recording.",
}
_NOT_RECORDED_INSTEAD = (
    "If you're on the invitation and don't want to be recorded, use *Don't record this* or *I don't want to be "
    "recorded* on its card."
)


def refusal_sentence(refusal: Refusal) -> str:
    """In mrkdwn."""
    match refusal.why:
        case Why.NOT_YOURS:
            return " ".join(_role_refusal(refusal))
        case Why.VETOED:
            return f"{objection(refusal.stopped_by)} Only they or the organizer can turn recording back on."
        case Why.CANCELLED:
            return f"{_cancelled_sentence(refusal.stopped_by)} To schedule another, run {COMMAND}."
        case why:
            return _NOT_NOW[why]


def objection(by: UserId | None) -> str:
    """`by` None: the reader may not know who it is."""
    return f"{person(by) if by else 'Someone who is invited'} doesn't want this meeting to be recorded."


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
    return f"{person(by)} already canceled this bot." if by else "This bot was already canceled."
