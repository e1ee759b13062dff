"""Simulate what people do in their calendars: the provider tells Recall, and Recall tells the app."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, TypedDict, Unpack

from bot.clock import Clock
from bot.sandbox.recall.event_bots import EventBots
from bot.sandbox.recall.webhook_events import calendar_sync, calendar_update
from bot.sandbox.recall.webhooks import Webhooks
from bot.sandbox.recall.workspace import (
    SYNCED_AHEAD,
    Calendar,
    CalendarEvent,
    CalendarPlatform,
    CalendarStatus,
    Guest,
    Workspace,
)

SYNCED_BACK = timedelta(days=1)
HALF_AN_HOUR = timedelta(minutes=30)


class EventDetails(TypedDict, total=False):
    title: str
    meeting_url: str | None
    attendees: Iterable[str | Guest]
    organizer: str | Guest  # the calendar's owner by default
    private: bool
    all_day: bool
    time_zone: str  # in which the provider tells the times
    ical_uid: str | None  # the copies of a meeting share it
    series: str | None  # the occurrences of a series share it
    original_start: datetime | None
    raw: dict[str, Any]  # replaces fields of the provider's own payload; None leaves one out


class Calendars:
    def __init__(self, workspace: Workspace, event_bots: EventBots, webhooks: Webhooks, clock: Clock) -> None:
        self._workspace = workspace
        self._event_bots = event_bots
        self._webhooks = webhooks
        self._clock = clock

    def add_calendar(
        self,
        email: str,
        *,
        platform: CalendarPlatform = "google_calendar",
        status: CalendarStatus = "connected",
        oauth_email: str | None = None,
    ) -> Calendar:
        now = self._clock.now()
        calendar = Calendar(
            number=self._workspace.next_number(),
            platform=platform,
            email=email,
            oauth_email=oauth_email,
            status=status,
            status_changes=[(status, now)],
            created_at=now,
            updated_at=now,
        )
        self._workspace.calendars[calendar.id] = calendar
        self._tell_of(calendar)
        return calendar

    def add_event(
        self, calendar_id: str, *, start: datetime, end: datetime | None = None, **given: Unpack[EventDetails]
    ) -> CalendarEvent:
        """`end` is half an hour later if it is not given."""
        calendar = self._workspace.calendars[calendar_id]
        now, series, unique = self._clock.now(), given.get("series"), token_hex(8)
        event = CalendarEvent(
            number=self._workspace.next_number(),
            calendar_id=calendar_id,
            platform=calendar.platform,
            platform_id=f"{series}_{start:%Y%m%dT%H%M%SZ}" if series else unique,
            ical_uid=given.get("ical_uid") or f"{series or unique}@calendar.example.com",
            title=given.get("title", "Weekly sync"),
            start=start,
            end=end or start + HALF_AN_HOUR,
            link=given.get("meeting_url"),
            attendees=tuple(_guest(each) for each in given.get("attendees", ())),
            organizer=_guest(given.get("organizer") or calendar.email),
            is_private=given.get("private", False),
            is_all_day=given.get("all_day", False),
            time_zone=given.get("time_zone", "UTC"),
            series=series,
            original_start=given.get("original_start") or start,
            raw=given.get("raw") or {},
            created_at=now,
            updated_at=now,
        )
        self._workspace.events[event.id] = event
        self.sync_events_in_window()
        return event

    def move_event(self, event_id: str, start: datetime, end: datetime | None = None) -> CalendarEvent:
        """It keeps its length unless `end` is given. Recall does not move the bot."""
        event = self._workspace.events[event_id]
        event.start, event.end = start, end or start + (event.end - event.start)
        return self._notify_change(event)

    def rename_event(self, event_id: str, title: str) -> CalendarEvent:
        event = self._workspace.events[event_id]
        event.title = title
        return self._notify_change(event)

    def hide_event(self, event_id: str) -> CalendarEvent:
        """Its owner calls it private."""
        event = self._workspace.events[event_id]
        event.is_private = True
        return self._notify_change(event)

    def change_link(self, event_id: str, meeting_url: str | None) -> CalendarEvent:
        event = self._workspace.events[event_id]
        event.link = meeting_url
        return self._notify_change(event)

    def change_raw(self, event_id: str, **fields: Any) -> CalendarEvent:
        """What the provider says of it besides: a description, a place, a conference."""
        event = self._workspace.events[event_id]
        event.raw = event.raw | fields
        return self._notify_change(event)

    def reply_to_event(self, event_id: str, guest: Guest) -> CalendarEvent:
        """`guest` takes the place of the attendee with the same address, or joins the list."""
        event = self._workspace.events[event_id]
        others = (each for each in event.attendees if each.email != guest.email)
        event.attendees = (*others, guest)
        return self._notify_change(event)

    def cancel_event(self, event_id: str) -> CalendarEvent:
        """The provider says that it is cancelled; the row and its bot stay."""
        event = self._workspace.events[event_id]
        event.is_cancelled = True
        return self._notify_change(event)

    def delete_event(self, event_id: str) -> CalendarEvent:
        """The row stays with `is_deleted`; Recall unschedules the bot."""
        event = self._workspace.events[event_id]
        event.is_deleted = True
        self._event_bots.unschedule(event)
        return self._notify_change(event)

    def disconnect_calendar(self, calendar_id: str) -> Calendar:
        """Its bots are taken off; its events can still be read."""
        for event in self._events_of(calendar_id):
            self._event_bots.unschedule(event)
        return self._turn(calendar_id, "disconnected")

    def begin_reconnection(self, calendar_id: str) -> Calendar:
        """As a PATCH does it, until `reconnect_calendar`. https://docs.recall.ai/docs/calendar-v2-faq"""
        return self._turn(calendar_id, "connecting")

    def reconnect_calendar(self, calendar_id: str) -> Calendar:
        calendar = self._turn(calendar_id, "connected")
        self._webhooks.tell("calendar.sync_events", calendar_sync(calendar_id, calendar.updated_at))
        return calendar

    def delete_calendar(self, calendar_id: str) -> None:
        """With its events and bots, and without a webhook. https://docs.recall.ai/docs/calendar-v2-webhooks"""
        for event in self._events_of(calendar_id):
            self._event_bots.unschedule(event)
            del self._workspace.events[event.id]
        del self._workspace.calendars[calendar_id]

    def sync_events_in_window(self) -> None:
        """Events come into sight when they come near enough. https://docs.recall.ai/docs/scheduling-guide"""
        now = self._clock.now()
        for event in self._workspace.events.values():
            if not event.is_synced and now - SYNCED_BACK <= event.start <= now + SYNCED_AHEAD:
                event.is_synced = True
                self._notify_change(event)

    def _events_of(self, calendar_id: str) -> list[CalendarEvent]:
        return [event for event in self._workspace.events.values() if event.calendar_id == calendar_id]

    def _notify_change(self, event: CalendarEvent) -> CalendarEvent:
        event.updated_at = self._clock.now()
        self._webhooks.tell("calendar.sync_events", calendar_sync(event.calendar_id, event.updated_at))
        return event

    def _turn(self, calendar_id: str, status: CalendarStatus) -> Calendar:
        calendar = self._workspace.calendars[calendar_id]
        calendar.status, calendar.updated_at = status, self._clock.now()
        calendar.status_changes.append((status, calendar.updated_at))
        self._tell_of(calendar)
        return calendar

    def _tell_of(self, calendar: Calendar) -> None:
        self._webhooks.tell("calendar.update", calendar_update(calendar.id))


def _guest(who: str | Guest) -> Guest:
    return Guest(who) if isinstance(who, str) else who
