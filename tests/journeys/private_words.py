"""What may stand in no log and no figure: whatever people wrote or are called, and whatever opens a door."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET
from tests.journeys.furniture import WEBHOOK_SECRET
from tests.journeys.world import World

SHORTEST = 4  # shorter ones stand in other words too
OPENS_A_DOOR = {"pwd", "tk", "zak", "p"}

OUR_WORDS = frozenset({"help", "list", "today", "rules", "connect"})  # of the command: they name pages


def private_words(world: World) -> dict[str, str]:
    """Each with what it is. Read at the end of a journey, when everything has been said."""
    found = [
        *_secrets(world),
        *_of_people(world),
        *_of_meetings(world),
        *_of_interactions(world),
    ]
    return {word: what for what, word in found if word and len(word) >= SHORTEST}


def private_words_in(text: str, words: dict[str, str]) -> list[str]:
    """What they are, not themselves; as they are, and as JSON spells them."""
    return sorted({what for word, what in words.items() if word in text or json.dumps(word)[1:-1] in text})


def _secrets(world: World) -> Iterator[tuple[str, str]]:
    yield "the bot token", BOT_TOKEN
    yield "the app token", APP_TOKEN
    yield "the signing secret", SIGNING_SECRET
    yield "the webhook secret", WEBHOOK_SECRET
    yield "the API key", world.recall.api_key


def _of_people(world: World) -> Iterator[tuple[str, str | None]]:
    for user in world.slack.workspace.directory.users.values():
        if not user.is_bot:
            yield f"the name of {user.id}", user.real_name
            yield f"the address of {user.id}", user.email
    yield "the address of a calendar", world.calendar.email


def _of_meetings(world: World) -> Iterator[tuple[str, str | None]]:
    for event in world.recall.events:
        yield f"the title of {event.id}", event.title
        yield from _of_link(f"the link of {event.id}", event.link)
        for guest in (*event.attendees, event.organizer):
            yield f"an address in {event.id}", guest.email
            yield f"a name in {event.id}", guest.name
    for request in world.recall.requests:
        body = request.json if isinstance(request.json, dict) else {}
        yield from _of_link("a link that was sent to Recall", body.get("meeting_url"))


def _of_link(what: str, link: Any) -> Iterator[tuple[str, str]]:
    if isinstance(link, str):
        yield what, link
        for name, value in parse_qsl(urlsplit(link).query):
            if name in OPENS_A_DOOR:
                yield f"the passcode in {what}", value


def _of_interactions(world: World) -> Iterator[tuple[str, str | None]]:
    for delivery in world.slack.delivered:
        payload = delivery.payload
        yield "a trigger", payload.get("trigger_id")
        if payload.get("text") not in OUR_WORDS:
            yield "the words of a command", payload.get("text")
        yield "the words of a message", (payload.get("message") or {}).get("text")
        for url in [payload, *(payload.get("response_urls") or ())]:
            yield "an address to answer at", url.get("response_url")
        for fields in ((payload.get("view") or {}).get("state") or {}).get("values", {}).values():
            for state in fields.values():
                if state["type"] == "plain_text_input":
                    yield "what somebody typed into a field", state["value"]
