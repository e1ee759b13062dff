"""Every way in which a card can go wrong at Slack. Recall is never held up by it, and no card is lost."""

from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core.booking.model import Destination
from bot.slack.rate_limit import POSTS_IN_A_BURST
from tests.examples import MAYA
from tests.faults.operations import EVENT_BOT, SCRIBE
from tests.faults.rig import SALES

PASSING = {
    "429": {"retry_after": 7},
    "500": {"status": 500},
    "502": {"status": 502},
    "503": {"status": 503},
    "504": {"status": 504},
    "internal_error": {"error": "internal_error"},
    "fatal_error": {"error": "fatal_error"},
    "service_unavailable": {"error": "service_unavailable"},
    "ratelimited": {"error": "ratelimited"},
    "hang-up": {"no_answer": True},
}
REFUSALS = ["not_in_channel", "channel_not_found", "is_archived", "restricted_action", "no_permission"]
OFTEN = 10_000

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def booking(quick_rig):
    """With its card."""
    booked = await quick_rig.books(await quick_rig.calendar_meeting())
    await quick_rig.works()
    return booked


def posts(rig):
    return rig.slack.calls_to("chat.postMessage")


def updates(rig):
    return rig.slack.calls_to("chat.update")


@pytest.mark.parametrize("trouble", PASSING)
async def test_a_card_that_could_not_be_posted_is_posted_later(quick_rig, trouble):
    rig = quick_rig
    rig.slack.fail_next("chat.postMessage", **PASSING[trouble])

    await rig.books(await rig.calendar_meeting())
    await rig.works()
    assert len(rig.live_bots()) == 1
    await rig.comes_to_rest()

    (card,) = rig.cards()
    assert "Scheduled:" in card.text
    first, second = posts(rig)
    assert second.at - first.at >= timedelta(seconds=PASSING[trouble].get("retry_after", 1))


@pytest.mark.parametrize("trouble", PASSING)
async def test_a_card_outlives_hours_without_slack(quick_rig, trouble):
    rig = quick_rig
    rig.slack.fail_next("chat.postMessage", **{**PASSING, "429": {"retry_after": 60}}[trouble], times=OFTEN)
    await rig.books(await rig.calendar_meeting(timedelta(hours=6)))
    await rig.comes_to_rest(by=timedelta(minutes=40))
    assert rig.cards() == []

    rig.slack.clear_faults()
    await rig.comes_to_rest(by=timedelta(minutes=3))

    (card,) = rig.cards()
    assert "Scheduled:" in card.text
    assert rig.slack.messages(rig.slack.open_direct_message(MAYA).id) == []


@pytest.mark.parametrize("trouble", sorted(PASSING.keys() - {"429", "ratelimited"}))
async def test_a_card_that_slack_took_without_saying_so_is_repeated_once(quick_rig, trouble):
    """Slack has no key for that: this is the window in which a card may be seen twice."""
    rig = quick_rig
    rig.slack.fail_next("chat.postMessage", **PASSING[trouble], after=True)

    booking = await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest()

    assert ["Scheduled:" in card.text for card in rig.cards()] == [True, True]
    assert (await rig.now_is(booking)).said.card.ts == rig.cards()[-1].ts


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("trouble", PASSING)
async def test_a_change_that_could_not_be_shown_is_shown_later(quick_rig, booking, trouble, after):
    rig = quick_rig
    rig.slack.fail_next("chat.update", **PASSING[trouble], after=after)

    await rig.books(booking.meeting, SCRIBE)
    await rig.comes_to_rest()

    (card,) = rig.cards()
    assert "Bot name: Scribe." in card.text
    first, second, *_ = updates(rig)  # once more when the meeting is over, as its buttons go
    assert second.at - first.at >= timedelta(seconds=PASSING[trouble].get("retry_after", 1))


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_where_no_card_may_be_it_lives_with_the_booker(quick_rig, refusal):
    rig = quick_rig
    rig.slack.refuse_posts_in(SALES, refusal)

    await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest()

    assert len(rig.live_bots()) == 1
    assert rig.cards() == []
    (card,) = rig.slack.messages(rig.slack.open_direct_message(MAYA).id)
    assert "Scheduled:" in card.text


