"""Find meeting links in a Slack message, wherever Slack or another app has put them."""

from collections.abc import Iterator
from itertools import chain

from bot.core.links.extract import links_in
from bot.core.links.json_walk import strings_in
from bot.core.links.meeting_link import FoundLink, as_found, as_given, is_without_bots, one_per_room
from bot.core.links.redirects import is_shortened

MAX_FOUND = 25  # a message that leads into more rooms than that is no invitation

# What nobody reads: apps' own notes, pictures' addresses, and previews that may break off within a link.
_UNREAD = frozenset(
    {
        "action_id", "author_icon", "block_id", "bot_profile", "callback_id", "footer_icon", "image_url",
        "metadata", "preview", "preview_highlight", "preview_plain_text", "reactions", "service_icon",
        "thumb_url", "user_profile",
    }
)  # fmt: skip
_ATTACHMENTS = "attachments"  # unfurls repeat what the message says


def find_links(message: object) -> list[FoundLink]:
    """Links by which a meeting can be joined, one for each room, a message's own before those of its unfurls.

    Takes any JSON value. Other links, among them those to help pages and dial-in lists, are not reported.
    """
    found = (as_found(url) for url in links_in(strings_in(message, _read_by_people)))
    return one_per_room(link for link in found if link)[:MAX_FOUND]


def find_links_in_text(text: str) -> list[FoundLink]:
    """The same for what follows a command. There a link on a platform's host is meant, whatever its form."""
    return find_links(text) or one_per_room(link for url in links_in([text]) if (link := as_given(url)))[:MAX_FOUND]


def has_shortened_link(message: object) -> bool:
    """Whether a link hides behind a shortener, so that its full form has to be asked for. Any JSON value."""
    return any(is_shortened(url) for url in links_in(strings_in(message, _read_by_people)))


def has_link_without_bots(message: object) -> bool:
    """Whether a link leads into a meeting that people can join and bots cannot. Any JSON value."""
    return any(is_without_bots(url) for url in links_in(strings_in(message, _read_by_people)))


def _read_by_people(value: dict[str, object]) -> Iterator[object]:
    if value.get("type") == "link":
        return iter((value.get("url"),))  # its text only claims to be a link
    own = (member for key, member in value.items() if key not in _UNREAD and key != _ATTACHMENTS)
    return chain(own, (value.get(_ATTACHMENTS),))
