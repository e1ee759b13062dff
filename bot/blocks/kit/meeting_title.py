"""Title a meeting for people: by its calendar, or a bare link by its platform and what of it may be seen."""

from bot.blocks.kit.mrkdwn import clean
from bot.core.booking.model import BookedMeeting
from bot.core.links.meeting_link import strip_passcode
from bot.core.meetings.meeting import Meeting, platform_name

NO_TITLE = "(no title)"


def link_title(url: str, platform: str | None) -> str:
    """`Zoom · zoom.us/j/123`: without the passcode."""
    address = strip_passcode(url).removeprefix("https://").removeprefix("www.").rstrip("/")
    return f"{platform_name(platform)} · {clean(address, 'a link')}"


def where_held(meeting: Meeting | BookedMeeting) -> str:
    """The platform, unless the title says it."""
    return "" if _is_titled_by_link(meeting) else platform_name(meeting.platform)


def _is_titled_by_link(meeting: Meeting | BookedMeeting) -> bool:
    return meeting.event_id is None and bool(meeting.meeting_url) and not clean(meeting.title)


def meeting_title(meeting: Meeting | BookedMeeting) -> str:
    """Outside text, cleaned but not escaped."""
    if _is_titled_by_link(meeting):
        return link_title(meeting.meeting_url or "", meeting.platform)
    return clean(meeting.title, NO_TITLE)
