"""`/recall-schedule list`: what App Home shows, said in the conversation to one person alone."""

import pytest

from bot.blocks.names import COMMAND, Action, Field
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from tests.journeys.furniture import OTHER_MEET, RANDOM, SALES
from tests.journeys.world import World


@pytest.fixture
async def world(a_sqlite_world) -> World:
    def prepare(world: World) -> None:
        world.meeting(attendees=["jonas@example.com"])
        world.meeting("Review", start=world.hours(28), meeting_url=OTHER_MEET)

    return await a_sqlite_world(prepare=prepare)


async def lists(world: World, person: Person | None = None, channel_id: str = SALES) -> Message:
    who = person or world.maya
    known = len(who.ephemerals)
    await who.types(f"{COMMAND} list", channel_id)
    await world.until(lambda: len(who.ephemerals) > known)
    return who.ephemerals[-1]


async def test_it_says_what_is_coming_and_which_meetings_have_a_bot(world):
    await world.books()

    told = (await lists(world)).text

    assert told.index("Today, Mon, March 2") < told.index("10:00–10:30 · Weekly sync") < told.index("*Scheduled*")
    assert told.index("Tomorrow, Tue, March 3") < told.index("11:00–11:30 · Review") < told.index("No bot")
    assert "Google Calendar: connected" in told
    assert len(world.slack.messages(SALES)) == 1


async def test_a_bot_is_booked_from_there_for_the_conversation_that_one_is_in(world):
    told = await lists(world, channel_id=RANDOM)
    buttons = [block for block in told.blocks if "Review" in str(block) and "accessory" in block]

    await world.maya.clicks(f"{buttons[0]['block_id']}/{Action.SCHEDULE_A_BOT}", told)
    await world.until(lambda: world.maya.view)
    (chosen,) = world.maya.view["state"]["values"][Field.DESTINATION].values()
    assert chosen["selected_conversation"] == RANDOM
    await world.maya.submits()

    assert "Review" in (await world.card(RANDOM, saying="Scheduled:")).text


async def test_a_bot_is_edited_and_cancelled_from_there(world):
    await world.books()
    told = await lists(world)

    await world.maya.clicks(Action.EDIT_BOOKING, told)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    await world.card(saying="Acme notes")
    await world.maya.clicks(Action.CANCEL_BOT, told, confirms=False)
    assert len(world.recall.bots) == 1
    await world.maya.clicks(Action.CANCEL_BOT, told)

    await world.card(saying="Canceled:")
    assert "<@U0MAYA> canceled it" in (await lists(world)).text


async def test_a_colleague_reads_of_the_bot_for_the_meeting_to_which_they_are_invited(world):
    await world.books()

    assert "*Scheduled* · booked by <@U0MAYA>" in (await lists(world, world.jonas)).text


async def test_others_read_nothing_of_it(world):
    await world.books()

    told = await lists(world, world.olga)

    assert "Weekly sync" not in str(told.blocks)
    assert "No calendar is connected for" in told.text


async def test_a_list_from_before_the_cancelling_does_no_harm(world):
    card = await world.books()
    told = await lists(world)
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    await world.maya.clicks(Action.CANCEL_BOT, told)

    await world.nothing_is_left_to_do()
    assert len(world.slack.messages(SALES)) == 1
    assert world.recall.bots == []
