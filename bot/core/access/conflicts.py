"""Other bookings of the same meeting: what they stand in the way of, and what has to wait for them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.access.permissions import Deed, Refusal, Why
from bot.core.access.requests import is_same_meeting
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import LinkKey
from bot.core.lifecycle.reconcile import CALENDARS_SETTLE_WITHIN
from bot.core.lifecycle.transitions import asked_again, called_off
from bot.core.lifecycle.vetoes import vetoed_already
from bot.core.outcomes.called_off import FOLLOWED, MADE_WAY

# How soon to see whether an earlier booking of the same meeting has taken its bot off.
WAIT_FOR_FAREWELL = timedelta(seconds=3)


def not_again(
    booking: Booking, rivals: Sequence[Booking], now: datetime, forms: Iterable[LinkKey] = ()
) -> Refusal | None:
    """Why it is not tried again: two live bookings would be two bots, or one that is silently replaced.

    `forms`: other forms of its link. To keep a bot away can always be tried again.
    """
    if booking.wish.intent is Intent.STAY_AWAY:
        return None
    in_each_form = [booking.meeting, *(replace(booking.meeting, link_key=form) for form in forms)]
    live = [rival for rival in rivals if rival.is_live(now)]
    if any(is_same_meeting(rival, meeting) for rival in live for meeting in in_each_form):
        return Refusal(Deed.TRY_AGAIN, Why.REPLACED, booking.booked_by)
    return vetoed_already(booking, rivals, Deed.TRY_AGAIN)


def goes_first_until(others: Iterable[Booking], now: datetime) -> datetime | None:
    """Until when a bot has to wait for earlier bookings of its meeting; None if there is nothing to wait for.

    A bot that is being taken off goes before another comes. And what Recall has not answered it may still carry out:
    a late farewell would take the new bot, and a late bot would come beside it.
    """
    soon = now + WAIT_FOR_FAREWELL
    moments = []
    for other in others:
        if _is_being_taken_off(other):
            moments.append(soon)
        if (verify_at := _in_doubt_until(other, now)) is not None:
            moments.append(max(verify_at, soon))
    return max(moments, default=None)


def refused_farewells(booking: Booking, others: Iterable[Booking], now: datetime) -> list[Booking]:
    """Earlier bookings of the link whose bot Recall would not take off: it may still come, and a new one beside it.

    An event has one bot only, which the next booking replaces.
    """
    if booking.meeting.is_scheduled_by_event or booking.bot.bot_id is not None:
        return []
    return [other for other in others if now < other.meeting.end_time and _could_not_be_taken_off(other)]


def taken_off_once_more(other: Booking, now: datetime) -> Booking:
    return asked_again(other, by=other.wish.by, now=now) if _could_not_be_taken_off(other) else other


def _could_not_be_taken_off(other: Booking) -> bool:
    is_farewell = other.wish.intent is Intent.STAY_AWAY and not other.is_applied and other.has_given_up
    return is_farewell and other.bot.bot_id is not None and not other.bot.is_over


def gives_way_at(booking: Booking, others: Iterable[Booking], now: datetime) -> datetime | None:
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
    return booking.wish.intent is Intent.ATTEND and booking.wish.reason in FOLLOWED


def made_way(booking: Booking, revision: int, now: datetime) -> Booking:
    if booking.wish.revision != revision:
        return booking
    return called_off(booking, by=booking.wish.by, now=now, reason=MADE_WAY)


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
