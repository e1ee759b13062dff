"""Why is there a bot here? The command with the link, or the shortcut on it, tells those who may know."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import SALES
from tests.journeys.links import ZOOM, chooses_time, opens_link, shared, uses_shortcut
from tests.journeys.test_booked_by_others import another_integration_books
from tests.journeys.world import World

HOW = "Settings: “Meeting Notetaker”. Transcript by Recall.ai (auto), speaker view."
KEPT = "Kept for your account's default period."


def with_jonas(world: World) -> None:
    world.meeting(attendees=["jonas@example.com"], meeting_url=ZOOM)


@pytest.fixture
async def booked(a_sqlite_world) -> World:
    world = await a_sqlite_world(prepare=with_jonas)
    world.hears_recall()
    await world.books()
    return world


async def is_live(world) -> None:
    world.clock.advance(timedelta(hours=3))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording:")


async def asks_by_command(world, who):
    await opens_link(world, who=who)


async def asks_by_shortcut(world, who):
    await uses_shortcut(world, shared(world, ZOOM), who)


@pytest.mark.parametrize("asks", [asks_by_command, asks_by_shortcut])
async def test_anyone_who_is_invited_is_told_who_booked_it_when_how_and_how_long_it_is_kept(booked, asks):
    await asks(booked, booked.jonas)

    said = booked.form(booked.jonas)
    assert "A bot is already scheduled." in said
    assert "Booked by <@U0MAYA> Mon, March 2, 2026 at " in said
    assert HOW in said
    assert KEPT in said


async def test_while_it_is_in_the_call_as_well(booked):
    await is_live(booked)

    await opens_link(booked, who=booked.jonas)

    said = booked.form(booked.jonas)
    assert "The bot is in the meeting, so its settings are locked." in said
    assert "Booked by <@U0MAYA> Mon, March 2, 2026 at " in said
    assert HOW in said
    assert KEPT in said


async def test_someone_else_is_told_only_that_a_bot_is_booked(booked):
    await opens_link(booked, who=booked.olga)
    await chooses_time(booked, booked.hours(3.1), booked.olga)
    await booked.and_it_changes(booked.olga, booked.olga.submits())

    said = booked.form(booked.olga)
    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in said
    assert "U0MAYA" not in said
    assert "Settings: “" not in said
    assert Action.VETO_RECORDING not in str(booked.olga.view)


async def test_who_edits_it_is_told_as_well(booked):
    await booked.jonas.clicks(Action.EDIT_BOOKING, booked.slack.messages(SALES)[0])
    await booked.until(lambda: booked.jonas.view)

    assert booked.form(booked.jonas).startswith("Edit the bot Booked by <@U0MAYA> Mon, March 2, 2026 at ")


@pytest.mark.parametrize("state", ["booked", "live"])
async def test_anyone_who_is_invited_can_stop_it_from_there(booked, state):
    if state == "live":
        await is_live(booked)
    await opens_link(booked, who=booked.jonas)

    await booked.and_it_changes(booked.jonas, booked.jonas.clicks(Action.VETO_RECORDING))

    assert "<@U0JONAS> doesn't want this meeting to be recorded." in booked.form(booked.jonas)
    card = await booked.card(saying="<@U0JONAS> turned recording off")
    await booked.nothing_is_left_to_do()
    assert [bot for bot in booked.recall.bots if bot.status != "done"] == []
    assert card


async def test_so_can_who_is_invited_to_the_same_call_by_another_event(booked):
    hers = booked.recall.add_calendar(email="olga@example.com")
    event = booked.meeting("Our own", calendar_id=hers.id, meeting_url=ZOOM, start=booked.hours(3.1))
    booked.recall.rename_event(event.id, "Our own call")
    await booked.until_mirrored(event.id)
    await opens_link(booked, who=booked.olga)
    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in booked.form(booked.olga)
    assert "U0MAYA" not in booked.form(booked.olga)

    await booked.and_it_changes(booked.olga, booked.olga.clicks(Action.VETO_RECORDING))

    await booked.card(saying="<@U0OLGA> turned recording off")
    await booked.nothing_is_left_to_do()
    assert booked.recall.bots == []


async def test_of_another_integrations_bot_it_is_said_that_nothing_more_is_known_of_it(a_sqlite_world):
    async def prepare(world):
        world.meeting(meeting_url=ZOOM)
        await another_integration_books(world, world.recall.events[0].id)

    world = await a_sqlite_world(prepare=prepare)

    await opens_link(world)

    assert (
        "*Another integration has scheduled a bot for this meeting.* We can't see who did or with "
        "which settings. Scheduling one here replaces it."
    ) in world.form()
    assert (
        "*Another integration has scheduled a bot for this meeting.* We can't see who did or with "
        "which settings. Scheduling one here replaces it."
    ) in world.form()
