"""Tell whether a booking and a meeting are one and the same, so that one bot is enough."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.model import ASSUMED_LENGTH, BookedMeeting, Booking
from bot.core.identifiers import BotId, LinkKey
from bot.core.meetings.meeting import Meeting

# How much longer a call that overruns its end is taken to last.
OVERRUN = timedelta(minutes=10)


def booked_meeting(meeting: Meeting) -> BookedMeeting:
    return BookedMeeting(
        meeting_url=meeting.meeting_url or "",
        join_url=meeting.join_url,
        joins_by_link=meeting.meeting_url is None and meeting.join_url is not None,
        link_key=meeting.link_keys[0] if meeting.link_keys else LinkKey(f"event:{meeting.event_id}"),
        start_time=meeting.start_time,
        end_time=meeting.end_time,
        start_text=meeting.start_text,
        event_id=meeting.event_id,
        calendar_id=meeting.calendar_id,
        ical_uid=meeting.ical_uid,
        original_start=meeting.original_start,
        title=meeting.title,
        platform=meeting.platform,
        is_private=meeting.is_private,
    )


def linked_meeting(
    link: str, key: LinkKey, platform: str | None, join_at: datetime | None, now: datetime
) -> BookedMeeting:
    start = join_at if join_at is not None and join_at > now else now
    return BookedMeeting(
        meeting_url=link,
        link_key=key,
        start_time=start,
        end_time=start + ASSUMED_LENGTH,
        platform=platform,
        joins_now=start == now,
    )


def is_same_meeting(booking: Booking, meeting: BookedMeeting) -> bool:
    """Same event, a copy of it, or the same link at an overlapping time: one bot is enough."""
    booked = booking.meeting
    overlaps = booked.start_time < meeting.end_time and meeting.start_time < booked.end_time
    return is_same_event(booking, meeting) or (booked.link_key == meeting.link_key and overlaps)


def is_same_event(booking: Booking, meeting: BookedMeeting) -> bool:
    """The event itself, or another calendar's copy of it."""
    booked = booking.meeting
    if booked.event_id is None or meeting.event_id is None:
        return False
    if booked.event_id == meeting.event_id:
        return True
    if booked.ical_uid and meeting.ical_uid:
        return booked.ical_uid == meeting.ical_uid and booked.original_start == meeting.original_start
    return booked.link_key == meeting.link_key and booked.start_time == meeting.start_time


def as_it_runs(booking: Booking, now: datetime) -> Booking:
    """The booking with an end that has not passed while its bot is still in the call."""
    if not booking.bot.is_live:
        return booking
    end_time = max(booking.meeting.end_time, now + OVERRUN)
    return replace(booking, meeting=replace(booking.meeting, end_time=end_time))


def others_have_booked(meeting: Meeting, ours: frozenset[BotId]) -> bool:
    """Whether the event's `bots[]` names a bot for this occurrence that no booking of ours stands for.

    Bots already used stay listed, so only one for the event's own start counts.
    """
    return any(bot.bot_id not in ours and bot.start_time >= meeting.start_time for bot in meeting.bots)


def is_same_call(booking: Booking, event: Meeting) -> bool:
    """The event itself or a copy, or the same room at an overlapping time."""
    meeting = booked_meeting(event)
    forms = (meeting.link_key, *event.link_keys)
    return any(is_same_meeting(booking, replace(meeting, link_key=form)) for form in forms)
