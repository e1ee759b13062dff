"""Apply the preflight check, which reads the event or the bot shortly before the start. A newer wish is left alone."""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.model import Booking
from bot.core.lifecycle.calendar_changes import CalendarView, apply_calendar
from bot.core.lifecycle.transitions import (
    apply_found_bot,
    apply_missing_bot,
    with_card_update_due,
    with_preflight_passed,
    with_retry_soon,
)
from bot.core.meetings.meeting import EventBot, bot_with_key


def apply_preflight(booking: Booking, revision: int, view: CalendarView, key: str, now: datetime) -> Booking:
    """Apply an event's preflight: a move, a cancellation, a rebooking or nothing. `key`: its deduplication key."""
    if booking.wish.revision != revision:
        return booking
    followed = apply_calendar(booking, view, now)
    if followed.wish.revision != revision:
        return followed
    if view.event is None or followed.meeting.missing_since is not None:  # until it is sure that a copy may serve
        return with_retry_soon(followed, revision, now)
    booked = bot_with_key(view.event, key)
    return _apply_booked_bot(followed, booked, now) if booked else apply_missing_bot(followed, now)


def _apply_booked_bot(booking: Booking, booked: EventBot, now: datetime) -> Booking:
    """The meeting has not moved. A bot at another time is rebooked, but only once for that start."""
    was_elsewhere = booking.is_at_another_time
    there = replace(booking, bot=replace(booking.bot, starts_at=booked.start_time))
    if there.is_at_another_time:
        return apply_found_bot(there, with_preflight_passed(there).bot, now)
    return with_card_update_due(with_preflight_passed(there)) if was_elsewhere else with_preflight_passed(there)


def apply_preflight_by_link(
    booking: Booking, revision: int, view: CalendarView, now: datetime, *, is_there: bool
) -> Booking:
    """The same for an event whose bot is booked by its link: the event tells of moves, and the bot of itself."""
    if booking.wish.revision != revision:
        return booking
    followed = apply_calendar(booking, view, now)
    if followed.wish.revision != revision:
        return followed
    if view.event is None or followed.meeting.missing_since is not None:
        return with_retry_soon(followed, revision, now)
    return apply_bot_preflight(followed, revision, now, is_there=is_there)


def apply_bot_preflight(booking: Booking, revision: int, now: datetime, *, is_there: bool) -> Booking:
    """Apply a bare link's preflight: its bot is still booked, or is rebooked."""
    if booking.wish.revision != revision:
        return booking
    return with_preflight_passed(booking) if is_there else apply_missing_bot(booking, now)
