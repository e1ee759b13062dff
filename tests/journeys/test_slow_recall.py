"""While Recall takes its time, people see that something is under way, and one card tells how it ends."""

from datetime import timedelta

from bot.blocks.names import Action
from tests.journeys.furniture import SALES
from tests.journeys.world import SCHEDULE


async def submits(world):
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until_recall(world.scheduled)


async def test_an_answer_that_takes_longer_than_a_moment_has_a_pending_card_that_becomes_the_confirmation(world):
    world.recall.delay_next(8.0, method="POST", path=SCHEDULE)
    await submits(world)

    pending = await world.card(saying="Scheduling:")
    world.clock.advance(timedelta(seconds=8))
    booked = await world.card(saying="Scheduled:")

    assert booked.ts == pending.ts
    assert len(world.slack.messages(SALES)) == 1
    assert len(world.scheduled()) == 1


async def test_a_prompt_answer_has_no_pending_card(world):
    await submits(world)

    await world.card(saying="Scheduled:")

    assert len(world.slack.calls_to("chat.postMessage")) == 1
    assert world.slack.calls_to("chat.update") == []


async def test_what_is_wished_meanwhile_counts(world):
    world.recall.delay_next(8.0, method="POST", path=SCHEDULE)
    await submits(world)
    pending = await world.card(saying="Scheduling:")

    await world.maya.clicks(Action.CANCEL_BOT, pending)
    world.clock.advance(timedelta(seconds=8))

    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []
