"""A bot that was booked for a link is taken off, or leaves the call that it is in."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from bot.sandbox.slack.messages import Message
from tests.journeys.links import assert_passcode_is_kept, books_link, created, logged, opens_link, writes

BOT = "/api/v1/bot/*/"


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def cancels(world, card: Message) -> None:
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Cancel")
    await world.nothing_is_left_to_do()


async def test_a_booked_bot_is_deleted(world):
    card = await books_link(world, start=world.hours(5))

    await cancels(world, card)

    assert "<@U0MAYA> canceled it " in (await world.card(saying="Canceled:")).text
    assert writes(world) == ["POST", "DELETE"]
    assert world.recall.bots == []


async def test_one_that_cannot_be_deleted_any_more_is_asked_to_leave(world):
    card = await books_link(world, start=world.hours(0.5))
    world.recall.fail_next(503, times=None, method="GET")  # so that no one knows yet
    world.clock.advance(timedelta(minutes=31))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")

    await cancels(world, card)

    assert [request.status for request in world.recall.requests_to("DELETE", BOT)] == [405]
    assert len(world.recall.requests_to("POST", f"{BOT}leave_call/")) == 1
    assert world.only_bot().status == "done"


async def test_one_that_is_known_to_be_in_the_call_is_asked_at_once(world):
    world.hears_recall()
    await books_link(world)
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    card = await world.card(saying="Recording")

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.until_recall(lambda: world.only_bot().status == "done")

    assert writes(world) == ["POST", "POST"]


async def test_one_that_recall_has_forgotten_counts_as_cancelled(world):
    card = await books_link(world, start=world.hours(5))
    world.recall.fail_next(404, method="DELETE", path=BOT)

    await cancels(world, card)

    assert "Canceled:" in (await world.card(saying="Canceled:")).text


async def test_cancelled_between_two_tries_no_bot_is_left(world):
    world.recall.fail_next(503, times=None, method="POST", path="/api/v1/bot/")
    await opens_link(world)
    await world.maya.submits()
    await world.until_recall(lambda: created(world))
    world.clock.advance(timedelta(seconds=2.5))
    card = await world.card(saying="Scheduling:")

    await cancels(world, card)

    assert "Canceled:" in (await world.card(saying="Canceled:")).text
    assert world.recall.bots == []


async def test_after_a_cancellation_it_can_be_booked_again(world):
    card = await books_link(world, start=world.hours(5))
    await cancels(world, card)

    await opens_link(world)
    assert "already scheduled" not in world.form()
    await world.maya.submits()
    await world.until_recall(lambda: len(created(world)) == 2)

    world.only_bot()
