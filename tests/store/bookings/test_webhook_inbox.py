"""Apply webhook deliveries exactly once each, however many come at a time."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.identifiers import BookingId, BotId
from bot.store.audit import read_audit
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.webhook_inbox import Delivery, Inbox, Receipt
from bot.store.engine.group_commit import MAX_BATCH
from bot.store.webhook_deliveries import Deliveries
from tests.examples import NOW, a_booked_booking, a_booked_meeting
from tests.submissions import a_submission


@pytest.fixture
def inbox(database):
    return Inbox(database)


@pytest.fixture
async def bookings(database):
    """Two, with a bot each."""
    kept = Bookings(database)
    for name in ("b1", "b2"):
        meeting = a_booked_meeting(event_id=f"event {name}", ical_uid=name, link_key=f"meet:{name}")
        booking = a_booked_booking(id=BookingId(name), meeting=meeting)
        booking = replace(booking, bot=replace(booking.bot, bot_id=BotId(f"bot of {name}")))
        await kept.submit(a_submission(f"V {name}", booking))
    return kept


def one_more(booking):
    return replace(booking, said=replace(booking.said, version=booking.said.version + 1))


def fails(_booking):
    raise ValueError("no such change")


def news(delivery_id, bot_id="bot of b1", change=one_more, booking_id=None):
    return Delivery(delivery_id=delivery_id, at=NOW, bot_id=BotId(bot_id), booking_id=booking_id, change=change)


async def version(bookings, name="b1"):
    return (await bookings.get(BookingId(name))).said.version


async def test_news_has_its_effect_once_per_delivery(inbox, bookings):
    hearings = [await inbox.receive(news("msg-1")) for _ in range(2)]

    assert hearings == [Receipt.FIRST, Receipt.REPEATED]
    assert await version(bookings) == 3


async def test_the_same_delivery_twice_at_once_counts_once(inbox, bookings):
    hearings = await asyncio.gather(*(inbox.receive(news("msg-1")) for _ in range(5)))

    assert sorted(hearing.value for hearing in hearings) == ["first"] + ["repeated"] * 4
    assert await version(bookings) == 3


async def test_a_rush_has_every_effect_in_its_order(inbox, bookings):
    rush = [news(f"msg-{n}", "bot of b1" if n % 2 else "bot of b2") for n in range(2 * MAX_BATCH + 10)]

    hearings = await asyncio.gather(*map(inbox.receive, rush))

    assert set(hearings) == {Receipt.FIRST}
    assert [await version(bookings, name) for name in ("b1", "b2")] == [2 + MAX_BATCH + 5] * 2


async def test_each_change_of_a_rush_is_in_the_audit_trail(inbox, bookings, database_url):
    await asyncio.gather(*(inbox.receive(news(f"msg-{n}")) for n in range(3)))

    lines = [line async for line in read_audit(database_url)]
    assert [line["what"] for line in lines].count("bot news") == 3


async def test_a_bot_that_no_booking_holds_is_found_by_what_its_metadata_names(inbox, bookings):
    assert await inbox.receive(news("msg-1", "unknown", booking_id=BookingId("b2"))) is Receipt.FIRST

    assert await version(bookings, "b2") == 3


async def test_the_bots_own_booking_counts_for_more_than_its_metadata(inbox, bookings):
    await inbox.receive(news("msg-1", "bot of b1", booking_id=BookingId("b2")))

    assert (await version(bookings, "b1"), await version(bookings, "b2")) == (3, 2)


@pytest.mark.parametrize("booking_id", [None, BookingId("unknown")])
async def test_news_of_a_bot_that_no_one_knows_is_remembered_and_harmless(inbox, bookings, booking_id):
    hearings = [await inbox.receive(news("msg-1", "unknown", booking_id=booking_id)) for _ in range(2)]

    assert hearings == [Receipt.UNKNOWN_BOT, Receipt.REPEATED]


async def test_news_of_something_else_than_a_bot_is_only_remembered(inbox, database):
    hearings = [await inbox.receive(Delivery(delivery_id="msg-1", at=NOW)) for _ in range(2)]

    assert hearings == [Receipt.FIRST, Receipt.REPEATED]
    assert await Deliveries(database).last() == NOW


async def test_changed_bookings_are_due(inbox, bookings):
    for claim in await bookings.claim(NOW, NOW - NOW, 5):
        await bookings.release(claim.booking.id, claim.token, None)

    await inbox.receive(news("msg-1", "bot of b2"))

    assert [claim.booking.id for claim in await bookings.claim(NOW, NOW - NOW, 5)] == ["b2"]


async def test_what_fails_is_not_remembered_so_that_it_may_come_again(inbox, bookings):
    with pytest.raises(ValueError, match="no such change"):
        await inbox.receive(news("msg-1", change=fails))

    assert await inbox.receive(news("msg-1")) is Receipt.FIRST
