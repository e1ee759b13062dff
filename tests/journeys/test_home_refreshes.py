"""App Home is shown anew after each change: to whom it matters, not too often, and without ever being in the way."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from bot.core.identifiers import TeamId, UserId
from bot.scheduling.home.refresh import EVERY
from tests.journeys.homes import home_says, named, opens_home
from tests.journeys.waiting import until
from tests.journeys.world import World


@pytest.fixture
async def world(a_sqlite_world) -> World:
    """Maya's weekly sync, to which Jonas is invited; Olga is an operator."""
    operators = {"policy": {"operators": ["U0OLGA"]}}
    world = await a_sqlite_world(
        prepare=lambda world: world.meeting(attendees=["jonas@example.com"]), configuration=operators
    )
    world.hears_recall()
    return world


def published(world: World, user_id: str = "U0MAYA") -> int:
    return sum(call.args["user_id"] == user_id for call in world.slack.calls_to("views.publish"))


async def test_nothing_is_published_to_those_who_never_opened_it(world):
    card = await world.books()
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.nothing_is_left_to_do()

    assert world.slack.calls_to("views.publish") == []


async def test_a_booking_and_its_cancelling_show_in_the_bookers_home(world):
    await opens_home(world)
    assert "No bot" in world.home()

    card = await world.books()
    await home_says(world, "*Scheduled*")
    await world.maya.clicks(Action.CANCEL_BOT, card)

    await home_says(world, "*Canceled*. No bot will join.")
    assert "No bot" in world.home()


async def test_someone_elses_change_shows_in_both_homes(world):
    await world.books()
    for person in (world.maya, world.jonas):
        await opens_home(world, person)

    await world.jonas.clicks(named(world, Action.EDIT_BOOKING, "Weekly sync", world.jonas))
    await world.until(lambda: world.jonas.view)
    await world.jonas.fills(Field.BOT_NAME, "Berlin notes")
    before = published(world), published(world, "U0JONAS")
    await world.jonas.submits()

    await world.card(saying="Berlin notes")
    await world.until(lambda: published(world) > before[0])
    await world.until(lambda: published(world, "U0JONAS") > before[1])


async def test_anyone_who_is_invited_sees_in_their_home_what_others_do_with_the_meeting(world):
    await opens_home(world, world.jonas)
    assert "No bot" in world.home(world.jonas)

    card = await world.books()
    await home_says(world, "*Scheduled* · booked by <@U0MAYA>", world.jonas)
    await world.maya.clicks(Action.CANCEL_BOT, card)

    await home_says(world, "No bot", world.jonas)
    assert published(world) == published(world, "U0OLGA") == 0


async def test_a_meeting_that_moves_does_so_in_the_homes_of_all_who_are_invited(world):
    await opens_home(world, world.jonas)
    (event,) = [each for each in world.recall.events if each.title == "Weekly sync"]

    world.recall.move_event(event.id, event.start + timedelta(hours=1))

    await home_says(world, "17:00–17:30 · Weekly sync", world.jonas)


async def test_a_calendar_that_is_lost_is_named_in_its_owners_home(world):
    await opens_home(world)
    (calendar,) = [each for each in world.recall.calendars if each.email == "maya@example.com"]

    world.recall.disconnect_calendar(calendar.id)

    await home_says(world, "disconnected")


async def test_an_operators_cancelling_shows_in_the_bookers_home(world):
    card = await world.books()
    await opens_home(world)

    await world.olga.clicks(Action.CANCEL_BOT, card)

    await home_says(world, "<@U0OLGA> canceled it")
    assert published(world, "U0OLGA") == 0


async def test_many_changes_at_once_are_shown_together_and_the_last_one_is_shown(world):
    await world.books()
    await opens_home(world)
    before = published(world)

    world.recall.live_normally(world.only_bot().id)
    await world.card(saying="Recording ready")
    await world.nothing_is_left_to_do()
    assert published(world) <= before + 1
    world.clock.advance(EVERY)

    await home_says(world, "*Recording ready · 1 min*, Mon, March 2")
    assert published(world) <= before + 2


@pytest.mark.parametrize("trouble", [{"status": 500}, {"error": "not_enabled"}, {"no_answer": True}])
async def test_a_home_that_cannot_be_published_is_in_no_ones_way(world, trouble):
    await opens_home(world)
    world.clock.advance(EVERY)
    world.slack.fail_next("views.publish", times=10, **trouble)

    card = await world.books()
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    world.slack.clear_faults()
    await opens_home(world)
    await home_says(world, "*Canceled*. No bot will join.")
    assert world.maya.direct_messages == []


async def test_after_a_refusal_for_good_it_is_not_tried_again_until_it_is_opened(world):
    await opens_home(world)
    world.clock.advance(EVERY)
    world.slack.fail_next("views.publish", error="not_enabled")
    card = await world.books()
    await until(lambda: is_forgotten(world))
    world.clock.advance(EVERY)

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()
    assert published(world) == 2

    await opens_home(world)
    await home_says(world, "*Canceled*. No bot will join.")


async def is_forgotten(world: World) -> bool:
    return await world.store.homes.get(TeamId("T0EXAMPLE"), UserId("U0MAYA")) is None


async def test_when_slack_wants_to_be_left_alone_it_is_shown_afterwards(world):
    await opens_home(world)
    world.clock.advance(EVERY)
    world.slack.fail_next("views.publish", retry_after=30)
    await world.books()
    await world.until(lambda: published(world) == 2)
    assert "No bot" in world.home()

    await world.until_by_the_clock(lambda: "*Scheduled*" in world.home(), every=timedelta(seconds=31))
