"""Parse the links that Recall's published patterns accept into the object that it makes of each.

https://docs.recall.ai/docs/meeting-urls
"""

import json
import re
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

MeetingUrl = dict[str, str | None]

_TEAMS_FIELDS = (
    "meeting_id",
    "meeting_password",
    "organizer_id",
    "tenant_id",
    "message_id",
    "thread_id",
    "business_meeting_id",
    "business_meeting_password",
)


# A passcode is read where it comes first, or after so much of so simple a query.
_ZOOM_PASSCODE = re.compile(r"(?:[?&=a-zA-Z0-9_%-]{0,64}&)?pwd=([^&#,<>\"\n ]+).*")


class NotAMeetingLink(ValueError):
    """No bot can join it."""


def read_meeting_url(url: str) -> MeetingUrl:
    """Raises NotAMeetingLink."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        raise NotAMeetingLink(url) from None
    if parts.scheme in {"http", "https"}:
        if "/l/meetup-join/" in parts.path:  # which is all that the pattern asks of an address
            return _read_teams(parts)
        for domains, read in _READERS:
            if any(host == domain or host.endswith(f".{domain}") for domain in domains):
                return read(parts)
    raise NotAMeetingLink(url)


def platform_of(url: str | None) -> str | None:
    try:
        return read_meeting_url(url)["platform"] if url else None
    except NotAMeetingLink:
        return None


def _read_zoom(parts: SplitResult) -> MeetingUrl:
    number = r"/(?:[jsw]|wc(?:/join)?)/(\d{9,13})(?:/(?:start|join))?/?"
    found = re.fullmatch(rf"{number}|/my/([\w.-]+)/?", parts.path)
    passcode = _ZOOM_PASSCODE.fullmatch(parts.query)
    meeting_id = found and (found[1] or found[2])
    return {
        "platform": "zoom",
        "meeting_id": _require(meeting_id, parts),
        "meeting_password": unquote(passcode[1]) if passcode else None,
    }


def _read_meet(parts: SplitResult) -> MeetingUrl:
    found = re.fullmatch(r"/([a-z]{3}-[a-z]{4}-[a-z]{3})/?", parts.path, re.IGNORECASE)
    return {"platform": "google_meet", "meeting_id": _require(found and found[1].lower(), parts)}


def _read_teams(parts: SplitResult) -> MeetingUrl:
    fields = dict.fromkeys(_TEAMS_FIELDS)
    if found := re.fullmatch(r"/l/meetup-join/([^/]+)/([^/]+)/?", parts.path):
        context = _context(parts)
        business = {
            "thread_id": unquote(found[1]),
            "message_id": unquote(found[2]),
            "tenant_id": context.get("Tid"),
            "organizer_id": context.get("Oid"),
        }
        return {"platform": "microsoft_teams", **fields, **business}
    found = re.fullmatch(r"/meet/(\d{9,16})/?", parts.path)
    meeting_id, password = _require(found and found[1], parts), _query(parts, "p")
    if parts.hostname == "teams.live.com":
        return {
            "platform": "microsoft_teams_live",
            **fields,
            "meeting_id": meeting_id,
            "meeting_password": password,
        }
    short = {"business_meeting_id": meeting_id, "business_meeting_password": password}
    return {"platform": "microsoft_teams", **fields, **short}


def _context(parts: SplitResult) -> dict[str, Any]:
    try:
        context = json.loads(_query(parts, "context") or "{}")
    except ValueError:
        return {}
    return context if isinstance(context, dict) else {}


def _read_webex(parts: SplitResult) -> MeetingUrl:
    site = (parts.hostname or "").split(".")[0]
    if found := re.fullmatch(r"/(?:meet|join)/([\w.-]+)/?", parts.path):
        return {"platform": "webex", "meeting_subdomain": site, "meeting_personal_room_id": found[1]}
    found = re.fullmatch(r"/([\w-]+)/j\.php", parts.path)
    mtid = _require(_query(parts, "MTID"), parts)
    path = _require(found and found[1], parts)
    return {"platform": "webex", "meeting_subdomain": site, "meeting_mtid": mtid, "meeting_path": path}


def _read_goto(parts: SplitResult) -> MeetingUrl:
    page = "(?:meeting|join)/" if parts.hostname == "app.goto.com" else "(?:join/)?"
    found = re.fullmatch(rf"/{page}([\w-]+)/?", parts.path)
    return {"platform": "goto_meeting", "meeting_id": _require(found and found[1], parts)}


def _require(value: str | None, parts: SplitResult) -> str:
    if not value:
        raise NotAMeetingLink(parts.geturl())
    return value


def _query(parts: SplitResult, name: str) -> str | None:
    return parse_qs(parts.query).get(name, [None])[0]


_READERS = (
    (("zoom.us", "zoom.com", "zoom-x.de"), _read_zoom),
    (("meet.google.com",), _read_meet),
    (("teams.microsoft.com", "teams.live.com"), _read_teams),
    (("webex.com",), _read_webex),
    (("meet.goto.com", "app.goto.com", "gotomeeting.com", "gotomeet.me"), _read_goto),
)
