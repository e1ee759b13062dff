"""Unwrap links that mail filters and search engines have wrapped, and recognize shorteners.

Nothing is ever fetched.
"""

from bot.core.links.https_url import read_https_url, with_https

MAX_UNWRAP_ROUNDS = 3  # a filter wraps what a calendar had wrapped before; more than that is no accident

_WRAPPERS = (
    ("safelinks.protection.outlook.com", None, ("url",)),
    ("google.com", "/url", ("q", "url")),
)

# Services that hand out an address in place of any other. Not `aka.ms`: Teams invitations lead there for
# help, and never to the meeting.
_SHORTENERS = frozenset(
    {
        "bit.ly", "buff.ly", "cutt.ly", "dub.sh", "g.co", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy",
        "rebrand.ly", "s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "v.gd", "zpr.io",
    }
)  # fmt: skip


def unwrap_link(url: str) -> str:
    """The link inside; the same link where there is none, or where the wrapping goes on for too long."""
    for _ in range(MAX_UNWRAP_ROUNDS):
        inner = _inner_url(url)
        if inner is None:
            return url
        url = inner
    return url


def is_shortened(url: str) -> bool:
    """Whether only a request could tell where this link leads."""
    parsed = read_https_url(url)
    return parsed is not None and parsed.host.removeprefix("www.") in _SHORTENERS and len(parsed.path) > 1


def _inner_url(url: str) -> str | None:
    parsed = read_https_url(url)
    if parsed is None:
        return None
    for domain, path, parameters in _WRAPPERS:
        if parsed.is_on(domain) and path in {None, parsed.path}:
            candidates = (with_https(parsed.parameter(name)) for name in parameters)
            return next((inner for inner in candidates if read_https_url(inner)), None)
    return None
