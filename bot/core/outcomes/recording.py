"""Explain what a booking's bot does or did, allowing for what has become of its recording since."""

from dataclasses import replace

from bot.core.booking.bot_state import Media
from bot.core.booking.later_transcript import can_be_transcribed, is_being_transcribed
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import COMING_STATES, FileState, Transcribing
from bot.core.bot_config.merge import part_of
from bot.core.bot_config.settings import Transcript
from bot.core.outcomes.in_call import NOT_RECORDED, explain_bot, explain_transcript_failure, leave_outcome
from bot.core.outcomes.model import Outcome

NOTHING_KEPT = "Nothing was kept, as set for this booking."
_NOT_THERE = {
    Media.UNWANTED: "The recording is being deleted.",
    Media.DELETING: "The recording is being deleted.",
    Media.DELETED: "The recording was deleted.",
    Media.FAILED: "Recall couldn't create the recording.",
    Media.ABSENT: "The bot recorded nothing.",
}
_NEVER_MADE = frozenset({Media.FAILED, Media.ABSENT})


def explain_bot_of(booking: Booking) -> Outcome:
    """As `explain_bot`, without promising a recording that is not there."""
    bot = booking.bot
    outcome = explain_bot(bot.status or "", bot.sub_code, was_recording=bot.has_recorded or _is_there(booking))
    why_not = _why_not_there(booking)
    if not (why_not and bot.is_over and outcome.may_be_recorded):
        return _with_transcript_failure(outcome, booking)
    sentence = _reason_to_leave(bot.sub_code) if bot.row.promises_recording else outcome.sentence
    label = NOT_RECORDED if bot.media in _NEVER_MADE else ""
    return replace(outcome, sentence=f"{sentence} {why_not}".strip(), may_be_recorded=False, label=label)


def _with_transcript_failure(outcome: Outcome, booking: Booking) -> Outcome:
    """A recording without the transcript that was wished for."""
    bot = booking.bot
    has_failed_later = bot.transcribing is Transcribing.FAILED
    has_failed = has_failed_later or (bot.transcript is FileState.FAILED and not is_being_transcribed(bot))
    if not (has_failed and bot.has_finished and outcome.may_be_recorded):
        return outcome
    failure = explain_transcript_failure(bot.transcribing_code if has_failed_later else bot.transcript_sub_code)
    sentences = (outcome.sentence, outcome.next_step, failure.sentence)
    return replace(
        outcome,
        sentence=" ".join(filter(None, sentences)),
        next_step=failure.next_step,
        operator_sentence=outcome.operator_sentence or failure.operator_sentence,
    )


def _is_there(booking: Booking) -> bool:
    """Recall was asked once the bot had finished, and shows a recording."""
    bot = booking.bot
    return bot.has_finished and bot.transcript is not None and bot.recorded_seconds is not None


def _reason_to_leave(sub_code: str | None) -> str:
    why = leave_outcome(sub_code)
    return why.sentence if why else ""


def may_be_recorded(booking: Booking) -> bool:
    """Status events may have been lost, so a recording is offered unless there can be none."""
    return explain_bot_of(booking).may_be_recorded


def is_ready(booking: Booking) -> bool:
    """Whether there is a recording to watch, as far as is known."""
    return booking.bot.has_finished and may_be_recorded(booking)


def has_transcript(booking: Booking) -> bool:
    """Whether there is a transcript to read, or one will come."""
    bot = booking.bot
    if bot.transcript is not None:
        return bot.transcript in COMING_STATES
    if bot.applied_config:
        return bool(part_of(bot.applied_config, "recording_config", "transcript"))
    return booking.wish.settings.transcript is not Transcript.NONE


def lacks_transcript(booking: Booking) -> bool:
    """Whether a transcript could be made of what was recorded."""
    return is_ready(booking) and can_be_transcribed(booking.bot)


def _why_not_there(booking: Booking) -> str | None:
    """A person's deletion counts for more than the retention setting."""
    if booking.bot.media in _NOT_THERE:
        return _NOT_THERE[booking.bot.media]
    return NOTHING_KEPT if booking.wish.settings.retention == "none" else None
