"""What is written down for the operator: who asked for what, what was sent, what came of it."""

import asyncio
import json
import os
import subprocess
import sys

import pytest

from bot.blocks.names import Action, Field
from bot.doctor.examine import examine
from bot.doctor.finding import render_findings
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from bot.store.audit import read_audit
from tests.journeys.furniture import WEBHOOK_SECRET
from tests.journeys.links import PASSCODE, SAME_ZOOM, books_link, weekly_sync_on_zoom
from tests.journeys.private_words import private_words, private_words_in

MET = "https://acme.zoom.us/j/89999999999"


@pytest.fixture
async def world(a_sqlite_world):
    world = await a_sqlite_world(prepare=weekly_sync_on_zoom)
    world.hears_recall()
    return world


async def trail(world, **wanted) -> list[dict]:
    url = world.settings.database_url.get_secret_value()
    return [line async for line in read_audit(url, **wanted)]


async def books_and_cancels(world) -> None:
    card = await world.books()
    await world.nothing_is_left_to_do()
    await world.jonas.clicks(Action.CANCEL_BOT, card)
    await world.reads_ephemeral(world.jonas)
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()


async def test_the_trail_tells_who_asked_for_what_and_what_came_of_it(world):
    await books_and_cancels(world)

    lines = await trail(world)

    assert [(line["what"], line["who"]) for line in lines] == [
        ("booked", "U0MAYA"),
        ("schedule", "U0MAYA"),
        ("refused", "U0JONAS"),
        ("cancelled", "U0MAYA"),
        ("unschedule", "U0MAYA"),
    ]
    assert lines[1]["sent"]["bot_name"] == "Meeting Notetaker"
    assert (lines[2]["asked"], lines[2]["reason"]) == ("cancel", "not_yours")


async def test_what_recall_refused_is_in_it(world):
    world.recall.fail_next(402, path="/api/v2/calendar-events/*/bot/")
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.nothing_is_left_to_do()

    line = (await trail(world))[-1]
    assert line["failure"]["status"] == 402
    assert line["sent"]["bot_name"] == "Meeting Notetaker"


async def test_of_an_edit_that_recall_refused_it_has_what_was_sent_rather_than_what_is_booked(world):
    card = await world.books()
    await world.nothing_is_left_to_do()
    world.recall.fail_next(400, path="/api/v2/calendar-events/*/bot/")

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.maya.submits()
    await world.nothing_is_left_to_do()

    line = (await trail(world))[-1]
    assert (line["what"], line["failure"]["status"]) == ("schedule", 400)
    assert line["sent"]["bot_name"] == "Scribe"


async def test_what_the_calendar_did_is_no_ones_doing(world):
    await world.books()
    await world.nothing_is_left_to_do()

    (event,) = [each for each in world.recall.events if each.title == "Weekly sync"]
    world.recall.delete_event(event.id)
    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()

    by_itself = (await trail(world))[2:]
    assert [(line["what"], line["who"]) for line in by_itself] == [("calendar", None), ("unschedule", None)]
    assert by_itself[0]["reason"] == "event_deleted"
    assert len(await trail(world, person="U0MAYA")) == 2


async def test_who_has_a_recording_deleted_is_in_it(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0OLGA"]}})
    world.hears_recall()
    await world.books()
    world.clock.set_to(world.hours(3))
    world.recall.live_normally(world.only_bot().id, until="done")
    await world.card(saying="Recording ready")
    await world.nothing_is_left_to_do()
    (thread,) = [m for m in world.slack.messages("C0SALES") if Action.DELETE_RECORDING in str(m.blocks)]

    await world.olga.clicks(Action.DELETE_RECORDING, thread)
    await world.until_recall(lambda: world.recall.requests_to("POST", "/api/v1/bot/*/delete_media/"))

    assert [line["who"] for line in await trail(world) if line["what"] == "deletion wished"] == ["U0OLGA"]


async def test_more_bots_than_allowed_are_in_it(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"max_bots_per_person_per_day": 1}})
    await world.books()
    await world.nothing_is_left_to_do()
    await world.opens_form(MET)
    await world.maya.submits()

    (line,) = [line for line in await trail(world) if line["what"] == "refused"]
    assert (line["who"], line["asked"], line["reason"]) == ("U0MAYA", "book", "daily limit")


async def test_no_passcode_is_in_the_trail_its_export_the_figures_or_what_doctor_says(world):
    await books_and_cancels(world)
    await books_link(world, f"{MET}?pwd={PASSCODE}")
    await world.nothing_is_left_to_do()
    assert PASSCODE in str([request.json for request in world.recall.requests])

    lines = await trail(world)
    assert [line["sent"]["meeting_url"] for line in lines if line["what"] == "create"] == [MET]
    exported, read = await beside(world, "audit", "--json"), await beside(world, "audit")
    diagnosis = render_findings(await examine(world.settings))

    assert [json.loads(line) for line in exported.splitlines()] == lines
    assert "U0JONAS: refused: cancel (not_yours)" in read
    told = "\n".join([str(lines), exported, read, diagnosis])
    assert PASSCODE not in told
    settings = {"Meeting Notetaker", MET, "maya@example.com"}
    words = {word: what for word, what in private_words(world).items() if word not in settings}
    assert private_words_in(told, words) == []


async def test_a_meeting_goes_by_its_link_however_it_is_written(world):
    await books_and_cancels(world)

    read = await beside(world, "audit", "--json", "--meeting", SAME_ZOOM.replace("us02web", "acme"))

    assert [json.loads(line)["what"] for line in read.splitlines()][:2] == ["booked", "schedule"]


async def beside(world, *command: str) -> str:
    """What a command of the program prints while the program serves."""
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "RECALL_API_KEY": world.recall.api_key,
        "RECALL_API_URL": world.recall_url,
        "RECALL_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "DATABASE_URL": world.settings.database_url.get_secret_value(),
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "bot", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
