"""Postgres ends connections and holds locks: what was under way is made once more, or said in time."""

import asyncio
import time
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.core.identifiers import BookingId
from bot.core.lifecycle.transitions import with_card_update_due
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from bot.store.engine.transaction_retry import PAUSES_SECONDS, retry_transaction
from tests.examples import NOW, a_booking
from tests.submissions import a_submission

pytestmark = pytest.mark.postgres

TIMEOUT_SECONDS = 2.5
LEASE = timedelta(seconds=15)
END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
COUNT_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def database(migrated_postgres_url):
    opened = Database(migrated_postgres_url)
    yield opened
    await opened.aclose()


@pytest.fixture
async def another(migrated_postgres_url):
    opened = Database(migrated_postgres_url)
    yield opened
    await opened.aclose()


async def ask(database):
    async with database.read() as connection:
        await connection.execute(text("SELECT 1"))


async def end_all_but(database):
    async with database.write() as connection:
        await connection.execute(text(END_ALL))


async def test_a_connection_that_is_ended_in_the_middle_is_said_to_be_lost(database, another):
    async def is_ended_in_between():
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))
            await end_all_but(another)
            await connection.execute(text("SELECT 1"))

    with pytest.raises(DatabaseUnavailable) as raised:
        await is_ended_in_between()

    assert raised.value.trouble is DatabaseTrouble.LOST
    await ask(database)


async def count_others(database):
    async with database.read() as connection:
        return (await connection.execute(text(COUNT_OTHERS))).scalar_one()


@pytest.mark.parametrize("ask_after", [0.0, 3600.0])
async def test_anyone_who_reads_next_does_not_notice_that_all_were_ended(database, another, monkeypatch, ask_after):
    monkeypatch.setattr("bot.store.engine.postgres.ASK_AFTER_IDLE_SECONDS", ask_after)
    await asyncio.gather(*(ask(database) for _ in range(3)))
    await ask(database)
    await end_all_but(another)
    while await count_others(another):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)  # a server process leaves that list just before its connection ends

    await asyncio.gather(*(ask(database) for _ in range(3)))


@pytest.mark.parametrize(("option", "transactions"), [("", 2), ("?prepared_statement_cache_size=0", 1)])
async def test_a_read_is_its_statements_and_behind_a_pooler_one_transaction(
    migrated_postgres_url, option, transactions
):
    opened = Database(f"{migrated_postgres_url}{option}")
    async with opened.read() as connection:
        ids = {(await connection.execute(text("SELECT pg_current_xact_id()"))).scalar_one() for _ in range(2)}
    await opened.aclose()

    assert len(ids) == transactions


async def test_a_transaction_whose_connection_is_ended_is_made_once_more_at_once(database, another):
    tries = 0

    async def transaction():
        nonlocal tries
        async with database.write() as connection:
            await connection.execute(text("SELECT 1"))
            tries += 1
            if tries == 1:
                await end_all_but(another)
            await connection.execute(text("INSERT INTO marks VALUES ('made', now())"))

    started = time.monotonic()
    await retry_transaction(transaction)

    assert tries == 2
    assert time.monotonic() - started < 1


async def test_what_is_submitted_changed_recorded_and_released_survives_a_lost_connection(database, another):
    store = Bookings(database)

    async def cut():
        for _ in range(6):
            await end_all_but(another)
            await asyncio.sleep(0.01)

    cutting = asyncio.create_task(cut())
    for number in range(40):
        booking = a_booking(id=BookingId(f"b{number}"), booked_by=f"U{number}")
        await store.submit(a_submission(f"V{number}", booking))
        await store.change(booking.id, with_card_update_due, NOW, what="news")
    await cutting

    async with database.read() as connection:
        written = (await connection.execute(text("SELECT count(*), count(DISTINCT id) FROM bookings"))).one()
    assert tuple(written) == (40, 40)


async def test_a_table_that_another_holds_is_said_to_be_locked_in_time(database, another):
    async with another.write() as holder:
        await holder.execute(text("LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE"))
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable) as raised:
            await Bookings(database).submit(a_submission("V1", a_booking()))

    assert raised.value.trouble is DatabaseTrouble.LOCKED
    assert time.monotonic() - started < TIMEOUT_SECONDS


async def test_who_finds_no_connection_free_hears_so_in_time(database):
    async with asyncio.TaskGroup() as group:
        are_held, is_over = asyncio.Barrier(11), asyncio.Event()

        async def hold():
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))
                await are_held.wait()
                await is_over.wait()

        for _ in range(10):
            group.create_task(hold())
        await are_held.wait()
        started = time.monotonic()
        with pytest.raises(DatabaseUnavailable) as raised:
            await ask(database)
        is_over.set()

    assert raised.value.trouble is DatabaseTrouble.OVERLOADED
    assert time.monotonic() - started < TIMEOUT_SECONDS


async def test_a_server_that_is_not_there_is_unreachable():
    database = Database("postgresql+asyncpg://postgres@127.0.0.1:1/none")

    with pytest.raises(DatabaseUnavailable) as raised:
        await ask(database)

    assert raised.value.trouble is DatabaseTrouble.UNREACHABLE
    await database.aclose()


@pytest.mark.parametrize(
    ("trouble", "tries"), [(DatabaseTrouble.LOST, len(PAUSES_SECONDS) + 1), (DatabaseTrouble.FULL, 1)]
)
async def test_only_what_was_lost_is_tried_again_and_not_for_ever(trouble, tries):
    made = 0

    async def transaction():
        nonlocal made
        made += 1
        raise DatabaseUnavailable(trouble)

    with pytest.raises(DatabaseUnavailable):
        await retry_transaction(transaction)
    assert made == tries
