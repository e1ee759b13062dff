"""Build example values. Each call makes a complete one; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core.access.people import Person, SlackAccount
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Attempt, BookedMeeting, Booking, Card, Destination, Failure, Intent, Said, Wish
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import (
    BookingId,
    BotId,
    CalendarEventId,
    CalendarId,
    ChannelId,
    LinkKey,
    TeamId,
    UserId,
)
from bot.core.meetings.meeting import Attendee, Meeting

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=3)
MEET = "https://meet.google.com/abc-defg-hij"
MEET_KEY = LinkKey("meet:abc-defg-hij")
TEAM = TeamId("T0EXAMPLE")
MAYA = UserId("U0MAYA")
JONAS = UserId("U0JONAS")
GENERAL = ChannelId("C0GENERAL")
CARD = Card(channel_id=GENERAL, ts="1772452800.000100")


def a_meeting(**facts: Any) -> Meeting:
    start = facts.pop("start_time", SOON)
    defaults: dict[str, Any] = {
        "event_id": CalendarEventId("event-1"),
        "calendar_id": CalendarId("calendar-maya"),
        "start_time": start,
        "end_time": start + timedelta(minutes=30),
        "start_text": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "updated_at": NOW - timedelta(days=1),
        "title": "Weekly sync",
        "meeting_url": MEET,
        "platform": "google_meet",
        "ical_uid": "weekly@example.com",
        "attendees": (Attendee("maya@example.com", "Maya", is_organizer=True), Attendee("jonas@example.com")),
        "link_keys": (MEET_KEY,),
    }
    return Meeting(**{**defaults, **facts})


def a_booked_meeting(**facts: Any) -> BookedMeeting:
    start = facts.pop("start_time", SOON)
    defaults: dict[str, Any] = {
        "meeting_url": MEET,
        "link_key": MEET_KEY,
        "start_time": start,
        "end_time": start + timedelta(minutes=30),
        "start_text": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "event_id": CalendarEventId("event-1"),
        "calendar_id": CalendarId("calendar-maya"),
        "ical_uid": "weekly@example.com",
        "title": "Weekly sync",
        "platform": "google_meet",
    }
    return BookedMeeting(**{**defaults, **facts})


def a_bare_link(**facts: Any) -> BookedMeeting:
    return a_booked_meeting(**{"event_id": None, "calendar_id": None, "ical_uid": None, "start_text": None, **facts})


def a_booking(**facts: Any) -> Booking:
    """Wished for at NOW by Maya, and nothing done yet."""
    defaults: dict[str, Any] = {
        "id": BookingId("b1"),
        "team_id": TEAM,
        "booked_by": MAYA,
        "booked_at": NOW,
        "meeting": a_booked_meeting(),
        "destination": Destination(channel_id=GENERAL),
        "wish": Wish(intent=Intent.ATTEND, revision=1, settings=BotSettings(), by=MAYA, at=NOW),
    }
    return Booking(**{**defaults, **facts})


def a_booked_booking(**facts: Any) -> Booking:
    """Recall holds the bot, and the card says so."""
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, applied_config={}, starts_at=SOON)
    return a_booking(**{"bot": bot, "said": Said(version=2, shown_version=2, card=CARD), **facts})


def a_failed_booking(status: int = 400, code: str = "invalid_request_data", detail: str = "") -> Booking:
    failure = Failure(code=code, status=status, detail=detail, permanent=True)
    return a_booking(attempt=Attempt(tries=1, failure=failure))


def with_intent(booking: Booking, intent: Intent) -> Booking:
    return replace(booking, wish=replace(booking.wish, intent=intent, revision=booking.wish.revision + 1))


def an_account(**facts: Any) -> SlackAccount:
    defaults: dict[str, Any] = {
        "user_id": MAYA,
        "team_id": TEAM,
        "email": "maya@example.com",
        "email_is_confirmed": True,
        "time_zone": "America/New_York",
        "name": "Maya",
    }
    return SlackAccount(**{**defaults, **facts})


def a_person(**facts: Any) -> Person:
    defaults: dict[str, Any] = {
        "user_id": MAYA,
        "team_id": TEAM,
        "emails": ("maya@example.com",),
        "time_zone": "America/New_York",
        "name": "Maya",
    }
    return Person(**{**defaults, **facts})