@pytest.mark.parametrize("refusal", ["channel_not_found", "is_archived", "not_in_channel", "restricted_action"])
async def test_a_card_that_can_be_reached_no_more_goes_on_with_the_booker(quick_rig, booking, refusal):
    rig = quick_rig
    rig.slack.fail_next("chat.update", error=refusal)

    await rig.books(booking.meeting, SCRIBE)
    await rig.comes_to_rest()

    (card,) = rig.slack.messages(rig.slack.open_direct_message(MAYA).id)
    assert "Bot name: Scribe." in card.text
    await rig.calls_off(booking)
    await rig.comes_to_rest()
    (card,) = rig.slack.messages(rig.slack.open_direct_message(MAYA).id)
    assert "Canceled:" in card.text


async def test_no_one_is_pestered_where_even_direct_messages_are_refused(quick_rig):
    rig = quick_rig
    for channel in (SALES, rig.slack.open_direct_message(MAYA).id):
        rig.slack.refuse_posts_in(channel, "restricted_action")

    booking = await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest()
    await rig.calls_off(booking)
    await rig.comes_to_rest()

    assert rig.live_bots() == []
    assert len(posts(rig)) == 2


@pytest.mark.parametrize("trouble", ["token_revoked", "invalid_auth", "account_inactive"])
async def test_an_installation_that_is_mended_posts_its_cards_where_they_belong(quick_rig, trouble):
    rig = quick_rig
    rig.slack.fail_next("chat.postMessage", error=trouble, times=OFTEN)
    await rig.books(await rig.calendar_meeting())
    await rig.comes_to_rest(by=timedelta(minutes=30))

    rig.slack.clear_faults()
    await rig.comes_to_rest(by=timedelta(minutes=3))

    (card,) = rig.cards()
    assert "Scheduled:" in card.text


async def test_a_card_that_someone_deleted_comes_back_once_and_only_with_news(quick_rig, booking):
    rig = quick_rig
    await rig.somebody_deletes(rig.cards()[0])
    assert rig.cards() == []

    await rig.books(booking.meeting, SCRIBE)
    await rig.comes_to_rest()
    (card,) = rig.cards()
    assert "Bot name: Scribe." in card.text

    await rig.somebody_deletes(card)
    await rig.calls_off(booking)
    await rig.comes_to_rest()
    assert rig.cards() == []
    assert rig.live_bots() == []


async def test_a_busy_channel_gets_its_cards_one_by_one_and_holds_up_nothing_else(quick_rig):
    rig = quick_rig
    rig.slack.limit_rates()
    began = rig.clock.now()
    for _ in range(12):
        await rig.books(await rig.calendar_meeting())

    await rig.works()
    assert len(rig.live_bots()) == 12
    assert len(rig.cards()) == POSTS_IN_A_BURST
    await rig.comes_to_rest()

    assert len(rig.cards()) == 12
    assert [call.status for call in posts(rig)] == [200] * 12
    assert posts(rig)[-1].at - began == timedelta(seconds=12 - POSTS_IN_A_BURST)


async def test_another_channel_does_not_wait_for_a_busy_one(quick_rig):
    rig = quick_rig
    rig.slack.add_channel("C0OTHER", name="other", members={MAYA}, app_is_member=True)
    for _ in range(8):
        await rig.books(await rig.calendar_meeting())
    await rig.books(await rig.calendar_meeting(), destination=Destination(channel_id="C0OTHER"))

    await rig.works()

    assert len(rig.cards("C0OTHER")) == 1


async def test_pending_cards_are_left_out_while_their_channel_is_busy(quick_rig):
    rig = quick_rig
    rig.slack.limit_rates()
    rig.recall.fail_next(503, times=12, method="POST", path=EVENT_BOT, retry_after=4)
    for _ in range(12):
        await rig.books(await rig.calendar_meeting())

    await rig.comes_to_rest(by=timedelta(seconds=3))
    assert len(rig.cards()) == POSTS_IN_A_BURST
    assert all("Scheduling:" in card.text for card in rig.cards())
    await rig.comes_to_rest()

    assert len(rig.cards()) == 12
    assert all("Scheduled:" in card.text for card in rig.cards())
    assert [call.status for call in posts(rig)] == [200] * 12


async def test_a_channel_that_asked_for_a_pause_is_left_alone_by_all(quick_rig):
    rig = quick_rig
    rig.slack.fail_next("chat.postMessage", retry_after=30)
    began = rig.clock.now()
    await rig.books(await rig.calendar_meeting())
    await rig.works()
    for _ in range(5):
        await rig.books(await rig.calendar_meeting())

    await rig.comes_to_rest()

    assert len(rig.cards()) == 6
    assert all(call.at - began >= timedelta(seconds=30) for call in posts(rig)[1:])
