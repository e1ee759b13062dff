"""Find the address that a link leads to, as far as it can be told without asking anyone."""

import re
from functools import lru_cache

from bot.core.links.https_url import HttpsUrl, read_https_url
from bot.core.links.plain_address import plain_address
from bot.core.links.wrappers import open_wrapper

# A filter wraps what a chat client had wrapped, and in there is the address that a browser showed.
MAX_ROUNDS = 8

# Services that hand out an address in place of any other. Not `aka.ms`: Teams invitations lead there for
# help, and never to the meeting.
_SHORTENERS = frozenset(
    {
        "bit.ly", "buff.ly", "c.gle", "cutt.ly", "dub.sh", "g.co", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy",
        "rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "v.gd", "zpr.io",
    }
)  # fmt: skip
# Mail filters, some of which say where their links lead; those that could be opened are not links of theirs any more.
_FILTERS = frozenset(
    {
        "atpscan.global.hornetsecurity.com", "avanan.click", "clicktime.symantec.com", "cloud-security.net",
        "emailprotection.link", "link.edgepilot.com", "linkprotect.cudasvc.com", "mailanyone.net",
        "mimecastprotect.com", "protect.checkpoint.com", "protect.fireeye.com", "protect2.fireeye.com",
        "protection.sophos.com", "secure-web.cisco.com", "shared.outlook.inky.com", "urldefense.com",
        "urldefense.proofpoint.com", "urldefense.us", "urlsand.esvalabs.com",
    }
)  # fmt: skip
_MIMECAST = re.compile(r"protect(?:-[a-z]{2,3})?\.mimecast\.com")
# An angle bracket is never part of a link; the rest is not part of its end. A brace may be: a Teams link ends in JSON.
_ANGLE_BRACKET = re.compile(r"[<>]|%3[ce]", re.IGNORECASE)
_DEBRIS = re.compile(
    r"(?:%(?:0[9ad]|2[0279c]|3b|5[bd]|60|c2%a0|e2%80%(?:8[bcd]|9[89cd]))|[.,;:!?*'\"`()\[\]|\\])+\Z", re.IGNORECASE
)


@lru_cache(maxsize=256)  # a message repeats its links, in words and in blocks, and each is asked about more than once
def join_form(url: str) -> str:
    """The link as a bot can join by it: out of its wrappers, without debris, in its platform's plain form.

    The same link where nothing is to be done, or where that would go on for too long.
    """
    opened = url
    for _ in range(MAX_ROUNDS):
        parsed = read_https_url(opened)
        inner = (parsed and (open_wrapper(parsed) or plain_address(parsed))) or _strip_debris(opened)
        if inner == opened:
            return opened
        opened = inner
    return url


def is_shortened(url: str) -> bool:
    """Whether only a request could tell where this link leads."""
    parsed = read_https_url(url)
    return parsed is not None and len(parsed.rest) > 1 and _hides_its_target(parsed)


def _hides_its_target(url: HttpsUrl) -> bool:
    is_short = url.host.removeprefix("www.") in _SHORTENERS
    return is_short or not _FILTERS.isdisjoint(url.domains) or _MIMECAST.fullmatch(url.host) is not None


def _strip_debris(url: str) -> str:
    return _DEBRIS.sub("", _ANGLE_BRACKET.split(url, maxsplit=1)[0])
