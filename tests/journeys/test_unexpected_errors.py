"""When something breaks that should not: an apology, and the same reference in the log."""

from bot.blocks.names import COMMAND, Action
from tests.journeys.furniture import SALES


async def test_an_unexpected_error_in_a_submission_is_apologised_for_and_the_form_stays(world, log):
    await world.opens_form("weekly")
    await world.loses_table("bookings")

    await world.maya.submits()

    (sentence,) = world.maya.view_errors.values()
    assert "Sorry, something went wrong on our side" in sentence
    assert reference_in(sentence) in log.text
    assert "no such table" in log.text


async def test_an_unexpected_error_behind_a_command_is_apologised_for(world, log):
    await world.loses_table("events")

    await world.maya.types(COMMAND, SALES)

    sentence = await world.reads_ephemeral()
    assert "Sorry, something went wrong on our side" in sentence
    assert reference_in(sentence) in log.text


async def test_an_unexpected_error_behind_the_picker_is_said_in_the_list(world, log):
    await world.opens_form()
    await world.loses_table("events")

    answer = await world.maya.searches(Action.PICK_MEETING)

    assert [heading for heading, _ in answer.groups] == ["We couldn't load your meetings"]
    assert "no such table" in log.text
    assert world.maya.ephemerals == world.maya.direct_messages == []


async def test_an_unexpected_error_behind_a_click_is_apologised_for(world, log):
    card = await world.books()
    await world.nothing_is_left_to_do()
    await world.loses_table("bookings")

    await world.maya.clicks(Action.CANCEL_BOT, card)

    assert reference_in(await world.reads_ephemeral()) in log.text


def reference_in(sentence: str) -> str:
    return sentence.rpartition(" ")[2]
