"""Few calendars are listed at each reading; of many only what webhooks name, and all of them every few minutes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.core.errors import RecallError
from bot.core.identifiers import CalendarId
from bot.recall.client import RecallClient
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.scheduling.sync import list_calendars
from bot.scheduling.sync.list_calendars import LIST_EVERY, ListCalendars
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from tests.examples import NOW

LISTS, READS = "/api/v2/calendars/", "/api/v2/calendars/*/"
MAYA, JONAS = "maya@example.com", "jonas@example.com"


@dataclass
class Rig:
    recall: PretendRecall
    clock: MovableClock
    mirror: Mirror
    calendars: ListCalendars
    another_process: ListCalendars

    @property
    def asked(self) -> tuple[int, int]:
        """How often for all, and for one."""
        return len(self.recall.requests_to("GET", LISTS)), len(self.recall.requests_to("GET", READS))

    async def statuses(self) -> dict[str | None, str]:
        return {each.platform_email: each.status for each in await self.mirror.all_calendars()}


@pytest.fixture
async def rig(tmp_path) -> AsyncIterator[Rig]:
    """Two calendars, which have been listed."""
    clock = MovableClock(NOW)
    recall, database = PretendRecall(clock), Database(f"sqlite:///{tmp_path}/calendars.db")
    await migrate(database)
    for email in (MAYA, JONAS):
        recall.add_calendar(email)
    async with serving(recall.asgi) as url:
        client = RecallClient(url, recall.api_key, clock)
        mirror, marks = Mirror(database), Marks(database)
        both = [ListCalendars(client, mirror, marks, clock) for _ in range(2)]
        await both[0].run(is_complete=False)
        yield Rig(recall, clock, mirror, *both)
        await client.aclose()
    await recall.aclose()
    await database.aclose()


@pytest.fixture
def many(monkeypatch) -> None:
    monkeypatch.setattr(list_calendars, "FEW", 1)


def id_of(rig: Rig, email: str) -> CalendarId:
    return CalendarId(next(each.id for each in rig.recall.calendars if each.email == email))


async def test_few_are_listed_each_time(rig):
    await rig.calendars.run(is_complete=False)

    assert rig.asked == (2, 0)


async def test_of_many_the_named_one_is_read(rig, many):
    rig.recall.disconnect_calendar(id_of(rig, MAYA))
    rig.calendars.note(id_of(rig, MAYA))

    assert await rig.calendars.run(is_complete=False) == {MAYA}
    assert await rig.calendars.run(is_complete=False) == frozenset()

    assert rig.asked == (1, 1)
    assert await rig.statuses() == {MAYA: "disconnected", JONAS: "connected"}


async def test_one_that_recall_does_not_know_any_more_is_disconnected(rig, many):
    gone = id_of(rig, MAYA)
    rig.recall.delete_calendar(gone)
    rig.calendars.note(gone)

    assert await rig.calendars.run(is_complete=False) == {MAYA}

    assert (await rig.statuses())[MAYA] == "disconnected"


async def test_many_are_listed_every_few_minutes_by_one_of_the_processes(rig, many):
    rig.recall.disconnect_calendar(id_of(rig, JONAS))
    rig.clock.advance(LIST_EVERY - timedelta(seconds=1))
    assert await rig.another_process.run(is_complete=False) == frozenset()
    rig.clock.advance(timedelta(seconds=1))

    assert await rig.another_process.run(is_complete=False) == {JONAS}
    assert await rig.calendars.run(is_complete=False) == frozenset()

    assert rig.asked == (2, 0)


async def test_before_everything_is_read_they_are_listed(rig, many):
    await rig.calendars.run(is_complete=True)

    assert rig.asked == (2, 0)


async def test_what_recall_did_not_answer_is_asked_again(rig, many):
    rig.recall.disconnect_calendar(id_of(rig, MAYA))
    rig.calendars.note(id_of(rig, MAYA))
    rig.recall.fail_next(403, path=READS)

    with pytest.raises(RecallError):
        await rig.calendars.run(is_complete=False)

    assert await rig.calendars.run(is_complete=False) == {MAYA}
