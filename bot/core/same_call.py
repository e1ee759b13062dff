"""Tell whether a booking's bot joins the call of a calendar event, under any form of the event's link."""

from dataclasses import replace

from bot.core.access.requests import booked_meeting, is_same_meeting
from bot.core.booking.model import Booking
from bot.core.meetings.meeting import Meeting


def is_same_call(booking: Booking, event: Meeting) -> bool:
    """Whether it is the event itself or a copy, or the same room at an overlapping time."""
    meeting = booked_meeting(event)
    forms = (meeting.link_key, *event.link_keys)
    return any(is_same_meeting(booking, replace(meeting, link_key=form)) for form in forms)
