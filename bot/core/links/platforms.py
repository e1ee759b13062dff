"""Recognize each platform's links and name the room by a canonical key, for the forms that Recall's bots join by.

https://docs.recall.ai/docs/meeting-urls
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from bot.core.links.https_url import HttpsUrl

_ZOOM_NUMBER = re.compile(r"/(?:[jsw]|wc|wc/join)/([0-9]{9,13})/?|/wc/([0-9]{9,13})/(?:join|start)/?")
_ZOOM_PERSONAL = re.compile(r"/my/([\w.-]{1,100})/?", re.ASCII)
_MEET_CODE = re.compile(r"/([a-z]{3}-[a-z]{4}-[a-z]{3})/?", re.IGNORECASE | re.ASCII)
_TEAMS_THREAD = re.compile(r"/l/meetup-join/(19:[\w.:=+-]{1,200}@thread\.\w{1,20})/([0-9]{1,20})/?", re.ASCII)
_TEAMS_NUMBER = re.compile(r"/meet/([0-9]{9,20})/?")
_WEBEX_MEETING = re.compile(r"(?:/[\w.-]+)*/j\.php", re.ASCII | re.IGNORECASE)
_WEBEX_MTID = re.compile(r"[a-z0-9]{1,100}", re.IGNORECASE | re.ASCII)
_WEBEX_ROOM = re.compile(r"/(?:meet|join)/([\w.@-]{1,100})/?", re.ASCII)
_GOTO_NUMBER = re.compile(r"/(?:join/)?([0-9]{6,12})/?")
_GOTO_ROOM = re.compile(r"/([\w.-]{1,100})/?", re.ASCII)


def _zoom_key(url: HttpsUrl) -> str | None:
    if number := _zoom_number(url):
        return f"zoom:{number}"
    personal = _ZOOM_PERSONAL.fullmatch(url.path)
    return f"zoom-my:{url.host}:{personal[1].lower()}" if personal else None


def _zoom_number(url: HttpsUrl) -> str | None:
    number = _ZOOM_NUMBER.fullmatch(url.path)
    return number[1] or number[2] if number else None


def _meet_key(url: HttpsUrl) -> str | None:
    code = _MEET_CODE.fullmatch(url.path)
    return f"meet:{code[1].lower()}" if code else None


def _teams_key(url: HttpsUrl) -> str | None:
    if number := _TEAMS_NUMBER.fullmatch(url.path):
        return f"teams-meet:{number[1]}"
    return _teams_thread_key(url)


def _teams_thread_key(url: HttpsUrl) -> str | None:
    """In a channel the thread is the channel, and the message is the meeting; elsewhere the message is 0."""
    thread = _TEAMS_THREAD.fullmatch(unquote(unquote(url.path)))
    if thread is None:
        return None
    return f"teams:{thread[1]}" if thread[2] == "0" else f"teams:{thread[1]}/{thread[2]}"


def _webex_key(url: HttpsUrl) -> str | None:
    if mtid := webex_mtid(url):
        return f"webex:{url.host}:{mtid.lower()}"
    room = _WEBEX_ROOM.fullmatch(url.path)
    return f"webex-room:{url.host}:{room[1].lower()}" if room and url.host != "webex.com" else None


def webex_mtid(url: HttpsUrl) -> str | None:
    if not url.host.endswith(".webex.com") or not _WEBEX_MEETING.fullmatch(url.path):
        return None
    mtid = _WEBEX_MTID.fullmatch(url.parameter("mtid"))
    return mtid[0] if mtid else None


def _goto_key(url: HttpsUrl) -> str | None:
    pattern = _GOTO_ROOM if url.is_on("gotomeet.me") else _GOTO_NUMBER
    room = pattern.fullmatch(url.path)
    return f"goto:{room[1].lower()}" if room else None


@dataclass(frozen=True, slots=True)
class _Host:
    """`is_for_meetings`: and for nothing else, so that a name right after the host may be a room's."""

    platform: str  # Recall's name of it
    room_key: Callable[[HttpsUrl], str | None]
    is_for_meetings: bool = False


_HOSTS = {
    "zoom.us": _Host("zoom", _zoom_key),
    "zoom.com": _Host("zoom", _zoom_key),
    "zoom-x.de": _Host("zoom", _zoom_key),
    "meet.google.com": _Host("google_meet", _meet_key, is_for_meetings=True),
    "teams.microsoft.com": _Host("microsoft_teams", _teams_key),
    "teams.cloud.microsoft": _Host("microsoft_teams", _teams_key),
    "teams.microsoft.us": _Host("microsoft_teams", _teams_thread_key),
    "teams.live.com": _Host("microsoft_teams_live", _teams_key),
    "webex.com": _Host("webex", _webex_key),
    "meet.goto.com": _Host("goto_meeting", _goto_key, is_for_meetings=True),
    "app.goto.com": _Host("goto_meeting", _goto_key),
    "gotomeeting.com": _Host("goto_meeting", _goto_key),
    "gotomeet.me": _Host("goto_meeting", _goto_key, is_for_meetings=True),
}
MEETING_DOMAINS = tuple(_HOSTS)


def _zoom_for_government_key(url: HttpsUrl) -> str | None:
    number = _zoom_number(url)
    return f"zoomgov:{number}" if number else None


def _teams_for_government_key(url: HttpsUrl) -> str | None:
    """Each of these clouds counts its short numbers for itself."""
    number = _TEAMS_NUMBER.fullmatch(url.path)
    return f"teams-meet:{url.host}:{number[1]}" if number else None


# Rooms that are known to be rooms, and that Recall has no bots for.
_WITHOUT_BOTS = {"zoomgov.com": _zoom_for_government_key, "teams.microsoft.us": _teams_for_government_key}
DOMAINS_WITHOUT_BOTS = tuple(_WITHOUT_BOTS)


def room_key(url: HttpsUrl) -> str | None:
    """None unless the link has a form by which a platform is joined."""
    host = _host(url)
    return host.room_key(url) if host else None


def key_without_bots(url: HttpsUrl) -> str | None:
    """The key of a room that people can join and bots cannot; None for any other link."""
    read = next((_WITHOUT_BOTS[domain] for domain in url.domains if domain in _WITHOUT_BOTS), None)
    return read(url) if read and url.has_default_port else None


def platform_of_host(url: HttpsUrl) -> str | None:
    host = _host(url)
    return host.platform if host else None


def may_be_a_room(url: HttpsUrl) -> bool:
    """Whether the link may join a meeting, if only in a form that we do not know: a platform's own pages have short
    paths.
    """
    host = _host(url)
    if host is None or key_without_bots(url):
        return False
    names = [each for each in url.path.split("/") if each]
    return len(names) >= (1 if host.is_for_meetings else 2) or host.room_key(url) is not None


def _host(url: HttpsUrl) -> _Host | None:
    if not url.has_default_port:
        return None
    return next((_HOSTS[domain] for domain in url.domains if domain in _HOSTS), None)
