"""Wherever a worker is killed, as by `kill -9`, the next one goes on, and nothing is paid for twice unasked."""

import asyncio
import shutil
from pathlib import Path

from bot.core.summaries.model import SummaryFailure, SummaryState
from tests.faults.process import Fate, MortalDatabase
from tests.quick_database import QuickDatabase
from tests.scheduling.summaries.rig import Rig, is_stopped


async def dies_after(rig: Rig, moments: int, url: str) -> bool:
    """Whether it died before it was done."""
    fate = Fate()
    fate.comes_after(moments)
    database = MortalDatabase(url, fate)
    working = asyncio.create_task(rig.worker(database).run_once())
    dying = asyncio.create_task(fate.death.wait())
    await asyncio.wait({working, dying}, return_when=asyncio.FIRST_COMPLETED)
    await database.is_cut_off()
    await is_stopped(working)
    dying.cancel()
    await database.aclose()
    return fate.death.is_set()


async def test_wherever_a_worker_is_killed_nothing_is_paid_for_twice(
    rig: Rig, migrated_sqlite: Path, memory_path: Path
):
    ends, moments, has_died = set(), 0, True
    while has_died:
        url = f"sqlite:///{shutil.copy(migrated_sqlite, memory_path / f'{moments}.db')}"
        rig.database = QuickDatabase(url)
        rig.model.asked.clear()
        await rig.records()
        has_died = await dies_after(rig, moments, url)
        rig.outlives_the_lease()
        await rig.worker().run_once()

        record = await rig.record()
        ends.add((record.state, record.failure))
        assert len(rig.model.asked) <= 1
        assert record.state is SummaryState.READY or record.failure is SummaryFailure.INTERRUPTED
        assert (await rig.booking()).bot.summary_round == 1
        assert await rig.summaries.list_due(rig.clock.now(), 5) == []
        await rig.database.aclose()
        moments += 1

    assert moments > 12
    assert ends == {(SummaryState.READY, None), (SummaryState.FAILED, SummaryFailure.INTERRUPTED)}
