"""Another integration in the same Recall workspace has booked a bot for the meeting: it is not taken over unasked."""

import ssl
from datetime import timedelta

import httpx
import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import MEET
from tests.journeys.world import World

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # loading the system's takes longer than the request


async def another_integration_books(world: World, event_id: str, key: str = "of-theirs") -> None:
    async with httpx.AsyncClient(trust_env=False, verify=NO_AUTHORITIES) as client:
        answer = await client.post(
            f"{world.recall_url}/api/v2/calendar-events/{event_id}/bot/",
            headers={"Authorization": f"Token {world.recall.api_key}"},
            json={"deduplication_key": key, "bot_config": {"bot_name": "Their bot"}},
        )
    assert answer.status_code == 200


@pytest.fixture
async def booked_by_others(a_sqlite_world) -> World:
    async def prepare(world):
        await another_integration_books(world, world.meeting().id)

    return await a_sqlite_world(prepare=prepare)


async def test_a_bot_of_another_integration_is_said(booked_by_others):
    world = booked_by_others

    await world.opens_form("weekly")

    assert (
        "*Another integration has scheduled a bot for this meeting.* We can't see who did or with "
        "which settings. Scheduling one here replaces it."
    ) in world.form()


async def test_a_bot_of_another_integration_is_not_replaced_without_the_tick(booked_by_others):
    world = booked_by_others
    await world.opens_form("weekly")

    await world.maya.submits()

    await world.nothing_is_left_to_do()
    assert world.maya.view_errors
    assert world.only_bot().config["bot_name"] == "Their bot"


async def test_a_bot_of_another_integration_is_replaced_once_that_is_agreed_to(booked_by_others):
    world = booked_by_others
    await world.opens_form("weekly")

    await world.maya.fills(Field.REPLACE, ["Replace these settings"])
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert world.only_bot().config["bot_name"] == "Meeting Notetaker"
    assert world.only_bot().deduplication_key == f"2026-03-02T15:00:00Z-{MEET}"


async def test_a_bot_that_others_booked_while_the_form_was_open_is_asked_about(a_sqlite_world):
    world = await a_sqlite_world()
    world.hears_recall()
    await world.opens_form("weekly")
    event = world.recall.events[0]
    await another_integration_books(world, event.id)
    world.recall.rename_event(event.id, "Weekly sync!")
    await world.until_mirrored(event.id, lambda meeting: bool(meeting.bots))

    await world.and_it_changes(world.maya, world.maya.submits())

    assert (
        "*Another integration has scheduled a bot for this meeting.* We can't see who did or with "
        "which settings. Scheduling one here replaces it."
    ) in world.form()
    await world.nothing_is_left_to_do()
    assert world.only_bot().config["bot_name"] == "Their bot"


async def test_a_bot_of_our_own_that_another_has_replaced_is_no_one_elses(a_sqlite_world):
    world = await a_sqlite_world()
    world.hears_recall()
    await world.books()
    world.clock.advance(timedelta(hours=3))
    first = world.only_bot().id
    world.recall.walk_bot(first, "joining_call")
    world.recall.walk_bot(first, "fatal", sub_code="meeting_locked")
    await world.maya.clicks(Action.TRY_AGAIN, await world.card(saying="Failed:"))
    await world.until_recall(lambda: len(world.scheduled()) == 2)
    await world.nothing_is_left_to_do()
    (second,) = [bot for bot in world.recall.bots if bot.id != first]
    world.recall.live_normally(second.id, until="in_call_recording")
    await world.maya.clicks(Action.CANCEL_BOT, await world.card(saying="Recording:"))
    await world.until_recall(lambda: second.status == "done")
    await world.nothing_is_left_to_do()

    await world.opens_form("weekly")

    assert "Another integration" not in world.form()
