"""Check the lock order: two processes that lock the same rows never deadlock."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.core.access.verdicts import TakenByOthers
from bot.core.booking.redaction import NO_LINK
from bot.core.identifiers import BookingId
from bot.core.lifecycle.transitions import with_card_update_due
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.engine.database import Database
from bot.store.engine.transaction_retry import retry_transaction
from tests.examples import MEET_KEY, NOW, SOON, a_booked_meeting, a_booking
from tests.submissions import a_submission

LEASE = timedelta(seconds=90)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class Deadlock(Exception):
    sqlstate = "40P01"


def a_deadlock() -> DBAPIError:
    return DBAPIError("UPDATE bookings", {}, Deadlock())


@pytest.fixture
async def database(migrated_postgres_url):
    opened = Database(migrated_postgres_url)
    yield opened
    await opened.aclose()


@pytest.fixture
async def bookings(database):
    """One room, where what was booked first comes last."""
    store = Bookings(database)
    for number in (1, 2):
        meeting = a_booked_meeting(
            event_id=f"event-{number}", ical_uid=f"uid-{number}", start_time=SOON + timedelta(days=3 - number)
        )
        booking = a_booking(id=BookingId(f"b{number}"), meeting=meeting, booked_by=f"U{number}")
        await store.submit(a_submission(f"V{number}", booking))
    return store


def stop(_present):
    return TakenByOthers()


async def submits(store, _claims):
    await store.submit(a_submission("V3", a_booking(id=BookingId("b3")), stop, event_ids=["event-1", "event-2"]))


async def changes(store, _claims):
    await store.change_among_rivals(BookingId("b2"), lambda _, rivals: [], NOW, what="nothing")


async def records_and_releases(store, claims):
    recorded = store.record(BookingId("b2"), claims["b2"], with_card_update_due, NOW, lease=LEASE)
    await asyncio.gather(recorded, store.release(BookingId("b1"), claims["b1"], None))


async def releases(store, claims):
    await asyncio.gather(*(store.release(BookingId(each), claims[each], None) for each in ("b2", "b1")))


async def somebody_waits_for_a_lock(database):
    """Asked in a new transaction each time: within one the answer stays the same."""
    for _ in range(500):
        async with database.read() as connection:
            if (await connection.execute(text(WAITING))).scalar_one():
                return
        await asyncio.sleep(0.02)
    raise AssertionError("nobody waits")


@pytest.mark.postgres
@pytest.mark.parametrize("act", [submits, changes, records_and_releases, releases])
async def test_anyone_who_waits_for_one_booking_holds_none_that_stands_after_it(database, bookings, act):
    claims = {claim.booking.id: claim.token for claim in await bookings.claim(NOW, LEASE, 5)}
    async with database.write() as other:
        await other.execute(text("SELECT id FROM bookings WHERE id = 'b1' FOR UPDATE"))
        acting = asyncio.create_task(act(bookings, claims))
        await somebody_waits_for_a_lock(database)

        await other.execute(text("SELECT id FROM bookings WHERE id = 'b2' FOR UPDATE NOWAIT"))
    await acting


@pytest.mark.postgres
async def test_what_someone_is_changing_is_not_reduced_over_it(database, bookings):
    kept_until = SOON + timedelta(days=365)
    async with database.write() as other:
        await other.execute(text("SELECT id FROM bookings WHERE id = 'b1' FOR UPDATE"))
        assert await Retention(database).reduce(kept_until) > 0

    links = [(await bookings.get(BookingId(each))).meeting.link_key for each in ("b1", "b2")]
    assert links == [MEET_KEY, NO_LINK]


async def test_who_was_ended_for_another_is_made_once_more():
    outcomes = iter([a_deadlock(), None])

    async def transaction():
        if (error := next(outcomes)) is not None:
            raise error
        return "done"

    assert await retry_transaction(transaction) == "done"


@pytest.mark.parametrize("error", [OperationalError("SELECT 1", {}, OSError()), a_deadlock()])
async def test_nothing_is_tried_again_for_another_reason_or_for_ever(error):
    async def transaction():
        raise error

    with pytest.raises(DBAPIError):
        await retry_transaction(transaction)
