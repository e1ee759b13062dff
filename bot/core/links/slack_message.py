"""Find meeting links in a Slack message, wherever Slack or another app has put them."""

from collections.abc import Iterator
from itertools import chain

from bot.core.links.extract import extract_links
from bot.core.links.json_walk import walk_strings
from bot.core.links.meeting_link import (
    FoundLink,
    deduplicate_links,
    is_without_bots,
    parse_claimed_link,
    parse_known_link,
)
from bot.core.links.redirects import is_shortened

MAX_FOUND = 25  # a message that leads into more rooms than that is no invitation

# Parts that people do not read: apps' own notes, pictures' addresses, and previews that may cut a link.
_UNREAD = frozenset(
    {
        "action_id", "author_icon", "block_id", "bot_profile", "callback_id", "footer_icon", "image_url",
        "metadata", "preview", "preview_highlight", "preview_plain_text", "reactions", "service_icon",
        "thumb_url", "user_profile",
    }
)  # fmt: skip
_ATTACHMENTS = "attachments"  # unfurls repeat what the message says


def find_links(message: object) -> list[FoundLink]:
    """Links that join a meeting, one for each room, a message's own before its unfurls'.

    Takes any JSON value. Other links, such as help pages and dial-in lists, are not reported.
    """
    found = (parse_known_link(url) for url in extract_links(walk_strings(message, _readable_members)))
    return deduplicate_links(link for link in found if link)[:MAX_FOUND]


def find_links_in_text(text: str) -> list[FoundLink]:
    """The same for what follows a command. There a link on a platform's host is meant, whatever its form."""
    return (
        find_links(text)
        or deduplicate_links(link for url in extract_links([text]) if (link := parse_claimed_link(url)))[:MAX_FOUND]
    )


def has_shortened_link(message: object) -> bool:
    """Whether a link hides behind a shortener, so that its full form has to be asked for. Any JSON value."""
    return any(is_shortened(url) for url in extract_links(walk_strings(message, _readable_members)))


def has_link_without_bots(message: object) -> bool:
    """Whether a link leads into a meeting that people can join and bots cannot. Any JSON value."""
    return any(is_without_bots(url) for url in extract_links(walk_strings(message, _readable_members)))


def _readable_members(value: dict[str, object]) -> Iterator[object]:
    if value.get("type") == "link":
        return iter((value.get("url"),))  # its text only claims to be a link
    own = (member for key, member in value.items() if key not in _UNREAD and key != _ATTACHMENTS)
    return chain(own, (value.get(_ATTACHMENTS),))
