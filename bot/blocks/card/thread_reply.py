"""Render the replies in a card's thread, one for each milestone."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import assert_never

from bot.blocks.card.card import leave_button, recording_button
from bot.blocks.card.status import RECORDED_BEFORE, ending_label
from bot.blocks.kit.block_kit import Json, MessageContent, actions, button, confirm, section
from bot.blocks.kit.button_value import booking_value, recording_value
from bot.blocks.kit.dates import date_and_time
from bot.blocks.kit.mrkdwn import defuse, person
from bot.blocks.kit.times import spell_out_time
from bot.blocks.names import Action, Block
from bot.blocks.summaries.summary_reply import GONE, SummaryToTell, build_summary_reply
from bot.core.booking.bot_status import Milestone
from bot.core.booking.model import Booking
from bot.core.bot_config.durations import retention_in_words
from bot.core.bot_config.settings import Retention
from bot.core.identifiers import UserId
from bot.core.outcomes.booking_failed import explain_failure, undertaking
from bot.core.outcomes.cancel_reasons import cancellation_in_words, reason_in_words
from bot.core.outcomes.model import Outcome
from bot.core.outcomes.recording import explain_bot_of, has_transcript, may_be_recorded

_IN_THE_CALL = frozenset({Milestone.LOBBY, Milestone.CHANGED_IN_CALL})
_ENDINGS = frozenset({Milestone.DONE, Milestone.FAILED})
_PLAIN = {
    Milestone.RECORDING: "The bot started recording.",
    Milestone.DELETED: "The recording and its transcript were deleted.",
    Milestone.NOT_DELETED: (
        "Recall.ai couldn't delete the recording. Try again, or delete it in the Recall.ai dashboard."
    ),
}
STAYS_IN_CALL = "The bot is already in the meeting and stays until it ends or you ask it to leave."
BOOK_AGAIN = "To record the new meeting too, schedule a bot once this one has left."
# Once the bot has left.
_CLOSED = {
    Milestone.LOBBY: "The bot was let in.",
    Milestone.CHANGED_IN_CALL: "The meeting was changed on the calendar while the bot was in it.",
    Milestone.SUMMARY: GONE,
}


def build_reply(
    booking: Booking,
    milestone: Milestone,
    *,
    dashboard_url: str,
    organizer: UserId | None = None,
    summary: SummaryToTell | None = None,
) -> MessageContent:
    """`dashboard_url` is where Recall shows bots to those who have an account there. `organizer` is who can let the
    bot in, if not the booker.
    """
    if summary is not None:
        return build_summary_reply(booking, summary)
    marked, spoken = _sentences(booking, milestone, dashboard_url, organizer)
    blocks = [section(marked)]
    if milestone in _IN_THE_CALL:
        blocks.append(_leave_buttons(booking))
    if milestone in _ENDINGS and may_be_recorded(booking):
        blocks.append(_recording_buttons(booking))
    return MessageContent(spoken, blocks)


def build_closed_reply(booking: Booking, milestone: Milestone, *, dashboard_url: str) -> MessageContent:
    """The reply without its buttons, once they no longer work."""
    closed = _CLOSED.get(milestone)
    if closed:
        return MessageContent(closed, [section(closed)])
    return build_reply(booking, milestone, dashboard_url=dashboard_url)


def _sentences(booking: Booking, milestone: Milestone, dashboard_url: str, organizer: UserId | None) -> tuple[str, str]:
    """Two texts: one with times in each reader's zone, one for notifications and screen readers."""
    match milestone:
        case Milestone.MOVED:
            return _move(booking, "The bot will join then.", "The bot will use it.")
        case Milestone.NOT_MOVED:
            return _move(booking, "The bot couldn't be rescheduled.", "The bot couldn't be rescheduled.")
        case Milestone.CALLED_OFF:
            return _same_for_both(cancellation_in_words(booking.wish.reason))
        case Milestone.LOBBY:
            since = booking.bot.status_at or booking.meeting.start_time
            return _render_both(booking, partial(_admit_request, booking, organizer), since)
        case Milestone.CHANGED_IN_CALL:
            return _change_in_call(booking)
        case Milestone.RECORDING | Milestone.DELETED | Milestone.NOT_DELETED:
            return _same_for_both(_PLAIN[milestone])
        case Milestone.SUMMARY:  # of which nothing is left to tell
            return _same_for_both(GONE)
        case Milestone.FAILED:
            return _same_for_both(_breakdown(booking))
        case Milestone.DONE | Milestone.LOST:
            return _same_for_both(_ending(booking, dashboard_url))
        case _:
            assert_never(milestone)


