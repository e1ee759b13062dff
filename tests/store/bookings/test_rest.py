"""A step after which nothing is left to do releases its booking in the same write, by the booking as it is then."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.core.booking.model import Intent
from bot.core.identifiers import BookingId
from bot.core.lifecycle.transitions import apply_cancellation, with_card_update_due
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import LeaseLost, Outcome, Rest
from tests.examples import JONAS, NOW, a_booking
from tests.submissions import a_submission

LEASE = timedelta(seconds=90)
LATER = NOW + timedelta(minutes=5)
WHILE_HELD = NOW + LEASE / 2


@pytest.fixture
def bookings(database):
    return Bookings(database)


@pytest.fixture
async def claim(bookings):
    await bookings.submit(a_submission("V1", a_booking()))
    (claim,) = await bookings.claim(NOW, LEASE, 5)
    return claim


def a_step(claim, find_rest=None):
    return Outcome(
        booking_id=claim.booking.id,
        token=claim.token,
        change=with_card_update_due,
        at=NOW,
        lease=LEASE,
        find_rest=find_rest,
    )


def until_later(_booking):
    return Rest(LATER)


async def test_the_outcome_is_written_and_the_booking_comes_back_when_it_is_due(bookings, claim):
    recorded = await bookings.record_step(a_step(claim, until_later))

    assert recorded.rest == Rest(LATER)
    assert await bookings.get(claim.booking.id) == recorded.booking == with_card_update_due(claim.booking)
    assert await bookings.claim(LATER - timedelta(seconds=1), LEASE, 5) == []
    (again,) = await bookings.claim(LATER, LEASE, 5)
    assert not again.was_abandoned


async def test_one_with_more_to_do_stays_held(bookings, claim):
    recorded = await bookings.record_step(a_step(claim, lambda booking: None))

    assert recorded.rest is None
    assert await bookings.claim(WHILE_HELD, LEASE, 5) == []
    await bookings.release(claim.booking.id, claim.token, None)


async def test_rest_is_decided_by_the_booking_as_a_wish_has_left_it_meanwhile(bookings, claim):
    cancel = partial(apply_cancellation, by=JONAS, now=NOW, reason="person")
    await bookings.change(BookingId("b1"), cancel, NOW, what="cancelled")

    seen = []
    await bookings.record_step(a_step(claim, lambda booking: seen.append(booking.wish.intent)))

    assert seen == [Intent.STAY_AWAY]


async def test_news_during_the_work_is_looked_at_at_once(bookings, claim):
    await bookings.change(BookingId("b1"), with_card_update_due, NOW, what="news")

    await bookings.record_step(a_step(claim, until_later))

    assert len(await bookings.claim(NOW, LEASE, 5)) == 1


async def test_whatever_comes_after_it_under_the_same_lease_is_not_written(bookings, claim):
    first, *late = await asyncio.gather(
        bookings.record_step(a_step(claim, until_later)),
        bookings.record_step(a_step(claim)),
        return_exceptions=True,
    )

    assert [type(each) for each in late] == [LeaseLost]
    assert await bookings.get(claim.booking.id) == first.booking
    with pytest.raises(LeaseLost):
        await bookings.record_step(a_step(claim))


async def test_of_many_that_end_together_each_is_kept_or_released_as_it_needs(bookings):
    for number in range(6):
        booking = a_booking(id=BookingId(f"b{number}"), booked_by=f"U{number}")
        await bookings.submit(a_submission(f"V{number}", booking))
    claims = sorted(await bookings.claim(NOW, LEASE, 6), key=lambda claim: claim.booking.id)

    rests = [(lambda _: Rest(WHILE_HELD)) if number % 2 else None for number in range(6)]
    recorded = await asyncio.gather(
        *(bookings.record_step(a_step(claim, rest)) for claim, rest in zip(claims, rests, strict=True))
    )

    assert [each.booking.id for each in recorded] == [claim.booking.id for claim in claims]
    assert {claim.booking.id for claim in await bookings.claim(WHILE_HELD, LEASE, 6)} == {"b1", "b3", "b5"}
