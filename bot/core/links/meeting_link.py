"""Parse a meeting link: its room's canonical key, its platform, and its form without the passcode.

Equal keys mean the same room, not the same occurrence: standing rooms and series reuse theirs.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.identifiers import LinkKey
from bot.core.links.https_url import HttpsUrl, read_https_url
from bot.core.links.platforms import key_without_bots, may_be_a_room, platform_of_host, room_key, webex_mtid
from bot.core.links.redirects import join_form

MAX_KEY_LENGTH = 500  # keys are indexed; only links of no platform of ours come near this


@dataclass(frozen=True, slots=True)
class FoundLink:
    """`url` is the link as a bot can join by it, passcode and all: Recall needs it, logs must not have it."""

    url: str = field(repr=False)
    key: LinkKey
    platform: str


def link_key(url: str) -> LinkKey | None:
    """Equal for links into the same room, whatever the wrapper, form, vanity host, passcode or tracking parameters.

    A link of no known form gets an `other:` key, which belongs to no platform. None: no clean https address.
    """
    parsed = read_https_url(join_form(url))
    if parsed is None:
        return None
    return LinkKey(room_key(parsed) or key_without_bots(parsed) or _other_key(parsed))


def platform_of(url: str) -> str | None:
    """Recall's name of the platform whose host it is; None for any other."""
    parsed = read_https_url(join_form(url))
    return platform_of_host(parsed) if parsed else None


def may_be_one_room(first: LinkKey, second: LinkKey) -> bool:
    """Links of one platform but of two kinds, such as a number and a name, do not tell whether they lead into one."""
    kinds = {first.partition(":")[0], second.partition(":")[0]}
    return first == second or kinds in _TWO_KINDS


def parse_known_link(url: str) -> FoundLink | None:
    """None unless the link has a form by which one of the platforms is joined."""
    link = join_form(url)
    parsed = read_https_url(link)
    key, platform = (room_key(parsed), platform_of_host(parsed)) if parsed else (None, None)
    return FoundLink(link, LinkKey(key), platform) if key and platform else None


def parse_claimed_link(url: str) -> FoundLink | None:
    """The same for a link that a person names as a meeting's: Recall may know more forms of it than we do."""
    link = join_form(url)
    parsed, key, platform = read_https_url(link), link_key(link), platform_of(link)
    if parsed is None or key is None or platform is None or not may_be_a_room(parsed):
        return None
    return FoundLink(link, key, platform)


def is_without_bots(url: str) -> bool:
    """Whether it is a meeting's link, on a platform or in a cloud that Recall has no bots for."""
    parsed = read_https_url(join_form(url))
    return parsed is not None and key_without_bots(parsed) is not None


def deduplicate_links(links: Iterable[FoundLink]) -> list[FoundLink]:
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


def has_other_passcode(url: str, known: str) -> bool:
    """Whether the link brings a passcode that a known one of the same room lacks, or has differently."""
    if has_passcode(url) and not has_passcode(known):
        return True
    given, kept = read_https_url(url), read_https_url(known)
    if given is None or kept is None:
        return False
    return any(given.parameter(name) not in {"", kept.parameter(name)} for name in _TYPED_PASSCODES)


def strip_passcode(url: str) -> str:
    """The link as people and logs may see it: no query but Webex's meeting number. Empty: no https link."""
    shown = _drop_query(url)
    while (again := _drop_query(shown)) != shown and len(again) < len(shown):  # what is left may end in punctuation
        shown = again
    return shown


def _drop_query(url: str) -> str:
    link = join_form(url)
    parsed = read_https_url(link)
    if parsed is None:
        return ""
    mtid = webex_mtid(parsed)
    return _BEFORE_QUERY.split(link, maxsplit=1)[0] + (f"?MTID={mtid}" if mtid else "")


_TWO_KINDS = ({"zoom", "zoom-my"}, {"teams", "teams-meet"}, {"webex", "webex-room"})
_TYPED_PASSCODES = ("pwd", "p", "pw", "password")  # Zoom's, Teams' and Webex's, which are the same for everyone
# Besides them Zoom's tokens, and the tenant and organiser in a long Teams link.
_PASSCODES = (*_TYPED_PASSCODES, "tk", "zak", "context")
_BEFORE_QUERY = re.compile(r"[?#]")
# What a query may hold besides the name of a room: secrets, and how someone got there.
_INCIDENTAL = frozenset(
    {
        "anon", "authuser", "correlationid", "deeplinkid", "from", "hl", "hs", "ijlm", "lang", "launchtype", "locale",
        "omn", "passcode", "password", "pli", "pw", "pwd", "source", "suppressprompt", "uname",
    }
)  # fmt: skip
_TRACKING = ("utm_", "_ga", "gclid", "fbclid", "mc_")


def _other_key(url: HttpsUrl) -> str:
    """The query may be all that names the meeting, and may hold secrets: it is part of the key as a digest."""
    key = f"other:{url.host}{url.path.lower().rstrip('/')}"
    if named := _naming_query(url):
        key += f"?{hashlib.sha256(named.encode()).hexdigest()[:16]}"
    if len(key) <= MAX_KEY_LENGTH:
        return key
    return f"other:{url.host}#{hashlib.sha256(key.encode()).hexdigest()}"


def _naming_query(url: HttpsUrl) -> str:
    """What is left without passcodes and tracking, in any order; a fragment counts where it is a path."""
    left_out = _INCIDENTAL.union(_PASSCODES) if platform_of_host(url) else _INCIDENTAL
    pairs = sorted(
        f"{name}={value}"
        for name, value in url.parameters
        if value and name not in left_out and not name.startswith(_TRACKING)
    )
    return "&".join(pairs) + (f"#{url.fragment}" if url.fragment.startswith(("/", "!/")) else "")
