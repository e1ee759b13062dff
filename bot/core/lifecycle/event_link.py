"""Keep a booking on the link that it was booked by while it follows its calendar event."""

from dataclasses import replace

from bot.core.booking.model import BookedMeeting
from bot.core.booking.same_meeting import booked_meeting
from bot.core.meetings.meeting import Meeting


def usable_link(event: Meeting, booked: BookedMeeting) -> str | None:
    """The event's link, if the bot can go on being booked as it is: through the event, or by the link alone."""
    return event.link if booked.joins_by_link else event.meeting_url


def with_booked_link(event: Meeting, booked: BookedMeeting) -> BookedMeeting:
    """The event as it is now, booked as before: by its link alone, or with the better link that someone has given.

    What was given counts for as long as the event's own link stays what it was.
    """
    meeting = booked_meeting(event)
    if booked.joins_by_link and not meeting.joins_by_link:
        meeting = replace(meeting, meeting_url="", join_url=event.link, joins_by_link=True)
    is_same_link = (booked.meeting_url, booked.join_url) == (meeting.meeting_url, meeting.join_url)
    return replace(meeting, given_url=booked.given_url) if is_same_link else meeting


def with_new_time(booked: BookedMeeting, event: Meeting) -> BookedMeeting:
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
