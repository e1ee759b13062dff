"""Move a vetoed booking with its meeting, since a veto belongs to the occurrence. Recall is asked for nothing."""

from collections.abc import Sequence

from bot.core.booking.model import Booking
from bot.core.booking.same_meeting import booked_meeting
from bot.core.lifecycle.event_link import usable_link, with_booked_link, with_new_time
from bot.core.lifecycle.transitions import with_meeting_details
from bot.core.lifecycle.vetoes import occurrence_key
from bot.core.meetings.meeting import Meeting


def apply_move_to_veto(booking: Booking, event: Meeting | None, copies: Sequence[Meeting] = ()) -> Booking:
    """Move the veto with its occurrence. `copies` are the events that can replace a lost `event`;
    where none can, the veto stays.
    """
    copy = next((each for each in copies if _can_stand_in(each, booking, event)), None)
    if copy is not None:
        return with_meeting_details(booking, with_booked_link(copy, booking.meeting))
    booked = booking.meeting
    if event is None or event.is_gone or event.event_id != booked.event_id:
        return booking
    there = with_booked_link(event, booked) if usable_link(event, booked) else with_new_time(booked, event)
    return booking if there == booked else with_meeting_details(booking, there)


def can_be_handed_on(booking: Booking) -> bool:
    """Whether a copy may take over: not before the bot is off the lost row, where it could not be found any more."""
    return booking.veto is not None and (booking.is_applied or booking.bot.is_over)


def _can_stand_in(copy: Meeting, booking: Booking, event: Meeting | None) -> bool:
    """A copy can be forged, and its organiser may lift the veto: it has to name the lost row's organiser."""
    if event is None or copy.is_gone or not usable_link(copy, booking.meeting):
        return False
    is_same = occurrence_key(booked_meeting(copy)) == occurrence_key(booking.meeting)
    return is_same and _organiser(copy) == _organiser(event)


def _organiser(meeting: Meeting) -> str | None:
    return meeting.organizer.email if meeting.organizer else None
