"""Decide a booking's next step, if any. The executor carries out that one step and asks again."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.card_timing import PENDING_CARD_AFTER, is_card_withheld, is_unsettled, quiet_card_due
from bot.core.booking.model import SHORT_NOTICE, Booking, Intent
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.booking.redaction import is_redacted
from bot.core.booking.summary_share import ShareState, SummaryShare
from bot.core.lifecycle.milestones import due_media_milestone, due_milestone, outlived_reply
from bot.core.lifecycle.recording import media_step
from bot.core.lifecycle.retry import LONGEST_BACKOFF
from bot.core.lifecycle.steps import (
    CallOff,
    Check,
    CloseReply,
    Create,
    Delete,
    GiveUp,
    Leave,
    LeaveNote,
    Look,
    Nothing,
    RecallStep,
    Say,
    Schedule,
    ShareSummary,
    ShowCard,
    SlackStep,
    Step,
    TakeBackShare,
    TellOperators,
    Unschedule,
    UnscheduleOldRows,
    Update,
    WaitUntil,
)
from bot.core.outcomes.operator_alert import due_operator_alert
from bot.core.outcomes.recording import may_be_recorded

# Recall replays the answer to an Idempotency-Key for an hour; afterwards the key is a new one.
# https://docs.recall.ai/docs/idempotency
IDEMPOTENCY_MEMORY = timedelta(minutes=55)
PREFLIGHT_BEFORE_START = timedelta(minutes=15)


def next_step(booking: Booking, now: datetime, give_up_after: timedelta) -> Step:
    """Recall's steps first, then Slack's, then waiting for the earliest that is due."""
    if is_redacted(booking):
        return _redacted_step(booking, now)
    waits = []
    steps = (
        _recall_step(booking, now, give_up_after),
        _verify_step(booking, now),
        media_step(booking, now),
        _slack_step(booking, now),
    )
    for step in steps:
        if isinstance(step, WaitUntil):
            waits.append(step.moment)
        elif step is not None:
            return step
    return WaitUntil(min(waits)) if waits else Nothing()


def _redacted_step(booking: Booking, now: datetime) -> Step:
    """The step of a redacted booking. Its card stays: there is nothing left to render it from."""
    return media_step(booking, now) or _story_step(booking, now) or _share_step(booking, now) or Nothing()


def _recall_step(booking: Booking, now: datetime, give_up_after: timedelta) -> RecallStep | WaitUntil | None:
    if booking.has_given_up:
        return _leftover_step(booking, now)
    if booking.is_applied:
        return _old_rows_step(booking, now) if booking.left_events else _preflight_step(booking, now)
    if booking.attempt.next_at and booking.attempt.next_at > now:
        return WaitUntil(booking.attempt.next_at)
    if _last_chance_has_passed(booking, now, give_up_after):
        return GiveUp() if _has_been_verified(booking, give_up_after) else Look()
    if booking.wish.intent is Intent.STAY_AWAY:
        return _step_to_stay_away(booking, now)
    if _should_verify(booking, now):
        return Look()
    return Schedule() if booking.meeting.is_scheduled_by_event else _step_for_a_bare_link(booking, now)


def _verify_step(booking: Booking, now: datetime) -> RecallStep | WaitUntil | None:
    """Verify a request without an answer: it may have been done although it was given up, or be done late."""
    attempt = booking.attempt
    is_settled = booking.is_applied or booking.has_given_up
    if not is_settled or booking.bot.is_over or now >= booking.meeting.end_time:
        return None
    if attempt.must_look:
        since = attempt.look_failed_at
        due = attempt.next_at or (since + LONGEST_BACKOFF if since else now)
    elif attempt.verify_at:
        due = max(attempt.verify_at, attempt.next_at or attempt.verify_at)
    else:
        return None
    return WaitUntil(due) if due > now else Look()


def _leftover_step(booking: Booking, now: datetime) -> RecallStep | WaitUntil | None:
    """A bot that could not be moved comes as it was booked, unless that is after its meeting."""
    is_coming = booking.bot.bot_id is not None and booking.bot.is_scheduled
    if booking.wish.intent is not Intent.ATTEND or not is_coming or not booking.is_at_another_time:
        return None
    end_time = booking.meeting.end_time
    return WaitUntil(end_time) if now < end_time else CallOff()


def _old_rows_step(booking: Booking, now: datetime) -> RecallStep | WaitUntil | None:
    """A bot that is in the call stays there, whichever rows it is on."""
    is_coming = booking.wish.intent is Intent.ATTEND and booking.bot.is_scheduled
    if not is_coming or now >= booking.meeting.end_time:
        return None
    due = booking.attempt.next_at or now
    return WaitUntil(due) if due > now else UnscheduleOldRows()


def _preflight_step(booking: Booking, now: datetime) -> RecallStep | WaitUntil | None:
    """Preflight once for each start; a bot that was booked later than that has just been seen.

    At once where Recall's answer shows the bot at another time: then the meeting has moved meanwhile.
    """
    bot, start = booking.bot, booking.meeting.start_time
    is_elsewhere = booking.is_at_another_time and booking.meeting.is_scheduled_by_event
    due = now if is_elsewhere else start - PREFLIGHT_BEFORE_START
    has_just_been_seen = bot.applied_at is None or bot.applied_at >= start - PREFLIGHT_BEFORE_START
    is_settled = bot.checked_for == start or (has_just_been_seen and not is_elsewhere)
    is_coming = booking.wish.intent is Intent.ATTEND and bot.is_scheduled and now < start
    if is_settled or not is_coming:
        return None
    due = max(due, booking.attempt.next_at or due)
    return Check() if now >= due else WaitUntil(due)


def _step_to_stay_away(booking: Booking, now: datetime) -> RecallStep:
    attempt = booking.attempt
    if not attempt.has_looked and (attempt.must_look or (attempt.tries > 0 and _is_near(booking, now))):
        return Look()
    if attempt.must_leave or booking.bot.is_live:
        return Leave()
    return Unschedule() if booking.meeting.is_scheduled_by_event else Delete()


def _step_for_a_bare_link(booking: Booking, now: datetime) -> RecallStep | WaitUntil:
    """Recall changes a booked bot only while its old and its new start are more than ten minutes away.

    https://docs.recall.ai/reference/bot_partial_update
    """
    if booking.bot.bot_id is None:
        return _step_to_create(booking, now)
    starts = (booking.bot.starts_at or now, booking.meeting.start_time)
    return Update() if min(starts) - now > SHORT_NOTICE else Delete()


def _step_to_create(booking: Booking, now: datetime) -> RecallStep | WaitUntil:
    """Two idempotency keys make two bots: while a request under another key may still be carried out, wait."""
    attempt = booking.attempt
    if attempt.verify_at is None or attempt.unanswered_key in {None, booking.idempotency_key}:
        return Create()
    return WaitUntil(attempt.verify_at) if attempt.verify_at > now else Look()


def _last_chance_has_passed(booking: Booking, now: datetime, give_up_after: timedelta) -> bool:
    """The meeting is over, or it has been tried for so long that waiting misleads people.

    The first try is always made: Recall's own word on an ended meeting is better than our guess. Of a bare link we
    know only the start, and Recall does not know more. A retry that was due in time is made, however late.
    """
    attempt, deadline = booking.attempt, _deadline(booking, give_up_after)
    if now < deadline:
        return False
    is_over = now >= booking.meeting.end_time
    if attempt.tries == 0:
        return is_over and not booking.meeting.is_scheduled_by_event and booking.wish.intent is Intent.ATTEND
    return is_over or attempt.next_at is None or attempt.next_at >= deadline


def _deadline(booking: Booking, give_up_after: timedelta) -> datetime:
    """Retry an empty pool (507) until the meeting's end, and likewise the cancellation of a bot that would come."""
    patience_ends, end_time = booking.wish.at + give_up_after, booking.meeting.end_time
    if booking.wish.intent is Intent.STAY_AWAY:
        return max(patience_ends, end_time)
    return end_time if booking.attempt.was_pool_empty else min(patience_ends, end_time)


