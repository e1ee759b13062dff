"""Extract links from Slack's mrkdwn, Markdown, HTML or plain text."""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from bot.core.links.https_url import with_https
from bot.core.links.meeting_link import parse_known_link
from bot.core.links.platforms import DOMAINS_WITHOUT_BOTS, MEETING_DOMAINS
from bot.core.links.redirects import join_form

# Slack's longest text is 40,000 characters, and the same words come again in its blocks.
MAX_CHARACTERS = 100_000
MAX_LINKS = 500

# In a sentence, brackets, quotes and anything outside ASCII end an address.
_IN_SENTENCE = r"[!#-&*-;=?-Z_a-z~]"
# An address that stands alone may hold more: a long Teams link carries raw JSON at times.
_ALONE = r"[!-'*-;=?-Z_a-z{}~]"
# An address that breaks off so is not whole: its number would be another meeting's.
_BREAKS_OFF = r"[…\x00-\x08\x0e-\x1f\x7f]"
_DOMAINS = "|".join(map(re.escape, (*MEETING_DOMAINS, *DOMAINS_WITHOUT_BOTS, "g.co")))

# At most one group in each alternative, so that `lastgroup` names the one that matched.
_WRITTEN = re.compile(
    rf"\A(?P<alone>https?://{_ALONE}++)\Z"
    r"|<(?P<mrkdwn>https?://[^<>|\s]++)(?:\|[^<>]*+)?>"  # a label only claims to be a link
    r"|<[^<>|\s]++(?:\|[^<>]*+)?>"  # a person, a channel, an address for mail, a tag of HTML
    rf"|(?P<sentence>https?://{_IN_SENTENCE}++{_BREAKS_OFF}?)"
    rf"|(?<![\w@./:-])(?P<bare>(?:[a-z0-9-]++\.)*(?:{_DOMAINS})/{_IN_SENTENCE}++{_BREAKS_OFF}?)",
    re.IGNORECASE,
)
_RUNS = {
    name: re.compile(rf"(https?://{characters}++)({_BREAKS_OFF}?)", re.IGNORECASE)
    for name, characters in (
        ("alone", _ALONE), ("mrkdwn", _ALONE), ("sentence", _IN_SENTENCE), ("bare", _IN_SENTENCE)
    )
}  # fmt: skip
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_ENTITY_ROUNDS = 2  # a calendar's HTML, escaped once more by Slack
_TRAILING = ".,;:!?*'\""
_MARKS = ("_", "~")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


def extract_links(texts: Iterable[str]) -> Iterator[str]:
    """Each link, unescaped, with https for http and in the form that joins, in order, up to the limits above."""
    return islice(_extract_bounded(texts), MAX_LINKS)


def cut_at_word(text: str, limit: int) -> str:
    """At most `limit` characters, without the word that the limit cuts through."""
    return text if len(text) <= limit else "".join(text[:limit].rsplit(None, 1)[:-1])


def _extract_bounded(texts: Iterable[str]) -> Iterator[str]:
    characters_left = MAX_CHARACTERS
    for text in texts:
        if "/" in text:
            yield from _extract_from_text(cut_at_word(text, characters_left))
            characters_left = max(0, characters_left - len(text))


def _extract_from_text(text: str) -> Iterator[str]:
    visible = text if text.isascii() else text.translate(_INVISIBLE)
    for match in _WRITTEN.finditer(visible):
        if match.lastgroup and (link := _whole_link(match, match.lastgroup)):
            yield _strip_marks(join_form(with_https(link)))


def _whole_link(match: re.Match[str], kind: str) -> str | None:
    written = _unescape(match[kind])
    run = _RUNS[kind].match(f"https://{written}" if kind == "bare" else written)
    if run is None or run[2] or run[1].endswith("..."):
        return None
    return run[1].rstrip(_TRAILING)


def _strip_marks(link: str) -> str:
    """A passcode may itself end in one of mrkdwn's marks."""
    if not link.endswith(_MARKS) or parse_known_link(link):
        return link
    bare = link.rstrip(_TRAILING + "".join(_MARKS))
    return bare if parse_known_link(bare) else link


def _unescape(text: str) -> str:
    """Only entities that end in a semicolon: `html.unescape` alone would turn `&copy=1` into `©=1`."""
    for _ in range(_ENTITY_ROUNDS):
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text
