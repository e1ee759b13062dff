"""A link that is booked already, for those who may see its booking: they change that one."""

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.links import (
    ZOOM,
    answered,
    assert_passcode_is_kept,
    books_link,
    chooses_time,
    logged,
    opens_link,
)

TICK = "Replace these settings"


@pytest.fixture
async def world(a_sqlite_world):
    def prepare(world):
        world.meeting(meeting_url=ZOOM, attendees=["jonas@example.com"])

    return await a_sqlite_world(prepare=prepare, configuration={"policy": {"operators": ["U0OPAL"]}})


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def test_anyone_who_booked_it_sees_how_and_is_offered_to_edit_it(world):
    await books_link(world, start=world.hours(5), who=world.olga)

    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5.25), world.olga)

    assert "A bot is already scheduled." in world.form(world.olga)
    assert "Booked by <@U0OLGA>" in world.form(world.olga)
    assert Action.EDIT_BOOKING in str(world.olga.view)


async def test_edit_opens_the_booking_as_it_is(world):
    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5), world.olga)
    await world.olga.fills(Field.BOT_NAME, "Scribe")
    await world.olga.submits()
    await world.card(saying="Scheduled:")
    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5.25), world.olga)

    await world.and_it_changes(world.olga, world.olga.clicks(Action.EDIT_BOOKING))

    assert "Edit the bot" in world.form(world.olga)
    await world.olga.fills(Field.BOT_NAME, "Clerk")
    await world.olga.submits()
    await world.card(saying="Clerk")
    (bot,) = world.recall.bots
    assert (bot.config["bot_name"], bot.join_at) == ("Clerk", world.hours(5))


async def test_those_who_may_not_see_it_are_not_offered_to_edit_it(world):
    link = "https://zoom.us/j/91234567890"
    await books_link(world, link, start=world.hours(5), who=world.olga)
    await opens_link(world, link, world.jonas)
    await chooses_time(world, world.hours(5), world.jonas)
    await world.and_it_changes(world.jonas, world.jonas.submits())

    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in world.form(world.jonas)
    assert Action.EDIT_BOOKING not in str(world.jonas.view)


async def test_an_operator_may_see_it(world):
    opal = world.slack.person("U0OPAL", email="opal@example.com")
    await books_link(world, start=world.hours(5), who=world.olga)

    await opens_link(world, who=opal, channel_id=world.slack.open_direct_message("U0OPAL").id)
    await chooses_time(world, world.hours(5), opal)

    assert "Booked by <@U0OLGA>" in world.form(opal)


async def test_agreeing_replaces_the_settings_and_the_time_of_the_one_bot(world):
    card = await books_link(world, start=world.hours(5), who=world.olga)
    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5.25), world.olga)
    await world.olga.fills(Field.BOT_NAME, "Clerk")
    await world.and_it_changes(world.olga, submits_with_tick(world.olga))

    assert "• Bot name: Meeting Notetaker → Clerk" in world.form(world.olga)
    assert "• Time: " in world.form(world.olga)
    await submits_with_tick(world.olga)
    changed = await world.card(saying="Clerk")

    (bot,) = world.recall.bots
    assert (bot.config["bot_name"], bot.join_at, changed.ts) == ("Clerk", world.hours(5.25), card.ts)


async def test_another_time_after_the_tick_needs_a_new_one(world):
    await books_link(world, start=world.hours(5), who=world.olga)
    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5.25), world.olga)
    await world.olga.fills(Field.REPLACE, [TICK])

    await world.and_it_changes(world.olga, world.olga.fills(Field.STARTS_AT, world.hours(5.5)))
    await world.olga.submits()

    assert world.olga.view_errors
    assert world.only_bot().join_at == world.hours(5)


async def test_the_link_with_the_passcode_takes_the_place_of_the_one_without(world):
    await books_link(world, ZOOM.partition("?")[0], start=world.hours(5), who=world.olga)

    await opens_link(world, who=world.olga)
    await chooses_time(world, world.hours(5), world.olga)
    assert "• Meeting link: without the passcode → with the passcode" in world.form(world.olga)
    await submits_with_tick(world.olga)
    await world.until_recall(lambda: world.only_bot().meeting_url == ZOOM)

    assert world.only_bot().join_at == world.hours(5)


async def submits_with_tick(person) -> None:
    await person.fills(Field.REPLACE, [TICK])
    await person.submits()


async def test_an_invited_colleague_edits_the_booking_of_the_meeting(world):
    jonas = world.jonas
    await world.opens_form("weekly")
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    await opens_link(world, who=jonas)
    assert "Booked by <@U0MAYA>" in world.form(jonas)
    await jonas.fills(Field.BOT_NAME, "Typed before")
    await world.and_it_changes(jonas, jonas.clicks(Action.EDIT_BOOKING))
    assert answered(jonas, Field.BOT_NAME)["value"] == "Scribe"
    await jonas.fills(Field.BOT_NAME, "Clerk")
    await jonas.submits()

    assert "Booked by <@U0MAYA>, changed by <@U0JONAS>" in (await world.card(saying="Clerk")).text
    assert world.only_bot().config["bot_name"] == "Clerk"