def _render_both(booking: Booking, told: Callable[[str], str], moment: datetime) -> tuple[str, str]:
    return told(date_and_time(moment, booking.time_zone)), told(spell_out_time(moment, booking.time_zone))


def _same_for_both(text: str) -> tuple[str, str]:
    return text, text


def _move(booking: Booking, moved: str, relinked: str) -> tuple[str, str]:
    why = _failure(booking)
    if booking.meeting.moved_from is None:
        return _same_for_both(f"The meeting has a new link. {relinked} {why}".strip())
    start = booking.meeting.start_time
    return _render_both(booking, lambda when: f"The meeting was moved to {when}. {moved} {why}".strip(), start)


def _failure(booking: Booking) -> str:
    failure = None if booking.is_applied else booking.attempt.failure
    return _outcome_text(explain_failure(failure, undertaking(booking))) if failure else ""


def _change_in_call(booking: Booking) -> tuple[str, str]:
    change = booking.meeting.change_in_call
    if change and change.start_time:
        moved = "The meeting was moved to"
        return _render_both(booking, lambda when: f"{moved} {when}. {STAYS_IN_CALL} {BOOK_AGAIN}", change.start_time)
    if change and change.reason == "new_link":
        return _same_for_both(f"The meeting has a new link. {STAYS_IN_CALL} {BOOK_AGAIN}")
    return _same_for_both(f"{reason_in_words(change.reason if change else None)} {STAYS_IN_CALL}")


def _outcome_text(outcome: Outcome) -> str:
    quoted = f"Recall says: {defuse(outcome.quoted)}" if outcome.quoted else ""
    return " ".join(filter(None, [outcome.sentence, outcome.next_step, quoted]))


def _admit_request(booking: Booking, organizer: UserId | None, when: str) -> str:
    name = defuse(booking.wish.settings.bot_name)
    called = " and ".join(person(user_id) for user_id in dict.fromkeys([booking.booked_by, organizer]) if user_id)
    return f"{called}, the bot is waiting in the lobby (since {when}). Please admit “{name}”."


def _breakdown(booking: Booking) -> str:
    outcome = explain_bot_of(booking)
    return f"{_outcome_text(outcome)} {RECORDED_BEFORE}" if outcome.may_be_recorded else _outcome_text(outcome)


def _ending(booking: Booking, dashboard_url: str) -> str:
    outcome = explain_bot_of(booking)
    if not outcome.may_be_recorded:
        return _outcome_text(outcome)
    link = f"<{dashboard_url}{booking.bot.bot_id}|View in Recall.ai> (login required)."
    kept = _kept_sentence(booking.wish.settings.retention)
    return " ".join(filter(None, [f"{ending_label(booking)}.", outcome.sentence, outcome.next_step, link, kept]))


def _kept_sentence(retention: Retention) -> str:
    if retention == "account":
        return "Kept for your account's default period."
    return "Kept until someone deletes it." if retention == "forever" else f"Kept for {retention_in_words(retention)}."


def _recording_buttons(booking: Booking) -> Json:
    value = recording_value(booking)
    question = confirm(
        "Delete the recording?",
        "The recording, its transcript and any summary will be permanently deleted.",
        yes="Delete it",
        no="Keep it",
    )
    offered = [Action.SHOW_RECORDING, *([Action.SHOW_TRANSCRIPT] if has_transcript(booking) else [])]
    delete = button("Delete recording", Action.DELETE_RECORDING, value, style="danger", confirm=question)
    return actions(Block.RECORDING_BUTTONS, [*(recording_button(each, booking) for each in offered), delete])


def _leave_buttons(booking: Booking) -> Json:
    return actions(Block.BOOKING_BUTTONS, [leave_button(booking_value(booking))])
