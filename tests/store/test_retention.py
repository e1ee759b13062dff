"""What is left after `retention_days`: ids and times."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.booking import BotState, Destination
from bot.core.identifiers import BookingId, BotId
from bot.store.audit import read_audit
from bot.store.bookings import Bookings
from bot.store.people import People
from bot.store.retention import Retention
from tests.examples import GENERAL, MAYA, NOW, SOON, a_booked_meeting, a_booking, a_person

LATER = SOON + timedelta(days=91)


@pytest.fixture
async def kept(database):
    bookings = Bookings(database)
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, applied_config={"bot_name": "Secret name"})
    there = Destination(channel_id=GENERAL, response_url="https://hooks.slack.test/x")
    await bookings.submit(
        "V1", a_booking(bot=bot, destination=there), lambda _: a_booking(bot=bot, destination=there), NOW
    )
    await People(database).save(a_person(), NOW)
    return bookings


async def everything(database) -> str:
    async with database.read() as connection:
        rows = [
            str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
            for table in ("bookings", "audit", "people", "submissions")
        ]
    return "\n".join(rows)


async def test_titles_names_and_links_are_gone_and_ids_and_times_stay(kept, database):
    await Retention(database).reduce(LATER)

    left = await everything(database)
    for private in ("Weekly sync", "meet.google.com", "abc-defg-hij", "Secret name", "hooks.slack", "maya@example.com"):
        assert private not in left
    booking = await kept.get(BookingId("b1"))
    assert (booking.bot.bot_id, booking.meeting.start_time, booking.booked_by) == ("bot-1", SOON, MAYA)


async def test_the_audit_still_tells_who_and_when(kept, database, database_url):
    await Retention(database).reduce(LATER)

    (line,) = [line async for line in read_audit(database_url, meeting="event-1")]

    assert (line["who"], line["what"], line["bot_id"]) == (MAYA, "booked", "bot-1")
    assert "settings" not in line


async def test_what_is_younger_stays_as_it_is(kept, database):
    assert await Retention(database).reduce(NOW - timedelta(days=1)) == 0

    assert (await kept.get(BookingId("b1"))).meeting == a_booked_meeting()


async def test_reducing_twice_finds_nothing_left(kept, database):
    assert await Retention(database).reduce(LATER) == 2
    assert await Retention(database).reduce(LATER) == 0
