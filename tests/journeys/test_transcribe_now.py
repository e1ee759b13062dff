"""*Transcribe now*: a recording without a transcript gets one, is paid for once, and the card follows."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from tests.journeys.furniture import SALES
from tests.journeys.world import World

CREATE = "/api/v1/recording/*/create_transcript/"


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world()
    world.hears_recall()
    await world.opens_form("weekly")
    await world.and_it_changes(world.maya, world.maya.picks(Action.CHOOSE_TRANSCRIPT, "No transcript"))
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()
    world.recall.live_normally(world.only_bot().id)
    await world.card(saying="Recording ready")
    await world.nothing_is_left_to_do()
    return world


def requests(world: World) -> list:
    return world.recall.requests_to("POST", CREATE)


async def card(world: World, *, with_button: Action):
    cards = lambda: [each for each in world.slack.messages(SALES) if not each.is_reply]  # noqa: E731
    await world.until(lambda: with_button in str(cards()[-1].blocks))
    return cards()[-1]


async def test_it_says_what_it_costs_and_the_card_has_the_transcript_when_it_is_there(world):
    finished = await card(world, with_button=Action.TRANSCRIBE_NOW)
    assert "which costs" in str(finished.blocks)

    await world.maya.clicks(Action.TRANSCRIBE_NOW, finished)
    await world.until(lambda: any("is transcribing" in each.text for each in world.maya.ephemerals))
    await world.until_recall(lambda: requests(world))
    (request,) = requests(world)
    assert request.json["provider"] == {"recallai_async": {"language_code": "auto"}}
    await card(world, with_button=Action.SHOW_TRANSCRIPT)
    world.recall.finish_transcripts(world.only_bot().id)
    await world.nothing_is_left_to_do()

    await world.maya.clicks(Action.SHOW_TRANSCRIPT, await card(world, with_button=Action.SHOW_TRANSCRIPT))
    await world.until(lambda: "0:00" in world.form())
    assert len(requests(world)) == 1


async def test_pressing_twice_pays_once(world):
    finished = await card(world, with_button=Action.TRANSCRIBE_NOW)

    for _ in range(2):
        await world.maya.clicks(Action.TRANSCRIBE_NOW, finished)
        await world.nothing_is_left_to_do()

    assert len(requests(world)) == 1
    await world.until(lambda: any("already a transcript" in each.text for each in world.maya.ephemerals))


async def test_an_answer_that_is_lost_is_looked_for_rather_than_paid_again(world):
    world.recall.hang_up_next(when="after", method="POST", path=CREATE)
    await world.maya.clicks(Action.TRANSCRIBE_NOW, await card(world, with_button=Action.TRANSCRIBE_NOW))
    await world.until_recall(lambda: requests(world))
    await world.nothing_is_left_to_do()

    await world.passes(timedelta(minutes=2))
    await card(world, with_button=Action.SHOW_TRANSCRIPT)

    assert len(world.only_bot().recordings[0].later_transcripts) == 1


async def test_a_refusal_is_said_on_the_card(world):
    world.recall.fail_next(402, method="POST", path=CREATE, body={"detail": "Out of credit."})
    await world.maya.clicks(Action.TRANSCRIBE_NOW, await card(world, with_button=Action.TRANSCRIBE_NOW))

    said = await world.card(saying="The transcript couldn't be created.")

    assert "An app admin needs to fix this." in said.text


async def test_one_that_fails_afterwards_can_be_asked_for_again(world):
    await world.maya.clicks(Action.TRANSCRIBE_NOW, await card(world, with_button=Action.TRANSCRIBE_NOW))
    await card(world, with_button=Action.SHOW_TRANSCRIPT)
    await world.nothing_is_left_to_do()
    world.recall.fail_transcript(world.only_bot().id)

    again = await card(world, with_button=Action.TRANSCRIBE_NOW)
    assert "couldn't be created because its provider" in again.text
    await world.maya.clicks(Action.TRANSCRIBE_NOW, again)
    await world.until_recall(lambda: len(requests(world)) == 2)


async def test_colleagues_cannot_spend_money(world):
    await world.jonas.clicks(Action.TRANSCRIBE_NOW, await card(world, with_button=Action.TRANSCRIBE_NOW))

    await world.until(lambda: any("can have it transcribed" in each.text for each in world.jonas.ephemerals))
    assert requests(world) == []
