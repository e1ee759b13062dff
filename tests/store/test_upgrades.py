"""Check that an upgrade reads what older versions wrote, and that a downgrade is refused."""

import asyncio
import json

import pytest
from alembic import command
from sqlalchemy import text

from bot.core.booking.model import Intent, Said
from bot.core.errors import SetupError
from bot.core.identifiers import BookingId
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.bookings.bookings import Bookings
from bot.store.engine import migrate as migrating
from bot.store.engine.database import Database
from bot.store.engine.migrate import alembic_config, is_migrated, migrate
from bot.store.leases import Marks
from bot.store.rules import Rules
from tests.examples import JONAS, MAYA, MEET, MEET_KEY, NOW, SOON, TEAM

# Only what a booking has always had: whatever has been added since has a default. Never to be added to.
OLDEST_DOCUMENT = {
    "id": "b1",
    "team_id": "T0EXAMPLE",
    "booked_by": "U0MAYA",
    "booked_at": "2026-03-02T12:00:00Z",
    "meeting": {
        "meeting_url": MEET,
        "link_key": MEET_KEY,
        "start_time": "2026-03-02T15:00:00Z",
        "end_time": "2026-03-02T15:30:00Z",
        "event_id": "event-1",
        "calendar_id": "calendar-maya",
    },
    "destination": {"channel_id": "C0GENERAL"},
    "wish": {"intent": "attend", "revision": 2, "settings": {}, "by": "U0JONAS", "at": "2026-03-02T12:00:00Z"},
    "bot": {"bot_id": "bot-1", "applied_revision": 1, "starts_at": "2026-03-02T15:00:00Z"},
    "attempt": {"number": 1, "tries": 1, "failure": {"code": "http_503", "status": 503}},
    "said": {"version": 2, "shown_version": 1, "card": {"channel_id": "C0GENERAL", "ts": "1772452800.000100"}},
}
INSERT = """
    INSERT INTO bookings (id, team_id, event_id, link_key, bot_id, booked_by, intent, shown_status, starts_at, ends_at,
                          revision, due_at, was_abandoned, document)
    VALUES ('b1', 'T0EXAMPLE', 'event-1', :link_key, 'bot-1', 'U0MAYA', 'attend', 'booked', '2026-03-02 15:00:00+00:00',
            '2026-03-02 15:30:00+00:00', 2, '2026-03-02 12:00:00+00:00', false, :document)
"""


@pytest.fixture
async def old_database(empty_database_url):
    """As the first version made it, with a booking that its executor had still to see to."""
    opened = Database(empty_database_url)
    async with opened.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0001"))
        facts = {"link_key": MEET_KEY, "document": json.dumps(OLDEST_DOCUMENT)}
        await connection.execute(text(INSERT), facts)
    yield opened
    await opened.aclose()


async def test_an_upgrade_loses_no_booking_and_leaves_none_undone(old_database):
    await migrate(old_database)
    bookings = Bookings(old_database)

    booking = await bookings.get(BookingId("b1"))
    assert (booking.team_id, booking.booked_by, booking.wish.by) == (TEAM, MAYA, JONAS)
    assert (booking.wish.intent, booking.wish.revision, booking.is_applied) == (Intent.ATTEND, 2, False)
    assert booking.meeting.start_time == SOON
    assert booking.said == Said(version=2, shown_version=1, card=booking.said.card)
    assert booking.attempt.failure.status == 503
    assert [each.id for each in await bookings.rivals(TEAM, ["event-1"], [MEET_KEY], NOW)] == ["b1"]
    assert [claim.booking for claim in await bookings.claim(NOW, SOON - NOW, 5)] == [booking]


LINKS_OF_OLD = {
    "launcher": (
        "https://meet.google.com/_meet/abc-defg-hij",
        "other:meet.google.com/_meet/abc-defg-hij",
        "meet:abc-defg-hij",
    ),
    "other": ("https://calls.example.com/room", "other:calls.example.com/room", "other:calls.example.com/room"),
    "reduced": ("", "", ""),
}


async def test_a_booked_link_whose_form_was_not_known_is_found_under_its_rooms_key(old_database):
    async with old_database.write() as connection:
        for booking_id, (url, old_key, _) in LINKS_OF_OLD.items():
            meeting = {**OLDEST_DOCUMENT["meeting"], "meeting_url": url, "link_key": old_key, "event_id": None}
            document = {**OLDEST_DOCUMENT, "id": booking_id, "meeting": meeting}
            facts = {"link_key": old_key, "document": json.dumps(document)}
            insert = INSERT.replace("'b1'", f"'{booking_id}'").replace("'event-1'", "NULL")
            await connection.execute(text(insert), facts)

    await migrate(old_database)

    bookings = Bookings(old_database)
    for booking_id, (url, _, key) in LINKS_OF_OLD.items():
        booking = await bookings.get(BookingId(booking_id))
        assert (booking.meeting.link_key, booking.meeting.meeting_url) == (key, url)
    found = await bookings.rivals(TEAM, [], ["meet:abc-defg-hij"], NOW)
    assert {each.id for each in found} == {"b1", "launcher"}


@pytest.mark.parametrize("version", ["0004", "0006"])
async def test_after_an_upgrade_every_event_is_read_once_more(old_database, version):
    async with old_database.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), version))
    marks = Marks(old_database)
    await marks.set(LAST_COMPLETE, NOW)

    await migrate(old_database)

    assert await marks.get(LAST_COMPLETE) is None


async def test_after_an_upgrade_everything_is_a_persons_and_no_rule_is_on(old_database):
    await migrate(old_database)

    assert not (await Bookings(old_database).get(BookingId("b1"))).origin.is_automatic
    assert await AutomaticBookings(old_database).find_events(TEAM, NOW) == []
    assert await Rules(old_database).find_all(TEAM) == []


@pytest.mark.postgres
async def test_an_upgrade_that_waits_for_a_table_lets_others_use_it_meanwhile(postgres_url, monkeypatch):
    """As beside a pg_dump, which holds a lock on every table for as long as it takes."""
    monkeypatch.setattr(migrating, "PAUSE_SECONDS", 0.2)
    old, other = Database(postgres_url), Database(postgres_url)
    async with old.write() as connection:
        await connection.run_sync(lambda each: command.upgrade(alembic_config(each), "0006"))
    async with other.write() as dump:
        await dump.execute(text("SELECT count(*) FROM bookings"))
        upgrade = asyncio.create_task(migrate(old))
        await asyncio.sleep(migrating.LOCK_TIMEOUT_SECONDS + 0.5)
        for _ in range(3):  # as the earlier version would
            assert await Bookings(other).get(BookingId("b1")) is None
        assert not upgrade.done()

    assert await upgrade
    assert await is_migrated(old)
    await old.aclose()
    await other.aclose()


async def test_a_database_that_a_newer_version_has_used_is_not_touched(empty_database_url):
    database = Database(empty_database_url)
    await migrate(database)
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SetupError, match="DATABASE_URL: a newer version of this program"):
        await migrate(database)
    await database.aclose()
