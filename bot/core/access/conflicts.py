"""Resolve conflicts between bookings of one meeting: refuse a retry, wait for a cancellation, cancel the later one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.booking.model import Booking, Intent
from bot.core.booking.same_meeting import is_same_meeting
from bot.core.identifiers import LinkKey
from bot.core.lifecycle.calendar_changes import CALENDARS_SETTLE_WITHIN
from bot.core.lifecycle.transitions import apply_cancellation, apply_retry
from bot.core.lifecycle.vetoes import is_vetoed_by
from bot.core.outcomes.cancel_reasons import CONFLICT_REASON, MOVE_REASONS

# How soon to check again whether a conflicting booking's cancellation has reached Recall.
CANCELLATION_RECHECK = timedelta(seconds=3)


def retry_refusal(
    booking: Booking, conflicts: Sequence[Booking], now: datetime, forms: Iterable[LinkKey] = ()
) -> Refusal | None:
    """Why a retry is refused: two live bookings would be two bots, or one that is silently replaced.

    `forms`: other forms of its link. A cancellation can always be retried.
    """
    if booking.wish.intent is Intent.STAY_AWAY:
        return None
    in_each_form = [booking.meeting, *(replace(booking.meeting, link_key=form) for form in forms)]
    live = [rival for rival in conflicts if rival.is_live(now)]
    if any(is_same_meeting(rival, meeting) for rival in live for meeting in in_each_form):
        return Refusal(Deed.TRY_AGAIN, Why.REPLACED, booking.booked_by)
    return existing_veto_refusal(booking, conflicts, Deed.TRY_AGAIN)


def existing_veto_refusal(booking: Booking, conflicts: Sequence[Booking], deed: Deed = Deed.VETO) -> Refusal | None:
    """A veto stands for the occurrence, whichever of its bookings has it: another is not needed, and no bot comes."""
    standing = next((rival for rival in conflicts if is_vetoed_by(rival, booking.meeting)), None)
    if standing is None or standing.veto is None:
        return None
    return Refusal(deed, Why.VETOED, standing.booked_by, standing.veto.by)


def conflict_wait_until(others: Iterable[Booking], now: datetime) -> datetime | None:
    """Until when a booking waits for conflicting ones of its meeting; None if there is nothing to wait for.

    One bot is cancelled before another is booked. And Recall may still carry out a request that it has not answered:
    a late cancellation would remove the new bot, and a late booking would send a second one.
    """
    soon = now + CANCELLATION_RECHECK
    moments = []
    for other in others:
        if _is_being_taken_off(other):
            moments.append(soon)
        if (verify_at := _doubt_ends_at(other, now)) is not None:
            moments.append(max(verify_at, soon))
    return max(moments, default=None)


def failed_cancellations(booking: Booking, others: Iterable[Booking], now: datetime) -> list[Booking]:
    """Conflicting bookings of the link whose cancellation Recall refused: that bot may still come, beside a new one.

    An event has one bot only, which the next booking replaces.
    """
    if booking.meeting.is_scheduled_by_event or booking.bot.bot_id is not None:
        return []
    return [other for other in others if now < other.meeting.end_time and _could_not_be_taken_off(other)]


def apply_cancellation_retry(other: Booking, now: datetime) -> Booking:
    return apply_retry(other, by=other.wish.by, now=now) if _could_not_be_taken_off(other) else other


def _could_not_be_taken_off(other: Booking) -> bool:
    is_farewell = other.wish.intent is Intent.STAY_AWAY and not other.is_applied and other.has_given_up
    return is_farewell and other.bot.bot_id is not None and not other.bot.is_over


def conflict_cancel_due(booking: Booking, others: Iterable[Booking], now: datetime) -> datetime | None:
    """When a bot that followed its meeting is cancelled, since another booking holds the new time; None: no conflict.

    Not at once: the other may be about to move as well, and calendars are read one after the other.
    """
    if not _follows_its_meeting(booking):
        return None
    is_taken = any(other.is_live(now) and _was_there_before(other, booking) for other in others)
    return booking.wish.at + CALENDARS_SETTLE_WITHIN if is_taken else None


def _was_there_before(other: Booking, booking: Booking) -> bool:
    """Of two bookings that are both moving there, the older one wins."""
    is_on_its_way = _follows_its_meeting(other) and not other.is_applied
    return not is_on_its_way or (other.booked_at, other.id) < (booking.booked_at, booking.id)


def _follows_its_meeting(booking: Booking) -> bool:
    return booking.wish.intent is Intent.ATTEND and booking.wish.reason in MOVE_REASONS


def apply_conflict(booking: Booking, revision: int, now: datetime) -> Booking:
    if booking.wish.revision != revision:
        return booking
    return apply_cancellation(booking, by=booking.wish.by, now=now, reason=CONFLICT_REASON)


def _is_being_taken_off(other: Booking) -> bool:
    return other.wish.intent is Intent.STAY_AWAY and not other.is_applied and not other.has_given_up


def _doubt_ends_at(other: Booking, now: datetime) -> datetime | None:
    """When its unanswered request is settled; None if it still waits itself, so that no two wait for each other."""
    verify_at = other.attempt.verify_at
    is_at_rest = other.wish.intent is Intent.STAY_AWAY or other.is_applied or other.has_given_up
    if verify_at is None or not is_at_rest:
        return None
    is_looked_into = not other.bot.is_over and now < other.meeting.end_time
    return verify_at if now < verify_at or is_looked_into else None
