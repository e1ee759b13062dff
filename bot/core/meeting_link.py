"""A meeting link: its canonical key, its platform, and how it may be shown.

Equal keys mean the same room, not the same occurrence: standing rooms and series reuse theirs.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from bot.core.https_url import HttpsUrl, read_https_url
from bot.core.identifiers import LinkKey

MAX_KEY_LENGTH = 500  # keys are indexed; only links of no platform of ours come near this


@dataclass(frozen=True, slots=True)
class FoundLink:
    """`url` is the link as it was written, passcode and all: Recall needs it, logs must not have it."""

    url: str = field(repr=False)
    key: LinkKey
    platform: str


def link_key(url: str) -> LinkKey | None:
    """Equal for links into the same room, whatever the vanity host, passcode or tracking parameters.

    A link of no known form gets an `other:` key, which belongs to no platform. None: no clean https address.
    """
    parsed = read_https_url(url)
    if parsed is None:
        return None
    return LinkKey(_room_key(parsed) or _other_key(parsed))


def platform_of(key: LinkKey) -> str | None:
    """Recall's name of the platform; None for an `other:` key."""
    return _PLATFORMS.get(key.partition(":")[0])


def may_be_one_room(first: LinkKey, second: LinkKey) -> bool:
    """Links of one platform but of two kinds, such as a number and a name, do not tell whether they lead into one."""
    kinds = {first.partition(":")[0], second.partition(":")[0]}
    return first == second or kinds in _TWO_KINDS


def as_found(url: str) -> FoundLink | None:
    """None unless the link has a form by which one of the platforms is joined."""
    key = link_key(url)
    platform = platform_of(key) if key else None
    return FoundLink(url, key, platform) if key and platform else None


def one_per_room(links: Iterable[FoundLink]) -> list[FoundLink]:
    """The first link into each room, unless only a later one brings the passcode."""
    chosen: dict[LinkKey, FoundLink] = {}
    for link in links:
        kept = chosen.setdefault(link.key, link)
        if has_passcode(link.url) and not has_passcode(kept.url):
            chosen[link.key] = link
    return list(chosen.values())


def has_passcode(url: str) -> bool:
    parsed = read_https_url(url)
    return parsed is not None and any(parsed.parameter(name) for name in _PASSCODES)


def without_passcode(url: str) -> str:
    """The link as people and logs may see it: no query but Webex's meeting number. Empty: no https link."""
    parsed = read_https_url(url)
    if parsed is None:
        return ""
    mtid = _webex_mtid(parsed)
    return _BEFORE_QUERY.split(url, maxsplit=1)[0] + (f"?MTID={mtid}" if mtid else "")


_PLATFORMS = {
    "zoom": "zoom",
    "zoom-my": "zoom",
    "meet": "google_meet",
    "teams": "microsoft_teams",
    "teams-meet": "microsoft_teams",
    "webex": "webex",
    "webex-room": "webex",
    "goto": "goto_meeting",
}
_TWO_KINDS = ({"zoom", "zoom-my"}, {"teams", "teams-meet"}, {"webex", "webex-room"})
# Zoom's passcode and tokens, Teams' passcode, and the tenant and organiser in a long Teams link.
_PASSCODES = ("pwd", "tk", "zak", "p", "context")
_BEFORE_QUERY = re.compile(r"[?#]")

_ZOOM_NUMBER = re.compile(r"/(?:[jsw]|wc/join)/([0-9]{9,13})/?|/wc/([0-9]{9,13})/(?:join|start)/?")
_ZOOM_PERSONAL = re.compile(r"/my/([\w.-]{1,100})/?", re.ASCII)
_MEET_CODE = re.compile(r"/([a-z]{3}-[a-z]{4}-[a-z]{3})/?", re.IGNORECASE | re.ASCII)
_TEAMS_THREAD = re.compile(r"/l/meetup-join/(19:[\w.=+-]{1,200}@thread\.\w{1,20})/([0-9]{1,20})/?", re.ASCII)
_TEAMS_NUMBER = re.compile(r"/meet/([0-9]{9,20})/?")
_WEBEX_MEETING = re.compile(r"(?:/[\w.-]+)*/j\.php", re.ASCII | re.IGNORECASE)
_WEBEX_MTID = re.compile(r"[a-z0-9]{1,100}", re.IGNORECASE | re.ASCII)
_WEBEX_ROOM = re.compile(r"/(?:meet|join)/([\w.@-]{1,100})/?", re.ASCII)
_GOTO_NUMBER = re.compile(r"/(?:join/)?([0-9]{6,12})/?")
_GOTO_ROOM = re.compile(r"/([\w.-]{1,100})/?", re.ASCII)


def _zoom_key(url: HttpsUrl) -> str | None:
    if number := _ZOOM_NUMBER.fullmatch(url.path):
        return f"zoom:{number[1] or number[2]}"
    personal = _ZOOM_PERSONAL.fullmatch(url.path)
    return f"zoom-my:{url.host}:{personal[1].lower()}" if personal else None


def _meet_key(url: HttpsUrl) -> str | None:
    code = _MEET_CODE.fullmatch(url.path)
    return f"meet:{code[1].lower()}" if code else None


def _teams_key(url: HttpsUrl) -> str | None:
    """In a channel the thread is the channel, and the message is the meeting; elsewhere the message is 0."""
    if number := _TEAMS_NUMBER.fullmatch(url.path):
        return f"teams-meet:{number[1]}"
    thread = _TEAMS_THREAD.fullmatch(unquote(unquote(url.path)))
    if thread is None:
        return None
    return f"teams:{thread[1]}" if thread[2] == "0" else f"teams:{thread[1]}/{thread[2]}"


def _webex_key(url: HttpsUrl) -> str | None:
    if mtid := _webex_mtid(url):
        return f"webex:{url.host}:{mtid.lower()}"
    room = _WEBEX_ROOM.fullmatch(url.path)
    return f"webex-room:{url.host}:{room[1].lower()}" if room and url.host != "webex.com" else None


def _webex_mtid(url: HttpsUrl) -> str | None:
    if not url.host.endswith(".webex.com") or not _WEBEX_MEETING.fullmatch(url.path):
        return None
    mtid = _WEBEX_MTID.fullmatch(url.parameter("mtid"))
    return mtid[0] if mtid else None


def _goto_key(url: HttpsUrl) -> str | None:
    pattern = _GOTO_ROOM if url.is_on("gotomeet.me") else _GOTO_NUMBER
    room = pattern.fullmatch(url.path)
    return f"goto:{room[1].lower()}" if room else None


# The forms that Recall's bots join by. https://docs.recall.ai/docs/meeting-urls
_KEY_READERS: dict[str, Callable[[HttpsUrl], str | None]] = {
    "zoom.us": _zoom_key,
    "zoom.com": _zoom_key,
    "meet.google.com": _meet_key,
    "teams.microsoft.com": _teams_key,
    "teams.live.com": _teams_key,
    "webex.com": _webex_key,
    "meet.goto.com": _goto_key,
    "gotomeeting.com": _goto_key,
    "gotomeet.me": _goto_key,
}
MEETING_DOMAINS = tuple(_KEY_READERS)


def _room_key(url: HttpsUrl) -> str | None:
    if not url.has_default_port:
        return None
    return next((read(url) for domain, read in _KEY_READERS.items() if url.is_on(domain)), None)


def _other_key(url: HttpsUrl) -> str:
    key = f"other:{url.host}{url.path.lower().rstrip('/')}"
    if len(key) <= MAX_KEY_LENGTH:
        return key
    return f"other:{url.host}#{hashlib.sha256(key.encode()).hexdigest()}"
