"""Read the link to an event's page in Google Calendar or Outlook, which names the event by the provider's own id."""

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import unquote

from bot.core.links.extract import extract_links
from bot.core.links.https_url import HttpsUrl, read_https_url
from bot.core.links.redirects import join_form

_GOOGLE = ("calendar.google.com", "www.google.com")
_OUTLOOK = ("outlook.office.com", "outlook.office365.com", "outlook.live.com", "outlook.cloud.microsoft")
_ITEM = "/calendar/item/"
_EDIT = "eventedit"
# Exchange writes an id in two alphabets. https://learn.microsoft.com/graph/outlook-immutable-id
_ALPHABET = str.maketrans("-_", "/+")


def find_event_ids(text: str) -> list[str]:
    """The provider's ids of the events whose pages the text links to."""
    parsed = (read_https_url(join_form(url)) for url in extract_links([text]))
    return list(dict.fromkeys(event_id for url in parsed if url for event_id in _read(url)))


def is_same_event_id(first: str | None, second: str) -> bool:
    return first is not None and first.translate(_ALPHABET) == second.translate(_ALPHABET)


def _read(url: HttpsUrl) -> Iterator[str]:
    event_id = ""
    if url.host in _GOOGLE:
        parts = url.path.split("/")
        after_edit = parts[parts.index(_EDIT) + 1] if _EDIT in parts[:-1] else ""
        event_id = _decode(url.parameter("eid") or after_edit)
    elif url.host in _OUTLOOK:
        event_id = url.parameter("itemid") or unquote(url.path.partition(_ITEM)[2].strip("/"))
    if event_id:
        yield event_id


def _decode(eid: str) -> str:
    """`eid` is the event's id and the calendar's address, in base64."""
    try:
        decoded = base64.urlsafe_b64decode(eid + "=" * (-len(eid) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(" ")[0]
