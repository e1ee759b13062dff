"""Choose the link and time that a booking keeps when a form for its meeting is submitted again."""

from dataclasses import replace

from bot.core.booking.model import BookedMeeting, Booking
from bot.core.links.meeting_link import has_passcode


def edited_meeting(booking: Booking, submitted: BookedMeeting) -> BookedMeeting:
    """A calendar booking follows its event's row; the time of a bare link is what the form says.

    The link that was booked stays, unless only the submitted one has the passcode.
    """
    booked = booking.meeting
    if not _are_bare_links(booked, submitted):
        return booked
    if brings_passcode(booking, submitted):
        return submitted
    return replace(submitted, meeting_url=booked.meeting_url, link_key=booked.link_key, platform=booked.platform)


def brings_passcode(booking: Booking, submitted: BookedMeeting) -> bool:
    """Whether the link of the form lets the bot in where the booked one does not."""
    booked = booking.meeting
    is_better = has_passcode(submitted.meeting_url) and not has_passcode(booked.meeting_url)
    return is_better and _are_bare_links(booked, submitted)


def _are_bare_links(booked: BookedMeeting, submitted: BookedMeeting) -> bool:
    return booked.event_id is None and submitted.event_id is None
