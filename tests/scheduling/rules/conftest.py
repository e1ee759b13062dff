"""Open an office for each test."""

import shutil
from collections.abc import AsyncIterator

import pytest

from bot.sandbox.clock import MovableClock
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE
from bot.store.engine.database import Database
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from tests.examples import JONAS, MAYA, NOW
from tests.rules import a_row, configured
from tests.scheduling.rules.office import Office, a_calendar


@pytest.fixture
async def office(migrated_sqlite, tmp_path) -> AsyncIterator[Office]:
    file = shutil.copy(migrated_sqlite, tmp_path / "rules.db")
    office = Office(Database(f"sqlite:///{file}"), MovableClock(NOW, ticking=False), configured())
    await Mirror(office.database).save_calendars([a_calendar(MAYA), a_calendar(JONAS)])
    await Marks(office.database).set(LAST_COMPLETE, NOW)
    for user in (MAYA, JONAS):
        await office.knows(user)
    await office.reads(a_row(MAYA), a_row(JONAS))
    yield office
    await office.database.aclose()
