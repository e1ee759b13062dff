"""Find the links of a calendar event, as Recall hands it on: its keys, and the one by which a bot joins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.identifiers import LinkKey
from bot.core.links.extract import cut_at_word, extract_links
from bot.core.links.https_url import with_https
from bot.core.links.json_walk import walk_strings
from bot.core.links.meeting_link import (
    FoundLink,
    deduplicate_links,
    has_passcode,
    is_without_bots,
    link_key,
    may_be_one_room,
    parse_known_link,
)
from bot.core.links.redirects import join_form

MAX_KEYS = 10  # machine-written forms of the link come first

# Where Google and Outlook keep links, machine-written fields first.
# https://docs.recall.ai/docs/calendar-event-platform-data
_LINK_FIELDS = (
    "conferenceData",
    "hangoutLink",
    "onlineMeeting",
    "onlineMeetingUrl",
    "location",
    "locations",
    "description",
    "body",
)
# Outlook's preview is the first 255 characters of the body, which may end within a link.
# https://learn.microsoft.com/graph/api/resources/event
_PREVIEW_LENGTH = 255


@dataclass(frozen=True, slots=True)
class EventLinks:
    """`join_url`: by which a bot is to join, where that is not the event's `meeting_url` as it is."""

    keys: tuple[LinkKey, ...] = ()
    join_url: str | None = field(default=None, repr=False)


def read_event_links(meeting_url: object, raw: object) -> EventLinks:
    """The key of `meeting_url` first, whatever its host; then those of links in `raw` that may be other forms of it.

    Takes any JSON value. Without a `meeting_url` the first link that joins a meeting takes its place. Links into other
    rooms are only mentions, and the event's other links stay private.
    """
    own = with_https(meeting_url) if isinstance(meeting_url, str) and meeting_url else None
    urls = list(extract_links(_texts(raw)))
    found = [link for url in urls if (link := parse_known_link(url))]
    own_key = link_key(own) if own else None
    first = own_key or (found[0].key if found else _key_without_bots(urls))
    if first is None:
        return EventLinks()
    keys = dict.fromkeys(key for key in (first, *(link.key for link in found)) if may_be_one_room(first, key))
    return EventLinks(tuple(keys)[:MAX_KEYS], _join_url(own, [link for link in found if link.key == first]))


def _join_url(own: str | None, same_room: Sequence[FoundLink]) -> str | None:
    """One that brings the passcode; else the event's own, without what Recall would stumble over."""
    joined = join_form(own) if own else None
    best = next(iter(deduplicate_links(same_room)), None)
    if best is not None and (joined is None or (has_passcode(best.url) and not has_passcode(joined))):
        return best.url
    return joined if joined is not None and joined != own and parse_known_link(joined) else None


def _key_without_bots(urls: Sequence[str]) -> LinkKey | None:
    """That of a meeting that people can join and bots cannot."""
    return next((link_key(url) for url in urls if is_without_bots(url)), None)


def _texts(raw: object) -> Iterator[str]:
    if not isinstance(raw, dict):
        return
    yield from walk_strings([raw.get(name) for name in _LINK_FIELDS])
    preview = raw.get("bodyPreview")
    if isinstance(preview, str):
        yield cut_at_word(preview, _PREVIEW_LENGTH - 1)
