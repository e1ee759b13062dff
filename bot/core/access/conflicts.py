"""Other bookings of the same meeting: what they stand in the way of, and what has to wait for them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.booking.model import Booking, Intent
from bot.core.booking.same_meeting import is_same_meeting
from bot.core.identifiers import LinkKey
from bot.core.lifecycle.reconcile import CALENDARS_SETTLE_WITHIN
from bot.core.lifecycle.transitions import apply_cancellation, apply_retry
from bot.core.lifecycle.vetoes import is_vetoed_by
from bot.core.outcomes.cancel_reasons import CONFLICT_REASON, MOVE_REASONS

# How soon to see whether an earlier booking of the same meeting has taken its bot off.
CANCELLATION_RECHECK = timedelta(seconds=3)


def retry_refusal(
    booking: Booking, conflicts: Sequence[Booking], now: datetime, forms: Iterable[LinkKey] = ()
) -> Refusal | None:
    """Why it is not tried again: two live bookings would be two bots, or one that is silently replaced.

    `forms`: other forms of its link. To keep a bot away can always be tried again.
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
    """Until when a bot has to wait for earlier bookings of its meeting; None if there is nothing to wait for.

    A bot that is being taken off goes before another comes. And what Recall has not answered it may still carry out:
    a late farewell would take the new bot, and a late bot would come beside it.
    """
    soon = now + CANCELLATION_RECHECK
    moments = []
    for other in others:
        if _is_being_taken_off(other):
            moments.append(soon)
        if (verify_at := _in_doubt_until(other, now)) is not None:
            moments.append(max(verify_at, soon))
    return max(moments, default=None)


def failed_cancellations(booking: Booking, others: Iterable[Booking], now: datetime) -> list[Booking]:
    """Earlier bookings of the link whose bot Recall would not take off: it may still come, and a new one beside it.

    An event has one bot only, which the next booking replaces.
    """
    if booking.meeting.event_id is not None or booking.bot.bot_id is not None:
        return []
    return [other for other in others if now < other.meeting.end_time and _could_not_be_taken_off(other)]


def apply_cancellation_retry(other: Booking, now: datetime) -> Booking:
    return apply_retry(other, by=other.wish.by, now=now) if _could_not_be_taken_off(other) else other


def _could_not_be_taken_off(other: Booking) -> bool:
    is_farewell = other.wish.intent is Intent.STAY_AWAY and not other.is_applied and other.has_given_up
    return is_farewell and other.bot.bot_id is not None and not other.bot.is_over


def conflict_cancel_due(booking: Booking, others: Iterable[Booking], now: datetime) -> datetime | None:
    """When a bot that has followed its meeting is called off, since another is booked for where that is now.

    The other may be about to move as well, and calendars are read one after the other. None: nothing is in its way.
    """
    if not _follows_its_meeting(booking):
        return None
    is_taken = any(other.is_live(now) and _was_there_before(other, booking) for other in others)
    return booking.wish.at + CALENDARS_SETTLE_WITHIN if is_taken else None


def _was_there_before(other: Booking, booking: Booking) -> bool:
    """Of two that are both on their way there, it is the older booking."""
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


def _in_doubt_until(other: Booking, now: datetime) -> datetime | None:
    """None also for one that is itself on its way to a bot: each would wait for the other."""
    verify_at = other.attempt.verify_at
    is_at_rest = other.wish.intent is Intent.STAY_AWAY or other.is_applied or other.has_given_up
    if verify_at is None or not is_at_rest:
        return None
    is_looked_into = not other.bot.is_over and now < other.meeting.end_time
    return verify_at if now < verify_at or is_looked_into else None
