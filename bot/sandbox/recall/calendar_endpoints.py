"""Serve /api/v2/calendars/ and /api/v2/calendar-events/. https://docs.recall.ai/reference/calendar-v2"""

from collections.abc import Iterator

from bot.sandbox.recall import filters, refusals
from bot.sandbox.recall.bot_config import check_schedule_bot
from bot.sandbox.recall.calendar_body import check_calendar_changes, check_new_calendar
from bot.sandbox.recall.calendar_connecting import CalendarConnecting
from bot.sandbox.recall.event_bots import EventBots
from bot.sandbox.recall.exchange import Answer, Call, json_answer
from bot.sandbox.recall.gate import Route
from bot.sandbox.recall.paging import cursor_page
from bot.sandbox.recall.representations import show_calendar, show_event
from bot.sandbox.recall.workspace import Calendar, CalendarEvent, Workspace

PLATFORMS = frozenset({"google_calendar", "microsoft_outlook"})
STATUSES = frozenset({"connecting", "connected", "disconnected"})


class CalendarEndpoints:
    def __init__(self, workspace: Workspace, event_bots: EventBots, connecting: CalendarConnecting) -> None:
        self._workspace = workspace
        self._event_bots = event_bots
        self._connecting = connecting
        self.routes = [
            Route("GET", "/api/v2/calendars/", self._list_calendars, 60),
            Route("POST", "/api/v2/calendars/", self._create_calendar, 300),
            Route("GET", "/api/v2/calendars/{id}/", self._calendar, 300),
            Route("PATCH", "/api/v2/calendars/{id}/", self._update_calendar, 300),
            Route("DELETE", "/api/v2/calendars/{id}/", self._delete_calendar, 300),
            Route("GET", "/api/v2/calendar-events/", self._list_events, 60),
            Route("GET", "/api/v2/calendar-events/{id}/", self._event, 300),
            Route("POST", "/api/v2/calendar-events/{id}/bot/", self._schedule, 600),
            Route("DELETE", "/api/v2/calendar-events/{id}/bot/", self._unschedule, 600),
        ]

    def _list_calendars(self, call: Call) -> Answer:
        return cursor_page(call, list(self._calendars(call)), show_calendar)

    def _calendars(self, call: Call) -> Iterator[Calendar]:
        platforms = filters.choices(call, "platform", PLATFORMS)
        statuses = filters.choices(call, "status", STATUSES)
        made_since = filters.moment(call, "created_at__gte")
        email = None if self._connecting.ignores_filters else call.query.get("email")
        for calendar in self._workspace.calendars.values():
            if (
                (not platforms or calendar.platform in platforms)
                and (not statuses or calendar.status in statuses)
                and (not made_since or calendar.created_at >= made_since)
                and (not email or email in (calendar.email, calendar.oauth_email))
            ):
                yield calendar

    def _calendar(self, call: Call) -> Answer:
        return json_answer(200, show_calendar(self._known_calendar(call)))

    def _create_calendar(self, call: Call) -> Answer:
        return json_answer(201, show_calendar(self._connecting.create(check_new_calendar(call.payload()))))

    def _update_calendar(self, call: Call) -> Answer:
        calendar = self._known_calendar(call)
        self._connecting.update(calendar, check_calendar_changes(call.payload()))
        return json_answer(200, show_calendar(calendar))

    def _delete_calendar(self, call: Call) -> Answer:
        self._connecting.delete(self._known_calendar(call))
        return Answer(204)

    def _known_calendar(self, call: Call) -> Calendar:
        if calendar := self._workspace.calendars.get(call.params["id"]):
            return calendar
        raise refusals.not_found()

    def _list_events(self, call: Call) -> Answer:
        return cursor_page(call, list(self._events(call)), lambda event: show_event(event, self._workspace))

    def _events(self, call: Call) -> Iterator[CalendarEvent]:
        calendar_id = filters.identifier(call, "calendar_id")
        starts = filters.moment(call, "start_time")
        starts_from = filters.moment(call, "start_time__gte")
        starts_by = filters.moment(call, "start_time__lte")
        updated_since = filters.moment(call, "updated_at__gte")
        is_deleted = filters.boolean(call, "is_deleted")
        uid_prefix = call.query.get("ical_uid", "")
        for event in self._workspace.listed_events(call.now):
            if (
                (not calendar_id or event.calendar_id == calendar_id)
                and (not starts or event.start == starts)
                and (not starts_from or event.start >= starts_from)
                and (not starts_by or event.start <= starts_by)
                and (not updated_since or event.updated_at >= updated_since)
                and (is_deleted is None or event.is_deleted == is_deleted)
                and event.ical_uid.startswith(uid_prefix)
            ):
                yield event

    def _event(self, call: Call) -> Answer:
        return self._show(self._known_event(call))

    def _schedule(self, call: Call) -> Answer:
        event = self._known_event(call)
        key, config = check_schedule_bot(call.payload())
        self._event_bots.schedule(event, key, config, call.now)
        return self._show(event)

    def _unschedule(self, call: Call) -> Answer:
        event = self._known_event(call)
        if event.is_deleted and self._workspace.refuses_to_unschedule_deleted_events:
            raise refusals.invalid_request("Cannot unschedule bot as calendar event is deleted.")
        self._event_bots.unschedule(event)
        return self._show(event)

    def _known_event(self, call: Call) -> CalendarEvent:
        for event in self._workspace.listed_events(call.now):
            if event.id == call.params["id"]:
                return event
        raise refusals.not_found()

    def _show(self, event: CalendarEvent) -> Answer:
        return json_answer(200, show_event(event, self._workspace))
