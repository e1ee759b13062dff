"""What bots have used in a month is read from the bookings, for everyone or for one person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.identifiers import BookingId, TeamId
from bot.store.bookings.bookings import Bookings
from tests.examples import JONAS, MAYA, NOW, TEAM, a_booked_booking, a_booked_meeting
from tests.submissions import a_submission


def used(number, *, joined=NOW, **facts):
    booking = a_booked_booking(
        id=BookingId(f"b{number}"), meeting=a_booked_meeting(start_time=joined, end_time=joined), **facts
    )
    bot = replace(booking.bot, joined_at=joined, finished_at=joined + timedelta(seconds=number), status="done")
    return replace(booking, bot=bot)


@pytest.fixture
async def kept(database):
    bookings = Bookings(database)
    month = timedelta(days=31)
    for booking in (
        used(1),
        used(2, booked_by=JONAS),
        used(3, joined=NOW - month * 2),
        used(4, joined=NOW + month * 2),
        used(5, team_id=TeamId("T0OTHER")),
        a_booked_booking(id=BookingId("b6")),
    ):
        await bookings.submit(a_submission(booking.id, booking))
    return bookings


async def test_of_the_team_and_of_one_person(kept):
    start, end = NOW - timedelta(days=1), NOW + timedelta(days=29)

    everyone = await kept.used.list_usage(TEAM, start, end)
    own = await kept.used.list_usage(TEAM, start, end, MAYA)

    assert sorted((who, usage.bot_seconds) for who, usage in everyone) == [(JONAS, 2), (MAYA, 1)]
    assert [(who, usage.bot_seconds) for who, usage in own] == [(MAYA, 1)]
