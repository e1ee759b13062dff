"""Reconcile a booking with what the calendar says now.

A booking follows its event's row by id. Another calendar's copy is adopted only when the booked row can no longer carry
the bot, and not before the calendars have had time to settle: they sync one by one, and a lagging copy still shows the
old time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.booking.model import BookedMeeting, Booking, ChangeInCall, Intent
from bot.core.lifecycle.event_link import usable_link, with_booked_link, with_new_time
from bot.core.lifecycle.rebooking import has_come_to_nothing
from bot.core.lifecycle.transitions import (
    apply_cancellation,
    apply_move,
    with_change_in_call,
    with_meeting_details,
    with_missing_row,
)
from bot.core.lifecycle.veto_follow import apply_move_to_veto, can_be_handed_on
from bot.core.meetings.meeting import Meeting, can_be_booked
from bot.core.outcomes.cancel_reasons import CalendarReason

CALENDARS_SETTLE_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """What the mirror shows of one booking's meeting. `event` None: its row is not there any more."""

    event: Meeting | None
    is_connected: bool  # the calendar of that row
    copies: Sequence[Meeting] = ()  # in other, connected calendars


def apply_calendar(booking: Booking, view: CalendarView, now: datetime) -> Booking:
    """Apply what the calendar says; the same booking if that changes nothing."""
    if booking.veto is not None:
        moved = apply_move_to_veto(booking, view.event, view.copies)
        return _with_deletion(booking, view, now) if moved == booking else moved
    if booking.meeting.event_id is None or _may_be_on_its_way(booking, now):
        return booking
    if not booking.is_live(now):
        return _follow_without_bot(booking, view, now)
    if booking.bot.is_live:
        return _apply_change_in_call(booking, view, now)
    loss = _loss(booking.meeting, view, now)
    if loss is None and view.event is not None:
        return _apply_event(booking, view.event, now)
    copy = _copy_instead(booking.meeting, view, loss, now)
    if copy is None:
        return apply_cancellation(booking, by=booking.wish.by, now=now, reason=loss or "event_deleted")
    if booking.meeting.missing_since is None:
        return with_missing_row(booking, now)
    if now - booking.meeting.missing_since < CALENDARS_SETTLE_WITHIN:
        return booking
    return _apply_event(booking, copy, now)


def _follow_without_bot(booking: Booking, view: CalendarView, now: datetime) -> Booking:
    """What has failed or was cancelled is not booked again, but its card says where the meeting is by now."""
    booked, event = booking.meeting, view.event
    if booking.replaced_by or booking.bot.is_kept_elsewhere or not has_come_to_nothing(booking, now):
        return booking
    if event is None or event.is_gone or booking.bot.is_over:
        return _with_deletion(booking, view, now)
    there = with_booked_link(event, booked) if usable_link(event, booked) else with_new_time(booked, event)
    kept = replace(
        there,
        moved_from=booked.moved_from,
        missing_since=booked.missing_since,
        change_in_call=booked.change_in_call,
        is_gone=False,
    )
    return booking if kept == booked else with_meeting_details(booking, kept)


def _with_deletion(booking: Booking, view: CalendarView, now: datetime) -> Booking:
    """Whether the meeting was deleted before it was over; of a calendar that is not connected no one can tell."""
    is_gone = view.is_connected if view.event is None else view.event.is_gone
    is_news = booking.meeting.event_id is not None and is_gone != booking.meeting.is_gone and now < booking.ends_at
    return with_meeting_details(booking, replace(booking.meeting, is_gone=is_gone)) if is_news else booking


def _copy_instead(
    booked: BookedMeeting, view: CalendarView, loss: CalendarReason | None, now: datetime
) -> Meeting | None:
    """A row that was moved into the past still says where the meeting is: a copy at the old time only lags behind."""
    if loss == "over":
        return None
    return next((copy for copy in view.copies if can_be_booked(copy, now) and usable_link(copy, booked)), None)


def _may_be_on_its_way(booking: Booking, now: datetime) -> bool:
    """Its start has passed without a status event: the sweep polls Recall within the minute."""
    bot = booking.bot
    return bot.status is None and bot.starts_at is not None and bot.starts_at <= now


def _apply_change_in_call(booking: Booking, view: CalendarView, now: datetime) -> Booking:
    """A bot that is in the call stays there; the calendar's change is only recorded, to be announced."""
    booked, event = booking.meeting, view.event
    change = _change_in_call(booked, view, now)
    if change != booked.change_in_call:
        return with_change_in_call(booking, change)
    if change is not None or event is None:
        return booking
    renamed = replace(booked, title=event.title, end_time=event.end_time, is_private=event.is_private)
    return booking if renamed == booked else with_meeting_details(booking, renamed)


def _change_in_call(booked: BookedMeeting, view: CalendarView, now: datetime) -> ChangeInCall | None:
    """A calendar that is disconnected now does nothing to a call that is under way."""
    event, loss = view.event, _loss(booked, view, now)
    if loss in {"event_deleted", "link_removed"}:
        return ChangeInCall(str(loss))
    if event is None:
        return None
    if event.start_time != booked.start_time:
        return ChangeInCall("moved", event.start_time)
    return ChangeInCall("new_link") if _is_in_another_room(event, booked) else None


def _is_in_another_room(event: Meeting, booked: BookedMeeting) -> bool:
    if booked.joins_by_link:
        return booked.link_key not in event.link_keys
    return (event.meeting_url or booked.meeting_url) != booked.meeting_url


def _loss(booked: BookedMeeting, view: CalendarView, now: datetime) -> CalendarReason | None:
    """Why the booked row cannot carry the bot any more."""
    event = view.event
    if event is None:
        return "event_deleted" if view.is_connected else "calendar_disconnected"
    if event.is_gone:
        return "event_deleted"
    if not view.is_connected:
        return "calendar_disconnected"
    if not usable_link(event, booked):
        return "link_removed"
    return "over" if event.end_time <= now else None


def _apply_event(booking: Booking, event: Meeting, now: datetime) -> Booking:
    meeting = replace(with_booked_link(event, booking.meeting), moved_from=booking.meeting.moved_from)
    if _is_elsewhere(booking.meeting, meeting):
        return apply_move(booking, meeting, now)
    settled = replace(booking.meeting, missing_since=None)
    unchanged = replace(settled, moved_from=meeting.moved_from) == meeting
    return replace(booking, meeting=settled) if unchanged else with_meeting_details(booking, meeting)


def _is_elsewhere(booked: BookedMeeting, meeting: BookedMeeting) -> bool:
    """Whether the bot has to be rebooked: another start, link or row."""
    is_at_its_place = (booked.start_text, booked.event_id) == (meeting.start_text, meeting.event_id)
    return not is_at_its_place or _is_by_another_link(booked, meeting)


def _is_by_another_link(booked: BookedMeeting, meeting: BookedMeeting) -> bool:
    return (booked.meeting_url, booked.link) != (meeting.meeting_url, meeting.link)


def has_lost_its_calendar(booking: Booking) -> bool:
    """No bot comes, because the calendar that it was booked through was disconnected."""
    return booking.wish.intent is Intent.STAY_AWAY and booking.wish.reason == "calendar_disconnected"


def needs_copies(booking: Booking, view: CalendarView, now: datetime) -> bool:
    """Whether copies of the event matter, so that they are queried only then."""
    loss = _loss(booking.meeting, view, now)
    if booking.veto is not None:
        return can_be_handed_on(booking) and loss in {"event_deleted", "calendar_disconnected"}
    return booking.wish.intent is Intent.ATTEND and loss not in {None, "over"}
