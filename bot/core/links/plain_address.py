"""Turn the address that a browser shows of a meeting into the plain one, by which a bot can join.

https://docs.recall.ai/docs/meeting-urls
"""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from urllib.parse import quote, unquote

from bot.core.links.https_url import HttpsUrl

_SLASHES = re.compile(r"/{2,}")
_ZOOM_WEB_CLIENT = re.compile(r"/wc/(?:join/)?([0-9]{9,13})(?:/(?:join|start))?/?")
_ZOOM_NUMBER = re.compile(r"[0-9]{9,13}")
# Recall reads a passcode that comes first, or after so much of so simple a query.
_BEFORE_PASSCODE = re.compile(r"(?:[?&=a-zA-Z0-9_%-]{0,64}&)?")
_MEET_CODE = r"([a-z]{3}-[a-z]{4}-[a-z]{3})/?"
_MEET_IN_APP = re.compile(rf"/_meet/{_MEET_CODE}", re.IGNORECASE | re.ASCII)
_MEET_SHORT = re.compile(rf"/meet/{_MEET_CODE}", re.IGNORECASE | re.ASCII)
_TEAMS_LAUNCHERS = frozenset({"/dl/launcher/launcher.html", "/dl/launcher", "/dl/launcher/"})
_TEAMS_ROUTE = re.compile(r"(?:[^#]*#)?(/(?:l/meetup-join|meet)/.+)")
_IN_PATH = "/%+=~"
_IN_QUERY = _IN_PATH + "!#$&'*,:;?@"
_TEAMS_THREAD = re.compile(r"19:[\w.:=+-]{1,200}@thread\.\w{1,20}", re.ASCII)
_WEBEX_PAGE = re.compile(r"/webappng/sites/([\w.-]{1,100})/(?:meeting|webinar)/.*", re.ASCII)
_WEBEX_MTID = re.compile(r"[a-z0-9]{1,100}", re.IGNORECASE | re.ASCII)
_GOTO_PAGE = re.compile(r"/(?:(?:meeting|meet|join)/)?([0-9]{6,12})/?")
_GOTO_NUMBER = re.compile(r"[0-9]{6,12}")


def plain_address(url: HttpsUrl) -> str | None:
    """None where it is plain already, or where no form of a meeting is known that it might be."""
    if not url.has_default_port:
        return None
    read = next((_READERS[domain] for domain in url.domains if domain in _READERS), None)
    return (read(url) or _with_single_slashes(url)) if read else None


def _with_single_slashes(url: HttpsUrl) -> str | None:
    path = _SLASHES.sub("/", url.path)
    return None if path == url.path else f"https://{url.host}{path}{url.rest[len(url.path) :]}"


def _read_zoom(url: HttpsUrl) -> str | None:
    host = "zoom.us" if url.host == "app.zoom.us" else url.host
    if page := _ZOOM_WEB_CLIENT.fullmatch(url.path):
        return f"https://{host}/j/{page[1]}{url.rest[len(url.path) :]}"
    if url.path == "/join" and _ZOOM_NUMBER.fullmatch(url.parameter("confno")):
        return f"https://{host}/j/{url.parameter('confno')}{_query_without(url, 'confno')}"
    return _with_passcode_first(url)


def _with_passcode_first(url: HttpsUrl) -> str | None:
    before, found, after = f"&{url.query}".partition("&pwd=")
    if not found or _BEFORE_PASSCODE.fullmatch(f"{before[1:]}&" if before else ""):
        return None
    passcode, ampersand, rest = after.partition("&")
    query = f"pwd={passcode}{before}{ampersand}{rest}"
    return f"https://{url.host}{url.path}?{query}"


def _query_without(url: HttpsUrl, name: str) -> str:
    kept = "&".join(f"{key}={value}" for key, value in url.parameters if key != name)
    return f"?{kept}" if kept else ""


def _read_meet(url: HttpsUrl) -> str | None:
    page = _MEET_IN_APP.fullmatch(url.path)
    return f"https://meet.google.com/{page[1]}{url.rest[len(url.path) :]}" if page else None


def _read_google_short(url: HttpsUrl) -> str | None:
    """A code names the meeting; a nickname does so only for Google."""
    code = _MEET_SHORT.fullmatch(url.path)
    return f"https://meet.google.com/{code[1]}" if code else None


def _read_teams(url: HttpsUrl) -> str | None:
    host = "teams.microsoft.com" if url.is_on("teams.cloud.microsoft") else url.host
    written = url.parameter("url") if url.path in _TEAMS_LAUNCHERS else f"#{url.fragment}"
    if route := _TEAMS_ROUTE.fullmatch(written) or _TEAMS_ROUTE.fullmatch(unquote(written)):
        path, mark, query = route[1].partition("?")
        return f"https://{host}{quote(path, safe=_IN_PATH)}{mark}{quote(query, safe=_IN_QUERY)}"
    if url.path == "/light-meetings/launch":
        return _read_coordinates(host, url.parameter("coords"))
    path = url.path.replace("%25", "%") if "/meetup-join/" in url.path else url.path
    return None if (host, path) == (url.host, url.path) else f"https://{host}{path}{url.rest[len(url.path) :]}"


def _read_coordinates(host: str, encoded: str) -> str | None:
    """The web client's own words for what a long link says."""
    try:
        told = json.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        thread, message = told["conversationId"], told.get("messageId") or "0"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not isinstance(thread, str) or not _TEAMS_THREAD.fullmatch(thread) or not str(message).isdigit():
        return None
    context = {"Tid": told.get("tenantId"), "Oid": told.get("organizerId")}
    words = json.dumps({key: value for key, value in context.items() if isinstance(value, str)}, separators=(",", ":"))
    return f"https://{host}/l/meetup-join/{quote(thread, safe='')}/{message}?context={quote(words, safe='')}"


def _read_webex(url: HttpsUrl) -> str | None:
    page, mtid = _WEBEX_PAGE.fullmatch(url.path), url.parameter("mtid")
    is_meeting = page and _WEBEX_MTID.fullmatch(mtid) and url.host != "webex.com"
    return f"https://{url.host}/{page[1]}/j.php?MTID={mtid}" if page and is_meeting else None


def _read_goto(url: HttpsUrl) -> str | None:
    page = _GOTO_PAGE.fullmatch(url.path) if url.is_on("app.goto.com") else None
    number = page[1] if page else url.parameter("meetingid") if url.host.startswith("app.") else ""
    return f"https://meet.goto.com/{number}" if _GOTO_NUMBER.fullmatch(number) else None


_READERS: dict[str, Callable[[HttpsUrl], str | None]] = {
    "zoom.us": _read_zoom,
    "zoom.com": _read_zoom,
    "zoom-x.de": _read_zoom,
    "zoomgov.com": _read_zoom,
    "meet.google.com": _read_meet,
    "g.co": _read_google_short,
    "teams.microsoft.com": _read_teams,
    "teams.live.com": _read_teams,
    "teams.cloud.microsoft": _read_teams,
    "teams.microsoft.us": _read_teams,
    "webex.com": _read_webex,
    "app.goto.com": _read_goto,
    "gotomeeting.com": _read_goto,
    "gotomeet.me": _read_goto,
    "meet.goto.com": _read_goto,
}