def _has_been_verified(booking: Booking, give_up_after: timedelta) -> bool:
    """Whether an unknown outcome was verified before giving up, or Recall could not be read at the deadline."""
    attempt = booking.attempt
    deadline = _deadline(booking, give_up_after)
    return attempt.has_looked or (attempt.look_failed_at is not None and attempt.look_failed_at >= deadline)


def _should_verify(booking: Booking, now: datetime) -> bool:
    attempt = booking.attempt
    if attempt.has_looked:
        return False
    is_a_resend = attempt.tries > 0 or booking.bot.applied_revision > 0
    # Recall does not deduplicate bots of a bare link.
    would_double = attempt.tries > 0 and not booking.meeting.is_scheduled_by_event and booking.bot.bot_id is None
    key_is_forgotten = attempt.first_sent_at is not None and now - attempt.first_sent_at > IDEMPOTENCY_MEMORY
    return attempt.must_look or (is_a_resend and _is_near(booking, now)) or would_double or key_is_forgotten


def _is_near(booking: Booking, now: datetime) -> bool:
    return booking.meeting.start_time - SHORT_NOTICE <= now < booking.meeting.end_time


def _slack_step(booking: Booking, now: datetime) -> SlackStep | WaitUntil | None:
    said = booking.said
    if said.next_at and said.next_at > now:
        return WaitUntil(said.next_at)
    if said.note_due:
        return LeaveNote()
    if said.version > said.shown_version and not said.is_mute and not is_card_withheld(booking, now):
        return _card_step(booking, now)
    if due_operator_alert(booking) is not None:
        return TellOperators()
    return (
        _story_step(booking, now)
        or _share_step(booking, now)
        or _refresh_step(booking, now)
        or _quiet_step(booking, now)
    )


