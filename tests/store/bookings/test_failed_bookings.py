"""What the page for admins and the welcome ask of the bookings, on SQLite and on Postgres."""

from dataclasses import replace
from datetime import timedelta

from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, TeamId
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM, a_booked_meeting, a_booking, a_failed_booking
from tests.submissions import a_submission

A_WEEK_AGO = NOW - timedelta(days=7)


async def save(store: Bookings, booking: Booking) -> None:
    await store.submit(a_submission(f"V {booking.id}", booking))


def a_failure(number: int, **later: float) -> Booking:
    meeting = a_booked_meeting(start_time=SOON + timedelta(**later), event_id=f"event {number}")
    return replace(a_failed_booking(), id=BookingId(f"failed {number}"), meeting=meeting)


async def test_failed_bookings_are_listed_the_latest_first(database: Database) -> None:
    store = Bookings(database)
    for booking in (a_failure(1), a_failure(2, hours=1), a_failure(3, days=-10), a_booking(id=BookingId("well"))):
        await save(store, booking)

    found = await store.list_failed(TEAM, A_WEEK_AGO, 10)

    assert [booking.id for booking in found] == ["failed 2", "failed 1"]
    assert [booking.id for booking in await store.list_failed(TEAM, A_WEEK_AGO, 1)] == ["failed 2"]
    assert await store.list_failed(TeamId("T0OTHER"), A_WEEK_AGO, 10) == []


async def test_whether_a_person_has_ever_booked_is_known(database: Database) -> None:
    store = Bookings(database)
    await save(store, a_booking())

    assert await store.has_booked(TEAM, MAYA)
    assert not await store.has_booked(TEAM, JONAS)
    assert not await store.has_booked(TeamId("T0OTHER"), MAYA)
