"""Open links that mail filters, search engines and chat clients have put around another: nothing is ever fetched."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from urllib.parse import quote, unquote

from bot.core.links.https_url import HttpsUrl, read_https_url, with_https

Opener = Callable[[HttpsUrl], Iterator[str]]

# Safe Links of each of Microsoft's clouds, and its page inside Teams, whose host varies with cloud and version.
# https://learn.microsoft.com/defender-office-365/safe-links-about
_SAFE_LINKS = (
    "safelinks.protection.outlook.com",
    "safelinks.protection.outlook.de",
    "safelinks.protection.partner.outlook.cn",
    "safelinks.protection.office365.us",
    "safelinks.protection.apps.mil",
)
_SAFE_LINKS_PAGE_HOSTS = ("office.net", "static.microsoft", "microsoft.com", "microsoft.us", "office365.us")
_PROOFPOINT = ("urldefense.com", "urldefense.us", "urldefense.proofpoint.com")
_FACEBOOK = ("facebook.com", "messenger.com", "instagram.com", "workplace.com", "threads.net")

# Hosts, how the path has to look, and the parameters that may hold the address.
_WITH_PARAMETER: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
    (_SAFE_LINKS, r".*", ("url",)),
    (_SAFE_LINKS_PAGE_HOSTS, r".*/atp-safelinks\.html", ("url",)),
    (("google.com",), r"/url", ("q", "url")),
    (("meet.google.com",), r"/linkredirect", ("dest",)),
    (("accounts.google.com",), r".*", ("continue",)),
    (("slack-redir.net",), r"/link", ("url",)),
    (("linkprotect.cudasvc.com",), r".*", ("a",)),  # Barracuda
    (_PROOFPOINT, r"/v1/url", ("u",)),
    (("secure-web.cisco.com",), r".*", ("url", "u")),
    (("protect.fireeye.com", "protect2.fireeye.com"), r"/(?:v1/)?url", ("u",)),
    (("clicktime.symantec.com", "urlsand.esvalabs.com", "link.edgepilot.com"), r".*", ("u",)),
    (("trendmicro.com",), r"/wis/clicktime/.*", ("url",)),
    (("deref-gmx.net", "deref-web.de", "deref-mail.com"), r".*", ("redirecturl",)),
    (tuple(f"{each}.{domain}" for each in ("l", "lm") for domain in _FACEBOOK), r"/(?:l\.php)?", ("u",)),
    (("linkedin.com",), r"/(?:safety/go|redir/redirect)/?", ("url",)),
)
# Google's search pages have a domain in each country.
_GOOGLE = re.compile(r"(?:www\.)?google\.(?:[a-z]{2}|com?\.[a-z]{2})")
_CISCO = re.compile(r"/[^/]+/(https?(?:%3a|:).+)", re.IGNORECASE)
_CHECK_POINT = re.compile(r"/v2/(?:r[0-9]{1,2}/)?___(.+)___(?:\..*)?")
_PROOFPOINT_2 = re.compile(r"/v2/url\?(?:.*&)?u=([^&#]+).*")
_PROOFPOINT_3 = re.compile(r"/v3/__(.+?)__;([\w-]*={0,2}).*", re.ASCII)
# A star stands for the next character of the encoded part, two stars and a letter for as many as the letter says.
_STARS = re.compile(r"\*(?:\*([A-Za-z0-9_-]))?")
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SHORTEST_RUN = 2
_ONE_SLASH = re.compile(r"(https?:/)(?=[^/])", re.IGNORECASE)
_DECODINGS = 3  # a filter may encode what another has encoded
_PRINTABLE = "!#$%&'()*+,/:;=?@[]~{}|\"<>^`"


def open_wrapper(url: HttpsUrl) -> str | None:
    """The address inside; None where there is none, or where only the wrapper's owner could tell."""
    inner = (link for opener in _find_openers(url) for written in opener(url) if (link := _read_written(written)))
    return next(inner, None)


def _find_openers(url: HttpsUrl) -> Iterator[Opener]:
    for domain in url.domains:
        yield from _OPENERS.get(domain, ())
    if url.path == "/url" and _GOOGLE.fullmatch(url.host):
        yield from _OPENERS["google.com"]


def _read_written(written: str) -> str | None:
    """An address as it stands inside another, perhaps encoded once more, or with a slash that was lost."""
    for _ in range(_DECODINGS):
        text = _ONE_SLASH.sub(r"\1/", written.strip(), count=1)
        link = with_https(quote(text, safe=_PRINTABLE))
        if read_https_url(re.split("[<>]", link.lstrip("<"), maxsplit=1)[0]):
            return link.lstrip("<")
        written = unquote(written)
    return None


def _opener_by_parameter(path: str, names: tuple[str, ...]) -> Opener:
    pattern = re.compile(path)

    def open_by_parameter(url: HttpsUrl) -> Iterator[str]:
        if pattern.fullmatch(url.path):
            yield from filter(None, map(url.parameter, names))

    return open_by_parameter


def _open_cisco(url: HttpsUrl) -> Iterator[str]:
    if match := _CISCO.fullmatch(url.rest):
        yield match[1]


def _open_check_point(url: HttpsUrl) -> Iterator[str]:
    if match := _CHECK_POINT.fullmatch(url.rest):
        yield match[1]


def _open_proofpoint(url: HttpsUrl) -> Iterator[str]:
    if match := _PROOFPOINT_2.fullmatch(url.rest):
        yield unquote(match[1].translate({ord("-"): "%", ord("_"): "/"}))
    if (match := _PROOFPOINT_3.fullmatch(url.rest)) and (link := _restore_stars(match[1], match[2])):
        yield link


def _restore_stars(text: str, encoded: str) -> str | None:
    """None where the encoded part does not hold as many characters as the stars stand for."""
    characters = iter(_decode_base64(encoded))

    def taken(match: re.Match[str]) -> str:
        count = _RUN_LENGTHS.index(match[1]) + _SHORTEST_RUN if match[1] else 1
        return "".join(next(characters) for _ in range(count))

    try:
        return _STARS.sub(taken, text)
    except (RuntimeError, StopIteration):
        return None


def _open_sophos(url: HttpsUrl) -> Iterator[str]:
    yield _decode_base64(url.parameter("u"))


def _open_defender_proxy(url: HttpsUrl) -> Iterator[str]:
    """Microsoft's proxy for browsers, which puts its own domain behind that of the site."""
    yield f"https://{url.host.removesuffix('.mcas.ms')}{url.rest}"


def _decode_base64(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""


_OPENERS: dict[str, list[Opener]] = {
    "secure-web.cisco.com": [_open_cisco],
    "protect.checkpoint.com": [_open_check_point],
    "avanan.click": [_open_check_point],
    **{domain: [_open_proofpoint] for domain in _PROOFPOINT},
    "protection.sophos.com": [_open_sophos],
    "mcas.ms": [_open_defender_proxy],
}
for _domains, _path, _names in _WITH_PARAMETER:
    for _domain in _domains:
        _OPENERS.setdefault(_domain, []).append(_opener_by_parameter(_path, _names))
