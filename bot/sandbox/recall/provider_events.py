"""Render an event's `raw` as Google Calendar and Microsoft Graph write it.

https://docs.recall.ai/docs/calendar-event-platform-data
"""

import base64
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.sandbox.recall.wire_times import instant
from bot.sandbox.recall.workspace import CalendarEvent, Guest

_GRAPH_REPLIES = {
    "needsAction": "notResponded",
    "declined": "declined",
    "tentative": "tentativelyAccepted",
    "accepted": "accepted",
}
# Graph speaks of zones by their Windows names.
_WINDOWS_ZONES = {
    "America/New_York": "Eastern Standard Time",
    "Europe/Berlin": "W. Europe Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
    "UTC": "UTC",
}


def raw_event(event: CalendarEvent, owner: str) -> dict[str, Any]:
    """`owner` is the address of the calendar. Fields that a test gave for `raw` win; `None` takes one out."""
    spelled = _google(event, owner) if event.platform == "google_calendar" else _outlook(event, owner)
    spelled |= event.raw
    return {field: value for field, value in spelled.items() if value is not None}


def google_event_page(event_id: str, owner: str) -> str:
    eid = base64.urlsafe_b64encode(f"{event_id} {owner}".encode()).decode().rstrip("=")
    return f"https://www.google.com/calendar/event?eid={eid}"


def outlook_event_page(event_id: str) -> str:
    item = quote(event_id.replace("-", "/").replace("_", "+"), safe="")
    return f"https://outlook.office365.com/owa/?itemid={item}&exvsurl=1&path=/calendar/item"


def _google(event: CalendarEvent, owner: str) -> dict[str, Any]:
    organizer = {"email": event.organizer.email, "displayName": event.organizer.name or None}
    raw = {
        "id": event.platform_id,
        "kind": "calendar#event",
        "status": "cancelled" if event.is_cancelled or event.is_deleted else "confirmed",
        "summary": event.title or None,
        "iCalUID": event.ical_uid,
        "eventType": "default",
        "visibility": "private" if event.is_private else None,
        "start": _google_time(event, event.start),
        "end": _google_time(event, event.end),
        "created": instant(event.created_at),
        "updated": instant(event.updated_at),
        "creator": _drop_missing(organizer),
        "organizer": _drop_missing(organizer | {"self": event.organizer.email == owner or None}),
        "attendees": [_google_attendee(event, guest, owner) for guest in event.attendees] or None,
        "htmlLink": google_event_page(event.platform_id, owner),
        "reminders": {"useDefault": True},
        "sequence": 0,
    }
    return raw | _google_link(event) | _google_series(event)


def _google_time(event: CalendarEvent, moment: datetime) -> dict[str, str]:
    if event.is_all_day:
        return {"date": moment.date().isoformat()}
    local = moment.astimezone(ZoneInfo(event.time_zone))
    return {"dateTime": local.isoformat(), "timeZone": event.time_zone}


def _google_attendee(event: CalendarEvent, guest: Guest, owner: str) -> dict[str, Any]:
    return _drop_missing(
        {
            "email": guest.email,
            "displayName": guest.name or None,
            "responseStatus": guest.response,
            "organizer": guest.email == event.organizer.email or None,
            "self": guest.email == owner or None,
        }
    )


def _google_link(event: CalendarEvent) -> dict[str, Any]:
    if event.link is None:
        return {}
    if event.meeting_platform != "google_meet":
        return {"location": event.link}
    entry = {"entryPointType": "video", "uri": event.link}
    conference = {"conferenceId": event.link.rpartition("/")[2], "entryPoints": [entry]}
    return {"hangoutLink": event.link, "conferenceData": conference}


def _google_series(event: CalendarEvent) -> dict[str, Any]:
    if event.series is None:
        return {}
    return {
        "recurringEventId": event.series,
        "originalStartTime": _google_time(event, event.original_start),
    }


def _outlook(event: CalendarEvent, owner: str) -> dict[str, Any]:
    link = event.link
    zone = _WINDOWS_ZONES.get(event.time_zone, "UTC")
    raw = {
        "@odata.etag": f'W/"{event.number}"',
        "id": event.platform_id,
        "uid": event.ical_uid,
        "iCalUId": event.ical_uid,
        "subject": event.title,
        "sensitivity": "private" if event.is_private else "normal",
        "showAs": "busy",
        "isAllDay": event.is_all_day,
        "isCancelled": event.is_cancelled or event.is_deleted,
        "isOrganizer": event.organizer.email == owner,
        "start": _graph_time(event.start),
        "end": _graph_time(event.end),
        "originalStartTimeZone": zone,
        "originalEndTimeZone": zone,
        "createdDateTime": instant(event.created_at),
        "lastModifiedDateTime": instant(event.updated_at),
        "organizer": {"emailAddress": _graph_address(event.organizer)},
        "attendees": [_graph_attendee(event, guest) for guest in event.attendees],
        "responseStatus": {"response": _own_reply(event, owner), "time": "0001-01-01T00:00:00Z"},
        "webLink": outlook_event_page(event.platform_id),
        "body": {"contentType": "html", "content": f"<p>{_html_link(link)}</p>" if link else ""},
        "bodyPreview": link or "",
        "location": {"displayName": ""},
        "hideAttendees": False,
    }
    return raw | _graph_link(event) | _graph_series(event)


def _graph_time(moment: datetime) -> dict[str, str]:
    return {"dateTime": f"{moment:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": "UTC"}


def _graph_address(guest: Guest) -> dict[str, str]:
    return {"name": guest.name or guest.email, "address": guest.email}


def _graph_attendee(event: CalendarEvent, guest: Guest) -> dict[str, Any]:
    status = {"response": _GRAPH_REPLIES[guest.response], "time": instant(event.created_at)}
    return {"type": "required", "status": status, "emailAddress": _graph_address(guest)}


def _own_reply(event: CalendarEvent, owner: str) -> str:
    if event.organizer.email == owner:
        return "organizer"
    replies = {guest.email: guest.response for guest in event.attendees}
    return _GRAPH_REPLIES[replies.get(owner, "needsAction")]


def _graph_link(event: CalendarEvent) -> dict[str, Any]:
    is_teams = (event.meeting_platform or "").startswith("microsoft_teams")
    if not is_teams:
        return {"isOnlineMeeting": False, "onlineMeetingProvider": "unknown"}
    return {
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "onlineMeeting": {"joinUrl": event.link},
    }


def _graph_series(event: CalendarEvent) -> dict[str, Any]:
    if event.series is None:
        return {"type": "singleInstance"}
    return {
        "type": "occurrence",
        "seriesMasterId": event.series,
        "originalStart": instant(event.original_start),
        "occurrenceId": f"OID.{event.series}.{event.original_start:%Y-%m-%d}",
    }


def _html_link(link: str) -> str:
    return link.replace("&", "&amp;")


def _drop_missing(fields: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in fields.items() if value is not None}
