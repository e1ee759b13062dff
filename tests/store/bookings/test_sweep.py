"""Query the bookings that a sweep polls once their bots have finished, and those that lost their calendar."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Intent
from bot.core.booking.redaction import apply_redaction
from bot.core.identifiers import BookingId, BotId
from bot.store.bookings.bookings import Bookings
from tests.examples import NOW, a_bare_link, a_booked_booking, a_booked_meeting, with_intent
from tests.submissions import a_submission

MONTH = timedelta(days=31)


@pytest.fixture
async def bookings(database):
    return Bookings(database)


async def put(bookings, *written):
    for booking in written:
        await bookings.submit(a_submission(f"V {booking.id}", booking))


def ended(name, hours_ago, status="done", bot_id="bot", meeting=a_booked_meeting):
    start = NOW - timedelta(hours=hours_ago)
    bot = BotState(bot_id=BotId(bot_id) if bot_id else None, applied_revision=1, status=status)
    there = meeting(start_time=start, link_key=f"meet:{name}")
    return a_booked_booking(id=BookingId(name), meeting=there, bot=bot)


async def test_recordings_are_looked_after_for_a_month_the_oldest_first(bookings):
    await put(
        bookings,
        ended("yesterday", 24),
        ended("last week", 24 * 7, "fatal"),
        ended("a link", 2, meeting=a_bare_link),
        ended("too old", 24 * 32),
        ended("still in the call", 2, "in_call_recording"),
        ended("without a bot", 2, bot_id=None),
        apply_redaction(ended("reduced", 48)),
        ended("not over by its time", 0.1),
    )

    found = await bookings.swept.find_with_finished_bots(NOW, NOW - MONTH, 10)
    others = await bookings.swept.find_with_finished_bots(NOW, NOW - MONTH, 2, skip=1)

    assert [booking.id for booking in found] == ["last week", "yesterday", "a link"]
    assert others == found[1:]


async def test_what_was_called_off_counts_until_it_is_over(bookings):
    def apply_cancellation(booking):
        return replace(with_intent(booking, Intent.STAY_AWAY), bot=BotState())

    await put(
        bookings,
        apply_cancellation(ended("coming", -2)),
        apply_cancellation(ended("over", 2)),
        apply_cancellation(ended("a link", -2, meeting=a_bare_link)),
        ended("attended", -2, "ready"),
    )

    assert [booking.id for booking in await bookings.swept.find_called_off(NOW)] == ["coming"]
