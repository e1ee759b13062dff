"""What a bot costs is said before and after, to the person and to admins, and a budget warns once."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.homes import home_says, opens_home
from tests.journeys.world import World

CONFIGURATION = {
    "policy": {"operators": ["U0OLGA"]},
    "prices": {"bot_per_hour": 40, "transcription_per_hour": 20, "as_of": "2026-02-01"},
    "budget": {"dollars_per_month": 50, "stops_rules": True},
}


LIFE = (
    (0, "joining_call"),
    (1, "in_waiting_room"),
    (1, "in_call_not_recording"),
    (0, "in_call_recording"),
    (43, "call_ended"),
    (0, "recording_done"),
    (0, "done"),
)


async def lives_45_minutes(world: World) -> None:
    """The bot waits in the lobby, records for 43 minutes, and leaves."""
    bot = world.only_bot().id
    for minutes, status in LIFE:
        world.clock.advance(timedelta(minutes=minutes))
        world.recall.walk_bot(bot, status)
        await world.nothing_is_left_to_do()
    world.recall.finish_transcripts(bot)


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world(configuration=CONFIGURATION)
    world.hears_recall()
    return world


async def test_the_form_says_about_what_it_will_cost_and_follows_the_settings(world):
    await world.opens_form("weekly")
    assert "Estimated cost: about $30.00 for 30 min · prices as of February 1, 2026" in world.form()

    await world.and_it_changes(world.maya, world.maya.picks(Action.CHOOSE_TRANSCRIPT, "No transcript"))

    assert "Estimated cost: about $20.00 for 30 min" in world.form()


async def test_the_form_of_a_link_says_it_by_the_hour(world):
    await world.opens_form("https://example.zoom.us/j/99988877766")

    assert "Estimated cost: about $60.00 an hour" in world.form()


async def test_afterwards_the_seconds_that_were_used_count(world):
    await world.books()
    await lives_45_minutes(world)

    card = await world.card(saying="Used 45 min, about $44.33")

    assert "Recording ready" in card.text
    await opens_home(world)
    await home_says(world, "This month: 1 bot, 45 min, about $44.33")


async def test_admins_see_the_team_and_are_warned_once_at_each_mark(world):
    await world.books()
    await lives_45_minutes(world)
    await world.card(saying="about $44.33")
    warnings = lambda: [each.text for each in world.olga.direct_messages if "budget" in each.text]  # noqa: E731

    await world.until_by_the_clock(warnings, timedelta(hours=1))
    await world.program.personal.budget_warnings.run()

    assert warnings() == [
        "Recording bots have cost about $44.33 in March 2026. That's 88% of the monthly budget of $50.00."
    ]
    await opens_home(world, world.olga)
    await world.olga.clicks(Action.SHOW_ADMIN_PAGE)
    await world.until(lambda: world.olga.view)
    page = world.form(world.olga)
    assert "*1 bot, 45 min, about $44.33*. That's 88% of the budget of $50.00." in page
    assert "<@U0MAYA>: 1 bot, 45 min, about $44.33" in page

    await world.restarts({**CONFIGURATION, "budget": {"dollars_per_month": 45}})
    await world.until_by_the_clock(lambda: warnings()[1:], timedelta(hours=1))
    assert warnings()[1:] == [
        "Recording bots have cost about $44.33 in March 2026. That's 98% of the monthly budget of $45.00."
    ]
