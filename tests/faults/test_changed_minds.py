"""A wish changes while Recall has not answered, or carries out later what it did not answer."""

import random
from datetime import timedelta

import pytest

from tests.examples import a_bare_link
from tests.faults.operations import BOTS, EVENT_BOT, SCRIBE
from tests.faults.rig import GIVE_UP_AFTER, a_rig

MINUTE = timedelta(minutes=1)


async def an_event(rig):
    return await rig.calendar_meeting(), EVENT_BOT


async def a_link(rig):
    return a_bare_link(), BOTS


@pytest.fixture(params=[an_event, a_link], ids=["event", "link"])
def a_meeting(request):
    return request.param


@pytest.fixture
async def impatient_rig(database_url):
    async with a_rig(database_url, patience=0.2) as rig:
        yield rig


def revisions(rig):
    return [bot.metadata["recall_schedule_revision"] for bot in rig.live_bots()]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_cancellation_during_a_retry_wins(rig, a_meeting, when):
    meeting, path = await a_meeting(rig)
    rig.recall.hang_up_next(method="POST", path=path, when=when)
    booking = await rig.books(meeting)
    await rig.works()

    await rig.calls_off(booking)
    await rig.comes_to_rest()

    assert rig.live_bots() == []
    assert "Canceled:" in rig.cards()[-1].text


@pytest.mark.parametrize("when", ["before", "after"])
async def test_the_newest_settings_win(rig, a_meeting, when):
    meeting, path = await a_meeting(rig)
    rig.recall.hang_up_next(method="POST", path=path, when=when)
    await rig.books(meeting)
    await rig.works()

    await rig.books(meeting, SCRIBE)
    await rig.comes_to_rest()

    assert revisions(rig) == ["2"]
    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_a_bot_that_comes_about_after_its_cancellation_is_taken_off(impatient_rig, a_meeting):
    rig = impatient_rig
    meeting, path = await a_meeting(rig)
    rig.recall.delay_next(60, method="POST", path=path, when="before")
    booking = await rig.books(meeting)
    await rig.works()
    await rig.calls_off(booking)
    await rig.comes_to_rest(by=timedelta(seconds=5))
    assert "Canceled:" in rig.cards()[-1].text

    await rig.comes_to_rest(by=MINUTE)
    assert len(rig.live_bots()) == 1
    await rig.comes_to_rest(by=5 * MINUTE)

    assert rig.live_bots() == []
    assert "Canceled:" in rig.cards()[-1].text


async def test_old_settings_that_arrive_late_are_replaced_once_more(impatient_rig):
    rig = impatient_rig
    meeting = await rig.calendar_meeting()
    rig.recall.delay_next(60, method="POST", path=EVENT_BOT, when="before")
    await rig.books(meeting)
    await rig.works()

    await rig.books(meeting, SCRIBE)
    await rig.comes_to_rest(by=timedelta(seconds=61))
    assert revisions(rig) == ["1"]
    await rig.comes_to_rest()

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_a_link_never_has_two_bots_while_the_first_may_still_come(impatient_rig):
    rig = impatient_rig
    rig.recall.delay_next(60, method="POST", path=BOTS, when="before")
    await rig.books(a_bare_link())
    await rig.works()

    await rig.books(a_bare_link(), SCRIBE)
    seen = 0
    for _ in range(20):
        await rig.comes_to_rest(by=timedelta(seconds=10))
        seen = max(seen, len(rig.live_bots()))
    await rig.comes_to_rest()

    assert seen == 1
    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_a_meeting_booked_anew_waits_for_its_cancellation(rig, a_meeting):
    meeting, _ = await a_meeting(rig)
    first = await rig.books(meeting)
    await rig.works()
    rig.recall.fail_next(503, times=3, method="DELETE", path="**")
    await rig.calls_off(first)
    await rig.works()

    second = await rig.books(meeting, SCRIBE)
    await rig.comes_to_rest()

    assert second.id != first.id
    (bot,) = rig.live_bots()
    assert bot.metadata["recall_schedule_booking"] == second.id
    texts = [card.text for card in rig.cards()]
    assert ["Canceled:" in text for text in texts] == [True, False]
    assert ["Scheduled:" in text for text in texts] == [False, True]


async def test_trying_an_old_cancellation_again_leaves_the_new_booking_its_bot(rig):
    meeting = await rig.calendar_meeting()
    first = await rig.books(meeting)
    await rig.works()
    rig.recall.fail_next(403, method="DELETE", path="**")
    await rig.calls_off(first)
    await rig.works()
    second = await rig.books(meeting, SCRIBE)
    await rig.works()

    await rig.asks_again(first)
    await rig.comes_to_rest()

    (bot,) = rig.live_bots()
    assert bot.metadata["recall_schedule_booking"] == second.id


async def test_another_bot_after_one_that_broke_down_is_the_one_that_is_followed(rig):
    meeting = await rig.calendar_meeting(timedelta(minutes=1))
    booking = await rig.books(meeting)
    await rig.works()
    broken = rig.live_bots()[0]
    rig.recall.walk_bot(broken.id, "joining_call")
    rig.recall.walk_bot(broken.id, "fatal")
    await rig.hears_of(broken)

    await rig.asks_again(booking)
    await rig.comes_to_rest(by=MINUTE)

    (bot,) = rig.live_bots()
    assert bot.id != broken.id
    assert (await rig.now_is(booking)).bot.bot_id == bot.id


