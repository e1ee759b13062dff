"""Find the alternative links of a meeting, from the calendar events that share its link."""

from collections.abc import Iterable

from bot.core.booking.model import BookedMeeting
from bot.core.identifiers import LinkKey
from bot.core.meetings.meeting import Meeting
from bot.store.mirror.mirror import Mirror


async def events_by_link(mirror: Mirror, meeting: BookedMeeting) -> tuple[Meeting, ...]:
    """The mirror's events that share the meeting's link at that time, regardless of who may see them."""
    linked = await mirror.find_with_links([meeting.link_key], meeting.start_time, before=meeting.end_time)
    return tuple(event for event in linked if _overlaps(event, meeting))


def link_forms(meeting: BookedMeeting, events: Iterable[Meeting]) -> tuple[LinkKey, ...]:
    """All forms of the meeting's link, its own first."""
    return tuple(dict.fromkeys([meeting.link_key, *(form for event in events for form in event.link_keys)]))


def _overlaps(event: Meeting, meeting: BookedMeeting) -> bool:
    return not event.is_gone and event.start_time < meeting.end_time and meeting.start_time < event.end_time
