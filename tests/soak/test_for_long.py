"""`make soak`: the kill test for over a hundred rounds.

SOAK_SEED repeats a run: the same faults and the same moments, as far as those are told by what has been seen to
happen. SOAK_ROUNDS sets how long it takes.
"""

import os
import time

import pytest

from bot.clock import SystemClock
from tests.soak.calm import until_nothing_is_due
from tests.soak.reckoning import reckon
from tests.soak.storm import Storm
from tests.soak.town import Town

ROUNDS = int(os.environ.get("SOAK_ROUNDS", "70"))
SEED = int(os.environ.get("SOAK_SEED") or time.time())

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]


async def test_one_process_on_sqlite(town, place):
    storm = Storm(town, [place(town)], SEED)

    await storm.rages(ROUNDS)

    await survives("one process on SQLite", storm)


async def test_two_processes_on_postgres(postgres_url, tmp_path, place):
    """On the real clock: anyone who outlives the last kill takes over within twenty seconds."""
    async with Town(SystemClock(), tmp_path, postgres_url).open() as town:
        storm = Storm(town, [place(town, name, PROCESSES="2") for name in ("one", "other")], SEED)

        await storm.rages(ROUNDS // 2)

        await survives("two processes on Postgres", storm)


async def survives(what: str, storm: Storm) -> None:
    await until_nothing_is_due(storm.town)
    found = await reckon(storm.town, storm.sent, storm.killed_at)
    print(f"\n{what}: {storm}; {found}")  # noqa: T201
    assert found.is_clean, repr(found)
    assert not storm.doubled
    assert found.bookings == len(storm.sent)
