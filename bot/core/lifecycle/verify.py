"""Verify a request whose outcome is unknown against what Recall holds.

`seen` is the bot that Recall holds for the booking, None if there is none.
"""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking, Failure, Intent
from bot.core.booking.past_bots import with_bot
from bot.core.lifecycle.bot_status_changes import apply_bot_status
from bot.core.lifecycle.retry import apply_failure
from bot.core.lifecycle.transitions import apply_found_bot, apply_release, with_wish_settled


def apply_verification(booking: Booking, seen: BotState | None, now: datetime) -> Booking:
    """Apply a verification: `seen` shows whether the request was done, partly done, or has to be sent again."""
    known = _with_doubt_cleared(booking, now, is_found=seen is not None)
    if seen is not None and seen.applied_revision == 0:
        return _verify_foreign_bot(known, seen)
    if known.wish.intent is Intent.STAY_AWAY:
        return _verify_cancellation(known, seen, now)
    return _verify_attendance(known, seen, now)


def _with_doubt_cleared(booking: Booking, now: datetime, *, is_found: bool) -> Booking:
    attempt = replace(booking.attempt, must_look=False, has_looked=True, look_failed_at=None)
    if attempt.verify_at is not None and now >= attempt.verify_at:
        attempt = replace(attempt, verify_at=None, unanswered_key=None)
    if is_found:
        attempt = replace(attempt, unanswered_key=None)
    return replace(booking, attempt=attempt)


def _verify_foreign_bot(booking: Booking, seen: BotState) -> Booking:
    """Others' bot, under our deduplication key: if it is in the call already, ours would be a second one."""
    if seen.is_live and booking.wish.intent is Intent.ATTEND and not booking.is_applied:
        return apply_failure(booking, booking.wish.revision, Failure(code="bot_is_live"))
    return booking


def _verify_cancellation(booking: Booking, seen: BotState | None, now: datetime) -> Booking:
    if seen is not None and not seen.is_over:
        there = _with_bot(booking, seen)
        return there if not booking.is_applied else apply_found_bot(booking, there.bot, now)
    is_done = booking.attempt.tries > 0 and not booking.is_applied and not booking.left_events
    return apply_release(booking, booking.wish.revision) if is_done else booking


def _verify_attendance(booking: Booking, seen: BotState | None, now: datetime) -> Booking:
    if seen is not None and seen.applied_revision >= booking.wish.revision:
        there = _with_bot(booking, seen)
        return there if booking.is_applied else with_wish_settled(there, booking.wish.revision)
    if seen is None or seen.is_over:
        if booking.is_applied:
            return apply_found_bot(booking, BotState(), now)
        return booking if booking.meeting.is_scheduled_by_event else with_bot(booking, BotState())
    if booking.is_applied:
        return apply_found_bot(booking, seen, now)
    there = _with_bot(booking, seen)
    if seen.is_live:
        return apply_failure(there, booking.wish.revision, Failure(code="bot_is_live"))
    return there


def _with_bot(booking: Booking, seen: BotState) -> Booking:
    """Keep what is known of this very bot; its status only moves forwards."""
    known = booking.bot if booking.bot.bot_id == seen.bot_id else BotState()
    bot = replace(
        known,
        bot_id=seen.bot_id,
        applied_revision=seen.applied_revision,
        applied_config=seen.applied_config or known.applied_config,
        deduplication_key=seen.deduplication_key or known.deduplication_key,
        starts_at=seen.starts_at,
        applied_at=seen.applied_at or known.applied_at,
    )
    there = with_bot(booking, bot)
    if seen.bot_id is None or seen.status is None or seen.status_at is None or seen.is_scheduled:
        return there
    return apply_bot_status(there, seen.bot_id, seen.status, seen.sub_code, seen.status_at)
