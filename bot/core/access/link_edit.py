"""Choose the link and time that a booking keeps when someone gives a link for its meeting again."""

from dataclasses import replace

from bot.core.booking.model import BookedMeeting, Booking
from bot.core.links.meeting_link import has_other_passcode, has_passcode, link_key


def edited_meeting(booking: Booking, submitted: BookedMeeting) -> BookedMeeting:
    """A calendar booking follows its event's row; the time of a bare link is what the form says.

    The link that was booked stays, unless only the submitted one has the passcode.
    """
    booked, is_better = booking.meeting, brings_passcode(booking, submitted)
    if booked.event_id is not None:
        return replace(booked, given_url=submitted.link) if is_better else booked
    if submitted.event_id is not None:
        return replace(booked, meeting_url=submitted.link) if is_better else booked
    if is_better:
        return submitted
    return replace(submitted, meeting_url=booked.meeting_url, link_key=booked.link_key, platform=booked.platform)


def brings_passcode(booking: Booking, submitted: BookedMeeting) -> bool:
    """Whether the link of the form lets the bot in where the booked one does not."""
    booked = booking.meeting
    are_bare_links = booked.event_id is None and submitted.event_id is None
    is_one_room = are_bare_links or booked.link_key == submitted.link_key
    return is_one_room and has_passcode(submitted.link) and not has_passcode(booked.link)


def with_given_link(meeting: BookedMeeting, given: str | None) -> BookedMeeting:
    """An event, to be booked by the link that someone gave for it, if that brings a passcode into the same room."""
    if given is None or link_key(given) != meeting.link_key or not has_other_passcode(given, meeting.link):
        return meeting
    return replace(meeting, given_url=given)
