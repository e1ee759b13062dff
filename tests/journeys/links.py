"""Messages with meeting links, and what the form makes of them."""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest

from bot.blocks.names import COMMAND, SHORTCUT, Field, field_name
from bot.sandbox.recall.ledger import Recorded
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.wire import Json
from tests.journeys.conftest import Log
from tests.journeys.furniture import SALES
from tests.journeys.world import World

PASSCODE = "oPeN.SeSaMe7"
ZOOM = f"https://acme.zoom.us/j/81234567890?pwd={PASSCODE}&from=addon"
SAME_ZOOM = f"https://us02web.zoom.us/j/81234567890?pwd={PASSCODE}"
ZOOM_LABEL = "Zoom · acme.zoom.us/j/81234567890"
LINKED = "/api/v1/bot/"

NOW, LATER = "Join now", "At a date and time"


def weekly_sync_on_zoom(world: World) -> None:
    """In Maya's calendar, under another form of the link."""
    world.meeting(meeting_url=SAME_ZOOM)


def shared(
    world: World,
    text: str = "",
    *,
    blocks: Sequence[Json] = (),
    by: Person | None = None,
    channel_id: str = SALES,
    thread_ts: str | None = None,
    **more: Any,
) -> Message:
    """A message in Slack's own shape, as people or other apps send it; `more` are its further fields."""
    messages = world.slack.workspace.messages
    author = (by or world.olga).user
    return messages.add(
        Message(
            channel_id=channel_id,
            ts=messages.next_ts(),
            author={"user": author.id, "team": author.team_id},
            text=text,
            blocks=tuple(blocks),
            thread_ts=thread_ts,
            more=more,
        )
    )


def rich_text(*elements: Json, kind: str = "rich_text_section") -> Json:
    return {"type": "rich_text", "block_id": "words", "elements": [{"type": kind, "elements": list(elements)}]}


async def uses_shortcut(world: World, message: Message, who: Person | None = None) -> None:
    person = who or world.maya
    shown = person.view and person.view["id"]
    await person.uses_shortcut(SHORTCUT, message.channel_id, message)
    await world.until(lambda: person.view and person.view["id"] != shown)


async def opens_link(world: World, link: str = ZOOM, who: Person | None = None, channel_id: str = SALES) -> None:
    """By the command."""
    person = who or world.maya
    shown = person.view and person.view["id"]
    await person.types(f"{COMMAND} {link}", channel_id)
    await world.until(lambda: person.view and person.view["id"] != shown)


async def chooses_time(world: World, start: datetime, who: Person | None = None) -> None:
    person = who or world.maya
    await world.and_it_changes(person, person.picks(Field.WHEN, LATER))
    await world.and_it_changes(person, person.fills(Field.STARTS_AT, start))


async def books_link(
    world: World, link: str = ZOOM, *, start: datetime | None = None, who: Person | None = None
) -> Message:
    """By the command, up to the confirmed card."""
    person = who or world.maya
    before = len(world.slack.messages(SALES))
    await opens_link(world, link, person)
    if start is not None:
        await chooses_time(world, start, person)
    await person.submits()
    assert person.view is None, world.form(person)
    await world.until(lambda: len(world.slack.messages(SALES)) > before)
    await world.nothing_is_left_to_do()
    return world.slack.messages(SALES)[-1]


def answered(person: Person, field: Field) -> Json | None:
    """What stands in a field of the open form; None where the field is not shown."""
    values = person.view["state"]["values"] if person.view else {}
    found = [next(iter(elements.values())) for block_id, elements in values.items() if field_name(block_id) == field]
    return found[0] if found else None


def chosen(person: Person, field: Field) -> str | None:
    """The words of the option that is chosen there."""
    option = (answered(person, field) or {}).get("selected_option")
    return option and option["text"]["text"]


def found_by_form(world: World, who: Person | None = None) -> str | None:
    """The meeting that the form has preselected, or else the link that it is about."""
    person = who or world.maya
    words = world.form(person)
    about = words.partition("Meeting link: ")[2].partition(" When")[0]
    return chosen(person, Field.MEETING) or about or None


def created(world: World) -> list[Recorded]:
    """What was asked of Recall for links that are on no calendar."""
    return world.recall.requests_to("POST", LINKED)


def writes(world: World) -> list[str]:
    """The methods by which Recall was asked to change something, in order."""
    return [request.method for request in world.recall.requests if request.method != "GET"]


def told_by_program(world: World) -> Iterator[str]:
    """Everything that the program has said to Slack, by calls and by answers."""
    for call in world.slack.calls:
        yield json.dumps(call.args, ensure_ascii=False)
    for delivery in world.slack.delivered:
        yield json.dumps(delivery.ack.body, ensure_ascii=False)


def logged(log: Log, records: pytest.LogCaptureFixture) -> str:
    """By the program and by its libraries, until the journey was over."""
    format_record = logging.Formatter().format
    by_libraries = [format_record(record) for phase in ("setup", "call") for record in records.get_records(phase)]
    return "\n".join([log.text, *by_libraries])


def assert_passcode_is_kept(world: World, logs: str) -> None:
    """It went to Recall, and nowhere else."""
    told = [text for text in (*told_by_program(world), logs) if PASSCODE in text]
    assert told == []
