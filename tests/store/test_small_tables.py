"""Check people, drafts, marks, leases and migrations, on SQLite and on Postgres."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, inspect, text

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.sandbox.clock import MovableClock
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE
from bot.store.engine import migrate as migrations
from bot.store.engine.database import Database
from bot.store.engine.migrate import HEAD, is_migrated, migrate
from bot.store.json_documents import MEETING, dump
from bot.store.leases import LEASE, Leases, Marks
from bot.store.link_drafts import Drafts
from bot.store.mirror.mirror import Mirror
from bot.store.people import People
from bot.store.schema.every_table import collect_tables
from bot.store.schema.tables import events, marks
from bot.store.webhook_deliveries import Deliveries
from tests.examples import MAYA, NOW, SOON, TEAM, a_meeting, an_account
from tests.stored import record_delivery


async def test_an_account_is_remembered_and_forgotten(database):
    people = People(database)
    await people.save(an_account(), NOW)
    await people.save(an_account(name="Maya B."), NOW + timedelta(hours=1))

    assert await people.get(TEAM, MAYA) == (an_account(name="Maya B."), NOW + timedelta(hours=1))
    await people.forget(TEAM, MAYA)
    assert await people.get(TEAM, MAYA) is None


async def test_who_does_several_things_at_once_is_saved_as_often(database):
    people = People(database)

    await asyncio.gather(*(people.save(an_account(), NOW) for _ in range(6)))
    await asyncio.gather(*(people.save(an_account(name="Maya B."), NOW + timedelta(hours=1)) for _ in range(6)))

    assert await people.get(TEAM, MAYA) == (an_account(name="Maya B."), NOW + timedelta(hours=1))


async def test_a_draft_is_kept_for_a_while(database):
    drafts = Drafts(database)
    draft_id = await drafts.save({"links": ["https://zoom.us/j/1?pwd=x"]}, NOW)

    assert await drafts.get(draft_id) == {"links": ["https://zoom.us/j/1?pwd=x"]}
    await drafts.forget(NOW + timedelta(days=1))
    assert await drafts.get(draft_id) is None


async def test_a_mark_is_moved(database):
    marks = Marks(database)
    assert await marks.get("read") is None

    await marks.set("read", NOW)
    await marks.set("read", NOW + timedelta(days=1))

    assert await marks.get("read") == NOW + timedelta(days=1)


async def test_a_named_lease_is_held_by_one(database):
    leases = Leases(database, MovableClock(NOW, ticking=False))

    minute = timedelta(minutes=1)
    async with leases.acquire("sync", minute) as first, leases.acquire("sync", minute) as second:
        assert (first, second) == (True, False)
    async with leases.acquire("sync", timedelta(minutes=1)) as third:
        assert third


async def test_a_dead_holders_named_lease_runs_out(database):
    dead = Leases(database, MovableClock(NOW, ticking=False))
    living = Leases(database, MovableClock(NOW + timedelta(minutes=2), ticking=False))

    async with dead.acquire("sync", timedelta(minutes=1)), living.acquire("sync", timedelta(minutes=1)) as is_ours:
        assert is_ours


async def test_a_named_lease_lasts_as_long_as_the_work(database):
    clock, minute = MovableClock(NOW, ticking=False), timedelta(minutes=1)
    leases = Leases(database, clock)

    async with leases.acquire("sync", minute):
        for _ in range(6):
            await until(lambda: clock.sleepers == 1)
            clock.advance(minute / 3)
        await until(lambda: clock.sleepers == 1)
        async with leases.acquire("sync", minute) as is_taken_over:
            assert not is_taken_over


async def test_work_that_someone_died_over_is_told_from_work_that_is_done_or_under_way(database):
    clock = MovableClock(NOW, ticking=False)
    leases, dead = Leases(database, clock), Leases(database, clock)
    assert not await leases.was_abandoned("sync")
    async with leases.acquire("sync"):
        assert not await leases.was_abandoned("sync")
    assert not await leases.was_abandoned("sync")

    async with dead.acquire("sync"):
        later = Leases(database, MovableClock(NOW + LEASE, ticking=False))
        assert await later.was_abandoned("sync")
        async with later.acquire("sync") as is_ours:
            assert is_ours
            assert not await later.was_abandoned("sync")


async def test_a_named_lease_outlasts_a_database_that_is_away_for_a_moment(database, monkeypatch):
    clock, write, is_away = MovableClock(NOW, ticking=False), database.write, asyncio.Event()

    def away():
        is_away.set()
        raise DatabaseUnavailable(DatabaseTrouble.LOCKED)

    async with Leases(database, clock).acquire("sync"):
        await until(lambda: clock.sleepers == 1)
        monkeypatch.setattr(database, "write", away)
        clock.advance(LEASE / 3)
        await is_away.wait()
        monkeypatch.setattr(database, "write", write)
        await until(lambda: clock.sleepers == 1)
        clock.advance(LEASE / 3)
        await until(lambda: clock.sleepers == 1)
        clock.advance(LEASE / 2)
        async with Leases(database, clock).acquire("sync") as is_taken_over:
            assert not is_taken_over


async def test_who_is_alone_ends_the_named_leases_of_the_dead(database):
    leases = Leases(database, MovableClock(NOW, ticking=False))

    async with leases.acquire("sync", timedelta(minutes=1)):
        await leases.end_all()
        async with leases.acquire("sync", timedelta(minutes=1)) as is_ours:
            assert is_ours


async def until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_a_delivery_counts_once(database):
    deliveries = Deliveries(database)

    assert [await record_delivery(database, "msg-1", NOW) for _ in range(2)] == [True, False]
    assert await deliveries.last() == NOW


async def test_old_deliveries_go_but_the_newest_stays(database):
    deliveries = Deliveries(database)
    await record_delivery(database, "old", NOW)
    await record_delivery(database, "newest", NOW + timedelta(days=1))

    await deliveries.forget(NOW + timedelta(days=9))

    assert await deliveries.last() == NOW + timedelta(days=1)
    assert await record_delivery(database, "old", NOW + timedelta(days=9))


async def test_migrating_is_done_once_by_anyone_who_comes_first(empty_database_url):
    several = [Database(empty_database_url) for _ in range(2)]

    for database in several:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1"))
    done = await asyncio.gather(*(migrate(database) for database in several))

    assert sorted(done) == [False, True]
    assert await is_migrated(several[0])
    for database in several:
        await database.aclose()


async def test_the_migrations_make_the_tables_that_the_code_knows(database):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    async with database.read() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), collect_tables())
        )
        tables = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))

    assert differences == []
    assert tables == {*collect_tables().tables, "alembic_version"}


async def test_what_the_first_tables_hold_is_found_after_the_migration_and_read_anew(empty_database_url):
    database = Database(empty_database_url)
    async with database.write() as connection:
        await connection.run_sync(migrated_to_the_first_tables)
        for number in (1, 2):
            meeting = a_meeting(event_id=f"event-{number}")
            facts = {"id": meeting.event_id, "calendar_id": meeting.calendar_id, "document": dump(MEETING, meeting)}
            times = dict.fromkeys(("starts_at", "ends_at", "updated_at", "seen_at"), SOON)
            await connection.execute(insert(events).values(**facts, **times))
        await connection.execute(insert(marks).values(name=LAST_COMPLETE, at=NOW))

    assert await migrate(database)

    assert len((await Mirror(database).everyones.find(NOW)).meetings) == 2
    assert await Marks(database).get(LAST_COMPLETE) is None
    await database.aclose()


def migrated_to_the_first_tables(connection):
    from alembic import command

    command.upgrade(migrations.alembic_config(connection), "0001")


def test_the_head_is_the_newest_migration():
    versions = Path(migrations.__file__).parent.parent / "migrations" / "versions"

    assert max(path.name[:4] for path in versions.glob("0*.py")) == HEAD


async def test_a_sqlite_file_is_for_its_owner_only(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/private.db")
    await migrate(database)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    await database.aclose()
    assert set(modes.values()) == {0o600}
    assert len(modes) > 1
