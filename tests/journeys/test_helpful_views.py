"""Where there is nothing to pick, the form says why and what to do next."""

from datetime import timedelta

import pytest

from bot.blocks.names import COMMAND
from tests.journeys.furniture import ZOOM
from tests.journeys.world import a_world_at_rest


def nothing(world) -> None:
    """Maya's calendar, and nothing in it."""


async def test_no_ones_calendar_is_connected(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.recall.delete_calendar(world.calendar.id))

    await world.opens_form()

    assert "No calendar is connected for maya@example.com." in world.form()
    assert "Ask an app admin to set it up." in world.form()


async def test_ones_own_calendar_is_not_connected(world):
    await world.opens_form(person=world.olga)

    assert "No calendar is connected for olga@example.com." in world.form(world.olga)


async def test_the_calendar_was_disconnected(a_sqlite_world):
    def prepare(world):
        world.meeting(attendees=["jonas@example.com"])
        world.recall.disconnect_calendar(world.calendar.id)

    world = await a_sqlite_world(prepare=prepare)

    await world.opens_form()

    assert "The calendar for maya@example.com was disconnected from Recall.ai." in world.form()
    assert "Ask an app admin to reconnect it." in world.form()


async def test_the_calendar_is_being_connected(a_sqlite_world):
    def prepare(world):
        world.recall.add_calendar(email="jonas@example.com", oauth_email="jonas@example.com", status="connecting")

    world = await a_sqlite_world(prepare=prepare)

    await world.opens_form(person=world.jonas)

    assert "The calendar for jonas@example.com is being connected to Recall.ai." in world.form(world.jonas)
    assert "Please check back then." in world.form(world.jonas)


async def test_there_are_no_meetings(a_sqlite_world):
    world = await a_sqlite_world(prepare=nothing)

    await world.opens_form()

    assert "Your calendar has no upcoming meetings with a link." in world.form()
    assert (
        "Add one with a Zoom, Google Meet, Teams or Webex link, and it will show up here within minutes."
    ) in world.form()


async def test_recall_could_not_be_reached_since_the_start(sqlite_url):
    async with a_world_at_rest(sqlite_url) as world:
        world.meeting()
        world.recall.fail_next(503, times=None)
        await world.starts()

        await world.opens_form()

        assert "Your meetings haven't been loaded yet" in world.form()
        assert "We try again every few minutes." in world.form()


async def test_once_recall_answers_the_meetings_are_there(sqlite_url):
    async with a_world_at_rest(sqlite_url) as world:
        world.meeting()
        world.recall.fail_next(503, times=None)
        await world.starts()
        await world.opens_form()
        await world.maya.closes()

        world.recall.clear_faults()
        world.clock.advance(timedelta(minutes=5))
        await world.until_read()
        await world.opens_form("weekly")

        assert "10:00 Weekly sync" in world.form()


async def test_known_meetings_are_offered_while_recall_does_not_answer(world):
    world.recall.fail_next(503, times=None)
    world.clock.advance(timedelta(hours=1))

    await world.opens_form("weekly")

    assert "10:00 Weekly sync" in world.form()


@pytest.mark.parametrize("who", ["maya", "olga"])
async def test_with_nothing_to_offer_the_form_says_since_when_recall_does_not_answer(a_sqlite_world, who):
    """Whether there is a calendar or a meeting by now, no one knows."""
    world = await a_sqlite_world(prepare=nothing)
    world.recall.fail_next(503, times=None)
    world.clock.advance(timedelta(hours=6))

    person = await world.opens_form(person=getattr(world, who))

    assert "We haven't been able to reach Recall.ai since Mon, March 2, 2026 at " in world.form(person)
    assert "No calendar is connected" not in world.form(person)
    assert "found here minutes later" not in world.form(person)


async def test_of_a_disconnected_calendar_it_is_said_that_its_meetings_are_missing(a_sqlite_world):
    def prepare(world):
        of_jonas = world.recall.add_calendar(email="jonas@example.com")
        world.meeting("With Jonas", calendar_id=of_jonas.id, attendees=["maya@example.com"], meeting_url=ZOOM)
        world.meeting("One-to-one")
        world.recall.disconnect_calendar(world.calendar.id)

    world = await a_sqlite_world(prepare=prepare)

    await world.opens_form("jonas")

    assert "The calendar for maya@example.com was disconnected from Recall.ai, so its meetings" in world.form()
    assert "10:00 With Jonas" in world.form()


async def test_a_calendar_that_was_connected_anew_leaves_nothing_to_be_said(a_sqlite_world):
    def prepare(world):
        world.recall.disconnect_calendar(world.calendar.id)
        anew = world.recall.add_calendar(email="maya@example.com", platform="google_calendar")
        world.meeting(calendar_id=anew.id)

    world = await a_sqlite_world(prepare=prepare)

    await world.opens_form()

    assert "disconnected" not in world.form()


@pytest.mark.parametrize("trouble", [nothing, lambda world: world.recall.delete_calendar(world.calendar.id)])
async def test_every_helpful_view_names_the_other_way(a_sqlite_world, trouble):
    world = await a_sqlite_world(prepare=trouble)

    await world.opens_form()

    assert f"`{COMMAND} https://…`" in world.form()
    assert "submit" not in world.maya.view or world.maya.view["submit"] is None
