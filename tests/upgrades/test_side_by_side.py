"""Two versions run over one Postgres, as they do during a rolling update."""

import asyncio
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.clock import SystemClock
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Database
from bot.store.engine.migrate import is_migrated, migrate
from tests.benchmarks.processes import PROJECT
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.reckoning import reckon
from tests.soak.served import Served
from tests.soak.town import Town
from tests.upgrades.conftest import ENGINES
from tests.upgrades.make_databases import COMMITS
from tests.upgrades.released import RELEASES, documents, restore, write_rows

LAST_RELEASE = RELEASES[-1]
EACH = 6


@pytest.fixture(params=ENGINES)
def newest_url(request, tmp_path, migrated_sqlite):
    if request.param == "postgres":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{shutil.copy(migrated_sqlite, tmp_path / 'newest.db')}"


@pytest.fixture
async def newest(newest_url):
    database = Database(newest_url)
    await migrate(database)
    yield database
    await database.aclose()


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The code of the last release, out of the clone's history; skipped with a word where that is not there."""
    checkout, archive = tmp_path / "earlier", tmp_path / "earlier.tar"
    made = subprocess.run(
        ["git", "archive", "--output", archive, COMMITS[LAST_RELEASE], "bot", "handlers", "manifest.yml"],
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"this clone has no history: version {LAST_RELEASE} cannot run beside this one")
    checkout.mkdir()
    subprocess.run(["tar", "--extract", "--file", archive, "--directory", checkout], check=True)
    return checkout


@pytest.mark.postgres
async def test_during_a_rolling_update_both_versions_book_and_neither_loses_anything(postgres_url, tmp_path, earlier):
    async with Town(SystemClock(), tmp_path, postgres_url, migrates=False).open() as town:
        shared = {**town.variables, "PROCESSES": "2"}
        old = Served("old", tmp_path, {**shared, "PYTHONPATH": str(earlier)})
        new = Served("new", tmp_path, shared)
        try:
            forms = [town.form_for_an_event() for _ in range(2 * EACH)]
            old.start()
            await old.until_ready()
            new.start()  # and brings the database up to date under it
            await asyncio.gather(new.until_ready(), until_calendars_are_read(town))
            places = [(form, (old, new)[place % 2]) for place, form in enumerate(forms)]
            await asyncio.gather(*(town.submit(form, place.port) for form, place in places))
            await until_calm(town)
            await old.stops()
        finally:
            await old.aclose()
            await new.aclose()
        found = await reckon(town, forms)

    assert found.is_clean, repr(found)
    assert found.bookings == 2 * EACH
    assert not [line for served in (old, new) for line in served.log if line["level"] == "error"]


async def test_what_the_last_release_writes_fits_the_newest_tables(newest, tmp_path):
    """No column that it does not know is due, and none that it writes is gone."""
    kept = tmp_path / "kept.db"
    restore(LAST_RELEASE, kept)
    async with newest.write() as connection:
        await connection.run_sync(partial(write_rows, file=kept))

    for document in documents(kept, "bookings"):
        assert (await Bookings(newest).get(document["id"])).wish.revision == document["wish"]["revision"]


async def test_a_version_that_runs_while_a_newer_one_migrates_stays_ready(newest):
    async with newest.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert await is_migrated(newest)
