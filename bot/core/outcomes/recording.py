"""Explain what a booking's bot does or did, allowing for what has become of its recording since."""

from dataclasses import replace

from bot.core.booking.bot_state import Media
from bot.core.booking.model import Booking
from bot.core.outcomes.in_call import NOT_RECORDED, explain_bot, leave_outcome
from bot.core.outcomes.model import Outcome

FINISHED = "The bot left the meeting."
NOTHING_KEPT = "Nothing was kept, as set for this booking."
_NOT_THERE = {
    Media.UNWANTED: "The recording is being deleted.",
    Media.DELETING: "The recording is being deleted.",
    Media.DELETED: "The recording was deleted.",
    Media.FAILED: "Recall couldn't create the recording.",
}


def explain_bot_of(booking: Booking) -> Outcome:
    """As `explain_bot`, without promising a recording that is not there."""
    bot = booking.bot
    outcome = explain_bot(bot.status or "", bot.sub_code, was_recording=bot.has_recorded)
    why_not = _why_not_there(booking)
    if not (why_not and bot.is_over and outcome.may_be_recorded):
        return outcome
    sentence = _finished_sentence(bot.sub_code) if bot.row.promises_recording else outcome.sentence
    label = NOT_RECORDED if bot.media is Media.FAILED else outcome.label
    return replace(outcome, sentence=f"{sentence} {why_not}", may_be_recorded=False, label=label)


def _finished_sentence(sub_code: str | None) -> str:
    why = leave_outcome(sub_code)
    return f"{why.sentence} {FINISHED}" if why else FINISHED


def may_be_recorded(booking: Booking) -> bool:
    """Status events may have been lost, so a recording is offered unless there can be none."""
    return explain_bot_of(booking).may_be_recorded


def _why_not_there(booking: Booking) -> str | None:
    """A person's deletion counts for more than the retention setting."""
    if booking.bot.media in _NOT_THERE:
        return _NOT_THERE[booking.bot.media]
    return NOTHING_KEPT if booking.wish.settings.retention == "none" else None
