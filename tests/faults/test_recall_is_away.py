"""No one answers at Recall's address; or what Recall holds cannot be read, so that nothing may be sent."""

from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest

from bot.sandbox.recall import idempotency
from bot.scheduling.executor import recall_steps
from tests.examples import a_bare_link
from tests.faults.operations import BOTS, CREATE, DELETE, EVENT_BOT, OPERATIONS, SCHEDULE, SCRIBE, UNSCHEDULE
from tests.faults.rig import GIVE_UP_AFTER, SALES

NEAR = timedelta(minutes=3)
EVENT = "/api/v2/calendar-events/*/"


def named(operation):
    return operation.name


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
async def test_what_was_never_sent_is_sent_once_recall_is_there(rig, operation):
    prepared = await operation.prepares(rig)

    async with rig.recall_is_down():
        booking = await operation.acts(rig, prepared)
        await rig.comes_to_rest(by=timedelta(minutes=2))
    await rig.comes_to_rest()

    (write,) = rig.recall.requests_to(operation.method, operation.path)
    assert write.headers.get("idempotency-key", ".1").endswith(".1")
    assert (await rig.now_is(booking)).is_applied
    assert len(rig.live_bots()) == (0 if operation.takes_off else 1)
    assert len(rig.cards()) == 1


@pytest.mark.parametrize("operation", [SCHEDULE, CREATE], ids=named)
async def test_a_recall_that_stays_away_is_given_up_and_asked_again_by_hand(rig, operation):
    async with rig.recall_is_down():
        booking = await operation.acts(rig, await operation.prepares(rig))
        await rig.comes_to_rest(by=GIVE_UP_AFTER * 2)
    (card,) = rig.cards()
    assert "Failed:" in card.text
    assert "Try again" in [button["text"]["text"] for button in card.blocks[-1]["elements"]]
    assert rig.live_bots() == []

    await rig.asks_again(booking)
    await rig.comes_to_rest()

    assert len(rig.live_bots()) == 1
    assert "Scheduled:" in rig.cards()[0].text


@pytest.mark.parametrize("operation", [UNSCHEDULE, DELETE], ids=named)
async def test_taking_a_bot_off_is_tried_until_the_meeting_is_over(rig, operation):
    prepared = await operation.prepares(rig)

    async with rig.recall_is_down():
        booking = await operation.acts(rig, prepared)
        await rig.comes_to_rest(by=timedelta(minutes=26))
        assert not (await rig.now_is(booking)).has_given_up
        await rig.comes_to_rest(by=timedelta(minutes=5))

    assert (await rig.now_is(booking)).has_given_up
    assert "The bot may still join" in rig.cards()[0].text


async def test_no_bot_is_created_blindly_while_recall_cannot_be_read(rig):
    rig.recall.hang_up_next(method="POST", path=BOTS)
    rig.recall.fail_next(500, times=None, method="GET", path=BOTS)

    booking = await rig.books(a_bare_link())
    await rig.comes_to_rest(by=GIVE_UP_AFTER / 2)

    assert len(rig.recall.requests_to("POST", BOTS)) == 1
    assert not (await rig.now_is(booking)).has_given_up
    rig.recall.clear_faults()
    await rig.comes_to_rest()
    assert len(rig.recall.requests_to("POST", BOTS)) == 2
    assert len(rig.live_bots()) == 1


@pytest.mark.parametrize("status", [401, 403, 429, 500])
async def test_a_bot_that_was_made_after_all_is_found_even_after_giving_up(rig, status):
    rig.recall.hang_up_next(method="POST", path=BOTS, when="after")
    rig.recall.fail_next(status, times=None, method="GET", path=BOTS)
    await rig.books(a_bare_link())
    await rig.comes_to_rest(by=GIVE_UP_AFTER * 2)
    assert "Failed:" in rig.cards()[0].text

    rig.recall.clear_faults()
    await rig.comes_to_rest()

    assert "Scheduled:" in rig.cards()[0].text
    assert len(rig.live_bots()) == 1
    assert len(rig.recall.requests_to("POST", BOTS)) == 1


async def test_an_empty_pool_is_asked_every_half_minute_until_the_meeting_is_over(rig):
    rig.recall.ad_hoc_pool = 0
    meeting = await rig.calendar_meeting(NEAR)

    await rig.books(meeting)
    await rig.comes_to_rest()

    tries = rig.recall.requests_to("POST", EVENT_BOT)
    pauses = {later.at - earlier.at for earlier, later in pairwise(tries)}
    assert pauses == {timedelta(seconds=30)}
    assert meeting.end_time - timedelta(seconds=30) <= tries[-1].at < meeting.end_time
    assert len({each.headers["idempotency-key"] for each in tries}) == len(tries)
    assert "no bot available" in rig.cards()[0].text


async def test_a_pool_that_fills_up_is_noticed(rig):
    rig.recall.ad_hoc_pool = 0
    await rig.books(await rig.calendar_meeting(NEAR))
    await rig.comes_to_rest(by=timedelta(minutes=1))
    assert "Scheduling:" in rig.cards()[0].text

    rig.recall.ad_hoc_pool = 1
    await rig.comes_to_rest()

    assert "Scheduled:" in rig.cards()[0].text
    assert len(rig.cards(SALES)) == 1


@pytest.mark.parametrize(("method", "path", "times"), [("POST", EVENT_BOT, 1), ("GET", EVENT, 3)])
async def test_a_hiccup_does_not_end_the_wait_for_a_bot_of_the_pool(rig, method, path, times):
    rig.recall.ad_hoc_pool = 0
    booking = await rig.books(await rig.calendar_meeting(NEAR, lasts=timedelta(hours=1)))
    await rig.comes_to_rest(by=GIVE_UP_AFTER + timedelta(minutes=1))

    rig.recall.fail_next(503, times=times, method=method, path=path)
    await rig.comes_to_rest(by=timedelta(minutes=2))
    assert not (await rig.now_is(booking)).has_given_up
    rig.recall.ad_hoc_pool = 1
    await rig.comes_to_rest(by=timedelta(minutes=2))

    assert len(rig.live_bots()) == 1


@pytest.mark.parametrize("status", [429, 503])
async def test_what_recall_asks_of_one_booking_holds_for_all_and_for_edits(rig, status):
    rig.recall.fail_next(status, method="POST", path=EVENT_BOT, retry_after=90)
    first = await rig.calendar_meeting()
    await rig.books(first)
    await rig.works()

    for _ in range(4):
        await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest(by=timedelta(seconds=5))
    await rig.books(first, SCRIBE)
    await rig.comes_to_rest(by=timedelta(seconds=80))
    assert len(rig.recall.requests_to("POST", EVENT_BOT)) == 1
    await rig.comes_to_rest(by=timedelta(seconds=10))

    assert len(rig.recall.requests_to("POST", EVENT_BOT)) == 6
    assert len(rig.live_bots()) == 5


async def test_a_conflict_that_recall_remembers_is_looked_into(rig, monkeypatch):
    monkeypatch.setattr(idempotency, "_NOT_KEPT", frozenset())
    monkeypatch.setattr(recall_steps, "random", SimpleNamespace(random=lambda: 0.0))  # the shortest pauses
    rig.recall.fail_next(409, method="POST", path=EVENT_BOT, when="after")

    booking = await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest(by=GIVE_UP_AFTER - timedelta(minutes=1))

    answers = [each.status for each in rig.recall.requests_to("POST", EVENT_BOT)]
    assert answers[:2] == [409, 409]
    assert (await rig.now_is(booking)).is_applied
    assert len(rig.live_bots()) == 1
