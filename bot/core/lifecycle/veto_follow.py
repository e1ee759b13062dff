"""A veto belongs to the occurrence: its booking goes where the meeting goes, and asks Recall for nothing by that."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.access.requests import booked_meeting
from bot.core.booking.model import BookedMeeting, Booking
from bot.core.lifecycle.event_link import with_booked_link
from bot.core.lifecycle.transitions import with_meeting_details
from bot.core.lifecycle.vetoes import occurrence_key
from bot.core.meetings.meeting import Meeting


def apply_move_to_veto(booking: Booking, event: Meeting | None, copies: Sequence[Meeting] = ()) -> Booking:
    """The occurrence has moved, and the veto with it. `copies` are those that can take the place of a lost `event`;
    where none can, the veto stays where it was.
    """
    copy = next((each for each in copies if _can_stand_in(each, booking, event)), None)
    if copy is not None:
        return with_meeting_details(booking, with_booked_link(copy, booking.meeting))
    booked = booking.meeting
    if event is None or event.is_gone or event.event_id != booked.event_id:
        return booking
    there = with_booked_link(event, booked) if event.link else _with_new_time(booked, event)
    return booking if there == booked else with_meeting_details(booking, there)


def can_be_handed_on(booking: Booking) -> bool:
    """Not before the bot is off the lost row: it could not be found there any more."""
    return booking.veto is not None and (booking.is_applied or booking.bot.is_over)


def _can_stand_in(copy: Meeting, booking: Booking, event: Meeting | None) -> bool:
    """A copy can be made up, and its organiser may take the veto back: it has to name the one of the lost row."""
    if event is None or copy.is_gone or not copy.link:
        return False
    is_same = occurrence_key(booked_meeting(copy)) == occurrence_key(booking.meeting)
    return is_same and _organiser(copy) == _organiser(event)


def _organiser(meeting: Meeting) -> str | None:
    return meeting.organizer.email if meeting.organizer else None


def _with_new_time(booked: BookedMeeting, event: Meeting) -> BookedMeeting:
    """Without a link for now; the one that it had may come back."""
    return replace(
        booked,
        start_time=event.start_time,
        end_time=event.end_time,
        start_text=event.start_text,
        title=event.title,
        moved_from=None,
        missing_since=None,
        change_in_call=None,
    )