async def test_a_deleted_event_that_refuses_is_as_good_as_unscheduled(rig):
    rig.recall.refuses_to_unschedule_deleted_events = True
    meeting = await rig.calendar_meeting()
    booking = await rig.books(meeting)
    await rig.works()
    rig.recall.delete_event(meeting.event_id)

    await rig.calls_off(booking)
    await rig.comes_to_rest()

    assert "Canceled:" in rig.cards()[0].text
    assert len(rig.recall.requests_to("DELETE", EVENT_BOT)) == 1


async def test_a_bot_that_someone_else_deleted_is_made_anew_by_an_edit(rig):
    await rig.books(a_bare_link())
    await rig.works()
    del rig.recall._workspace.bots[rig.live_bots()[0].id]

    await rig.books(a_bare_link(), SCRIBE)
    await rig.comes_to_rest()

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_an_old_failure_is_not_tried_again_beside_a_newer_booking(rig, a_meeting):
    meeting, path = await a_meeting(rig)
    rig.recall.fail_next(402, method="POST", path=path)
    first = await rig.books(meeting)
    await rig.works()
    second = await rig.books(meeting, SCRIBE)
    await rig.comes_to_rest(by=MINUTE)
    assert second.id != first.id

    assert not await rig.presses_try_again(first)
    await rig.comes_to_rest(by=MINUTE)

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]
    assert [booking.id for booking in await rig.everything() if booking.is_live(rig.clock.now())] == [second.id]


@pytest.mark.parametrize("starts_in", [timedelta(minutes=12), timedelta(hours=3)])
async def test_a_late_farewell_does_not_take_the_next_bookings_bot(impatient_rig, starts_in):
    rig = impatient_rig
    meeting = await rig.calendar_meeting(starts_in)
    first = await rig.books(meeting)
    await rig.works()
    rig.recall.delay_next(40, method="DELETE", path=EVENT_BOT, when="before")
    await rig.calls_off(first)
    await rig.comes_to_rest(by=timedelta(seconds=10))
    assert "Canceled:" in rig.cards()[-1].text

    await rig.books(meeting, SCRIBE)
    await rig.comes_to_rest(by=9 * MINUTE)

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]
    assert "Scheduled:" in rig.cards()[-1].text


async def test_a_late_bot_of_a_cancelled_booking_never_comes_beside_the_next(impatient_rig):
    rig = impatient_rig
    rig.recall.delay_next(60, method="POST", path=BOTS, when="before")
    first = await rig.books(a_bare_link())
    await rig.works()
    await rig.calls_off(first)
    await rig.comes_to_rest(by=timedelta(seconds=5))

    await rig.books(a_bare_link(), SCRIBE)
    seen = 0
    for _ in range(20):
        await rig.comes_to_rest(by=timedelta(seconds=10))
        seen = max(seen, len(rig.live_bots()))

    assert seen == 1
    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_a_late_bot_of_a_booking_that_was_given_up_is_the_next_ones_bot(impatient_rig, monkeypatch):
    rig = impatient_rig
    monkeypatch.setattr(random, "random", lambda: 0.0)  # the last request leaves a minute before it is given up
    rig.recall.fail_next(503, times=None, method="POST", path=BOTS)
    first = await rig.books(a_bare_link())
    await rig.comes_to_rest(by=GIVE_UP_AFTER - timedelta(seconds=100))
    rig.recall.clear_faults()
    rig.recall.delay_next(100, times=None, method="POST", path=BOTS, when="before")
    await rig.comes_to_rest(by=timedelta(seconds=105))
    assert (await rig.now_is(first)).has_given_up
    assert rig.live_bots() == []
    rig.recall.clear_faults()

    await rig.books(a_bare_link(), SCRIBE)
    await rig.comes_to_rest(by=8 * MINUTE)

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]


async def test_a_bot_that_could_not_be_taken_off_goes_before_another_comes(rig):
    first = await rig.books(a_bare_link())
    await rig.works()
    rig.recall.fail_next(403, method="DELETE", path="**")
    await rig.calls_off(first)
    await rig.comes_to_rest(by=MINUTE)
    assert len(rig.live_bots()) == 1

    await rig.books(a_bare_link(), SCRIBE)
    await rig.comes_to_rest(by=MINUTE)

    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]
    assert ["Canceled:" in card.text for card in rig.cards()] == [True, False]


async def test_no_other_comes_beside_a_bot_that_cannot_be_taken_off(rig):
    first = await rig.books(a_bare_link())
    await rig.works()
    rig.recall.fail_next(403, times=2, method="DELETE", path="**")
    await rig.calls_off(first)
    await rig.comes_to_rest(by=MINUTE)

    second = await rig.books(a_bare_link(), SCRIBE)
    await rig.comes_to_rest(by=MINUTE)
    assert len(rig.live_bots()) == 1
    assert (
        "An earlier bot for this link couldn't be removed and may still join, so we didn't add a second one."
    ) in rig.cards()[-1].text

    await rig.asks_again(second)
    await rig.comes_to_rest(by=MINUTE)
    assert [bot.config["bot_name"] for bot in rig.live_bots()] == ["Scribe"]
