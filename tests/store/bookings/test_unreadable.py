"""A booking that a newer version has written, and this one cannot read, holds up no other."""

from datetime import timedelta

import pytest
from sqlalchemy import func, text, update
from structlog.testing import capture_logs

from bot.core.booking.redaction import NO_LINK
from bot.core.identifiers import BookingId
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.bookings.usage import UsedBots
from bot.store.schema import tables
from bot.store.summaries import Summaries
from tests.examples import NOW, TEAM, a_booked_meeting, a_booking
from tests.submissions import a_submission

LEASE = timedelta(seconds=15)
UNREADABLE = "UPDATE bookings SET document = replace(document, '\"attend\"', '\"private words\"') WHERE id = 'b1'"


@pytest.fixture
async def bookings(database):
    """The first of two is of a newer version."""
    store = Bookings(database)
    for number in (1, 2):
        meeting = a_booked_meeting(event_id=f"event-{number}", ical_uid=f"uid-{number}", link_key=f"meet:{number}")
        await store.submit(a_submission(f"V{number}", a_booking(id=BookingId(f"b{number}"), meeting=meeting)))
    async with database.write() as connection:
        await connection.execute(text(UNREADABLE))
    return store


async def test_the_others_are_claimed_and_the_log_says_what_it_is_about_it(bookings):
    with capture_logs() as lines:
        claims = await bookings.claim(NOW, LEASE, 5)

    assert [claim.booking.id for claim in claims] == ["b2"]
    assert lines == [
        {"event": "booking cannot be read", "booking_id": "b1", "fields": ["wish.intent"], "log_level": "error"}
    ]


async def test_it_is_left_for_a_version_that_can_read_it(bookings, database):
    await bookings.claim(NOW, LEASE, 5)
    async with database.write() as connection:
        await connection.execute(text("UPDATE bookings SET document = replace(document, 'private words', 'attend')"))

    assert await bookings.claim(NOW + LEASE / 2, LEASE, 5) == []
    claims = await bookings.claim(NOW + LEASE * 2, LEASE, 5)
    assert {claim.booking.id: claim.was_abandoned for claim in claims} == {"b1": True, "b2": True}


async def test_the_sweep_goes_on_without_it(bookings):
    found = [booking.id async for batch in bookings.swept.find_following_calendars(NOW) for booking in batch]

    assert found == ["b2"]


async def test_retention_goes_on_without_it(bookings, database):
    await Retention(database).reduce(NOW + timedelta(days=365))

    assert (await bookings.get(BookingId("b2"))).meeting.link_key == NO_LINK


async def test_costs_are_summed_and_summaries_begun_without_it(bookings, database):
    document = func.replace(tables.bookings.c.document, '"transcript":null', '"transcript":"ready"')
    finished = update(tables.bookings).values(document=document, shown_status="done", bot_id=tables.bookings.c.id)
    async with database.write() as connection:
        await connection.execute(finished)

    assert await UsedBots(database).list_usage(TEAM, NOW, NOW + timedelta(days=30)) == []
    assert [each.id for each in await Summaries(database).find_unsummarized(NOW, 5)] == ["b2"]