def _share_step(booking: Booking, now: datetime) -> ShareSummary | TakeBackShare | WaitUntil | None:
    """A summary that a person shares goes out as long as its recording is there, and is taken back with it."""
    step = next((step for share in booking.shares if (step := step_of_share(booking, share))), None)
    if step is None:
        return None
    return WaitUntil(booking.said.next_at) if booking.said.next_at and booking.said.next_at > now else step


def step_of_share(booking: Booking, share: SummaryShare) -> ShareSummary | TakeBackShare | None:
    is_there = may_be_recorded(with_bot_in_place(booking, share.bot_id))
    if share.state is ShareState.DUE:
        return ShareSummary(share)
    is_outlived = share.state is ShareState.POSTED and not is_there
    return TakeBackShare(share) if is_outlived or share.state is ShareState.UNWANTED else None


def _quiet_step(booking: Booking, now: datetime) -> WaitUntil | None:
    """Until the card of what a rule has booked is due."""
    is_coming = booking.wish.intent is Intent.ATTEND and not booking.said.is_mute
    return WaitUntil(quiet_card_due(booking)) if is_coming and is_card_withheld(booking, now) else None


def _refresh_step(booking: Booking, now: datetime) -> ShowCard | WaitUntil | None:
    """A card whose buttons the end of the meeting has outlived is shown again without them."""
    said = booking.said
    if said.refresh_at is None or said.card is None or said.is_mute:
        return None
    return ShowCard() if said.refresh_at <= now else WaitUntil(said.refresh_at)


def _story_step(booking: Booking, now: datetime) -> Say | CloseReply | WaitUntil | None:
    milestone, said = due_milestone(booking), booking.said
    story = Say(milestone) if milestone else _past_story(booking) or _outlived_story(booking)
    if story is None or said.card is None:
        return None
    return WaitUntil(said.next_at) if said.next_at and said.next_at > now else story


def _past_story(booking: Booking) -> Say | None:
    """The reply about a past bot's recording, if one is due."""
    for bot in booking.past_unwanted:
        if milestone := due_media_milestone(replace(booking, bot=bot)):
            return Say(milestone, bot.bot_id)
    return None


def _outlived_story(booking: Booking) -> CloseReply | None:
    outlived = outlived_reply(booking)
    return CloseReply(*outlived) if outlived else None


def _card_step(booking: Booking, now: datetime) -> ShowCard | WaitUntil:
    patience_ends = booking.wish.at + PENDING_CARD_AFTER
    return WaitUntil(patience_ends) if is_unsettled(booking, now) and now < patience_ends else ShowCard()
