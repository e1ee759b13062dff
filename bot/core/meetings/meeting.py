"""Model a meeting as the mirror knows it: one calendar's row for one occurrence of a call."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.identifiers import BotId, CalendarEventId, CalendarId, LinkKey

PLATFORM_NAMES = {
    "zoom": "Zoom",
    "zoom_rtms": "Zoom",
    "google_meet": "Google Meet",
    "google_meet_media_api": "Google Meet",
    "microsoft_teams": "Microsoft Teams",
    "microsoft_teams_live": "Microsoft Teams",
    "webex": "Webex",
    "goto_meeting": "GoTo Meeting",
    "slack_huddle_observer": "Slack huddle",
}


def platform_name(platform: str | None) -> str:
    """What people call a platform; a plain word for one that we do not know."""
    return PLATFORM_NAMES.get(platform or "", "Video call")


@dataclass(frozen=True, slots=True)
class Attendee:
    email: str  # lower case
    name: str | None = None
    is_organizer: bool = False
    has_declined: bool = False
    has_accepted: bool = False
    is_room: bool = False


class Reply(StrEnum):
    NONE = "none"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a calendar's row says about its owner's part in a meeting."""

    reply: Reply | None = None  # None: it does not say
    is_host: bool = False
    is_block: bool = False  # focus time, out of office, a birthday: no meeting by its type
    is_shown_free: bool = False
    hides_guests: bool = False


@dataclass(frozen=True, slots=True)
class EventBot:
    """An entry of a calendar event's `bots[]`: a bot that this app or another has booked for it."""

    bot_id: BotId
    start_time: datetime
    deduplication_key: str
    meeting_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    event_id: CalendarEventId
    calendar_id: CalendarId
    start_time: datetime
    end_time: datetime
    start_text: str  # Recall's own string, byte for byte: it is part of the deduplication key
    updated_at: datetime
    title: str | None = None
    meeting_url: str | None = None  # Recall's own string; None where it has found no link that it knows
    join_url: str | None = field(default=None, repr=False)  # by which a bot joins, where that is another
    platform: str | None = None
    ical_uid: str | None = None
    series_key: str | None = None  # the provider's recurrence group
    original_start: datetime | None = None  # where the series had put this occurrence before it was moved
    attendees: tuple[Attendee, ...] = ()
    is_private: bool = False
    is_all_day: bool = False
    is_gone: bool = False  # deleted at Recall, or cancelled by the provider
    link_keys: tuple[LinkKey, ...] = ()  # by which it may be joined; the first is that of `meeting_url`
    bots: tuple[EventBot, ...] = ()
    invitation: Invitation | None = None  # None: read by a version that kept nothing of it
    platform_id: str | None = None  # the provider's own id, by which the event's page is linked to

    @property
    def link(self) -> str | None:
        """By which a bot joins, with the passcode if the event says it anywhere."""
        return self.join_url or self.meeting_url

    @property
    def organizer(self) -> Attendee | None:
        return next((attendee for attendee in self.attendees if attendee.is_organizer), None)


def bot_with_key(meeting: Meeting, deduplication_key: str) -> EventBot | None:
    """The event's bot that was booked under this key. Bots of earlier occurrences stay listed beside it."""
    return next((bot for bot in meeting.bots if bot.deduplication_key == deduplication_key), None)


def is_bookable(meeting: Meeting) -> bool:
    """Whether a bot could attend it at some time: not gone, not all-day, and with a link to join by."""
    return not meeting.is_gone and not meeting.is_all_day and bool(meeting.link)


def can_be_booked(meeting: Meeting, now: datetime) -> bool:
    """Whether a bot could still attend."""
    return is_bookable(meeting) and meeting.end_time > now


def lacks_only_a_link(meeting: Meeting) -> bool:
    """Whether people meet, and no bot could attend for want of a link alone."""
    is_a_meeting = not meeting.is_gone and not meeting.is_all_day and len(meeting.attendees) > 1
    return is_a_meeting and not meeting.link


def may_see(
    meeting: Meeting, emails: tuple[str, ...], own_calendars: frozenset[CalendarId], everyone_sees_everything: bool
) -> bool:
    """People see the meetings of their own calendars, and meetings that list them."""
    if everyone_sees_everything or meeting.calendar_id in own_calendars:
        return True
    return any(attendee.email in emails for attendee in meeting.attendees)


def occurrence(meeting: Meeting) -> tuple[object, ...]:
    """Equal for the copies of one meeting in several calendars, and for nothing else.

    Same `ical_uid` and original start; without an `ical_uid`, same start and link.
    """
    if meeting.ical_uid:
        return ("uid", meeting.ical_uid, meeting.original_start)
    if meeting.link_keys:
        return ("link", meeting.link_keys[0], meeting.start_time)
    return ("event", meeting.event_id)


def drop_copies(meetings: list[Meeting], own_calendars: frozenset[CalendarId]) -> list[Meeting]:
    """Keep one row for each meeting, the person's own copy where there is one, in the same order."""
    chosen: dict[tuple[object, ...], Meeting] = {}
    for meeting in meetings:
        key = occurrence(meeting)
        kept = chosen.get(key)
        if kept is None or (meeting.calendar_id in own_calendars and kept.calendar_id not in own_calendars):
            chosen[key] = meeting
    return list(chosen.values())
