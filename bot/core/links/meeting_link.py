"""Parse a meeting link: its canonical key, its platform, and its form without the passcode.

Equal keys mean the same room, not the same occurrence: standing rooms and series reuse theirs.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.identifiers import LinkKey
from bot.core.links.https_url import HttpsUrl, read_https_url
from bot.core.links.platforms import may_be_a_room, platform_of_host, room_key, webex_mtid

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
    return LinkKey(room_key(parsed) or _other_key(parsed))


def platform_of(url: str) -> str | None:
    """Recall's name of the platform whose host it is; None for any other."""
    parsed = read_https_url(url)
    return platform_of_host(parsed) if parsed else None


def may_be_one_room(first: LinkKey, second: LinkKey) -> bool:
    """Links of one platform but of two kinds, such as a number and a name, do not tell whether they lead into one."""
    kinds = {first.partition(":")[0], second.partition(":")[0]}
    return first == second or kinds in _TWO_KINDS


def parse_known_link(url: str) -> FoundLink | None:
    """None unless the link has a form by which one of the platforms is joined."""
    parsed = read_https_url(url)
    key, platform = (room_key(parsed), platform_of_host(parsed)) if parsed else (None, None)
    return FoundLink(url, LinkKey(key), platform) if key and platform else None


def parse_claimed_link(url: str) -> FoundLink | None:
    """The same for a link that a person names as a meeting's: Recall may know more forms of it than we do."""
    parsed, key, platform = read_https_url(url), link_key(url), platform_of(url)
    if parsed is None or key is None or platform is None or not may_be_a_room(parsed):
        return None
    return FoundLink(url, key, platform)


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


def strip_passcode(url: str) -> str:
    """The link as people and logs may see it: no query but Webex's meeting number. Empty: no https link."""
    parsed = read_https_url(url)
    if parsed is None:
        return ""
    mtid = webex_mtid(parsed)
    return _BEFORE_QUERY.split(url, maxsplit=1)[0] + (f"?MTID={mtid}" if mtid else "")


_TWO_KINDS = ({"zoom", "zoom-my"}, {"teams", "teams-meet"}, {"webex", "webex-room"})
# Zoom's passcode and tokens, Teams' passcode, and the tenant and organiser in a long Teams link.
_PASSCODES = ("pwd", "tk", "zak", "p", "context")
_BEFORE_QUERY = re.compile(r"[?#]")


def _other_key(url: HttpsUrl) -> str:
    key = f"other:{url.host}{url.path.lower().rstrip('/')}"
    if len(key) <= MAX_KEY_LENGTH:
        return key
    return f"other:{url.host}#{hashlib.sha256(key.encode()).hexdigest()}"
