"""Find the link keys of a calendar event, as Recall hands it on."""

from collections.abc import Iterator

from bot.core.identifiers import LinkKey
from bot.core.links.extract import cut_at_word, extract_links
from bot.core.links.https_url import with_https
from bot.core.links.json_walk import walk_strings
from bot.core.links.meeting_link import link_key, may_be_one_room, parse_known_link
from bot.core.links.redirects import unwrap_link

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


def event_link_keys(meeting_url: object, raw: object) -> tuple[LinkKey, ...]:
    """The key of `meeting_url` first, whatever its host; then the keys of links in `raw` that may be other forms of it.

    Takes any JSON value. Without a `meeting_url` the first link that joins a meeting takes its place. Links into other
    rooms are only mentions, and the event's other links stay private.
    """
    own = link_key(unwrap_link(with_https(meeting_url))) if isinstance(meeting_url, str) else None
    found = [link.key for url in extract_links(_texts(raw)) if (link := parse_known_link(url))]
    keys = [own, *found] if own else found
    return tuple(dict.fromkeys(key for key in keys if may_be_one_room(keys[0], key)))[:MAX_KEYS]


def _texts(raw: object) -> Iterator[str]:
    if not isinstance(raw, dict):
        return
    yield from walk_strings([raw.get(name) for name in _LINK_FIELDS])
    preview = raw.get("bodyPreview")
    if isinstance(preview, str):
        yield cut_at_word(preview, _PREVIEW_LENGTH - 1)
