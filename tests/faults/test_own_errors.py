"""What is wrong with the program itself: no booking is lost over it, nothing spins, and people are told at last."""

import asyncio
from datetime import timedelta

import pytest

from bot.scheduling.executor.recall_steps import RecallSteps
from bot.slack.announcer import Announcer
from tests.examples import a_bare_link
from tests.faults.operations import EVENT_BOT
from tests.faults.rig import GIVE_UP_AFTER
from tests.journeys.waiting import until

MINUTE = timedelta(minutes=1)


def breaks_down(*_args, **_facts):
    raise ValueError("a bug")


@pytest.mark.parametrize("broken", ["_config", "_poll"])
async def test_a_step_that_breaks_down_is_tried_again_and_given_up_in_the_end(rig, monkeypatch, broken):
    monkeypatch.setattr(RecallSteps, broken, breaks_down)
    rig.recall.hang_up_next(method="POST", path=EVENT_BOT, when="before")
    booking = await rig.books(await rig.calendar_meeting())

    await rig.comes_to_rest(by=GIVE_UP_AFTER + 2 * MINUTE)

    present = await rig.now_is(booking)
    assert present.has_given_up
    assert present.attempt.failure.detail == "broke_down"
    assert "Something went wrong on our side." in rig.cards()[0].text


async def test_a_bot_is_booked_once_the_bug_is_gone(rig, monkeypatch):
    monkeypatch.setattr(RecallSteps, "_config", breaks_down)
    await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest(by=2 * MINUTE)
    monkeypatch.undo()

    await rig.comes_to_rest()

    assert len(rig.live_bots()) == 1
    assert "Scheduled:" in rig.cards()[0].text


async def test_a_card_that_cannot_be_made_holds_nothing_up_and_is_tried_ever_more_seldom(rig, monkeypatch):
    tried_at = []

    async def show(*_args, **_facts):
        tried_at.append(rig.clock.now())
        breaks_down()

    monkeypatch.setattr(Announcer, "show", show)
    booking = await rig.books(await rig.calendar_meeting(timedelta(hours=10)))
    await rig.comes_to_rest(by=timedelta(hours=5))

    assert (await rig.now_is(booking)).is_applied
    assert 5 <= len(tried_at) <= 12


async def test_pending_cards_appear_again_after_the_database_was_away_for_a_moment(rig, monkeypatch):
    await rig.works()
    claim = rig.process.bookings.claim

    async def fails_once(*facts):
        monkeypatch.setattr(rig.process.bookings, "claim", claim)
        raise OSError("the database is away")

    monkeypatch.setattr(rig.process.bookings, "claim", fails_once)
    rig.process.executor.wake()
    with pytest.raises(OSError, match="away"):
        await rig.process._running
    rig.process._running = asyncio.create_task(rig.process.executor.run())
    rig.recall.delay_next(10, method="POST", path="/api/v1/bot/", when="after")

    await rig.books(a_bare_link())
    await until(lambda: rig.recall.bots)
    rig.clock.advance(timedelta(seconds=4))
    await until(rig.cards)

    assert "Scheduling:" in rig.cards()[0].text
    rig.clock.advance(timedelta(seconds=10))
    await rig.works()
