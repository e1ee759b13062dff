"""`make soak`: a disk that fills up and has room again, connections that are ended, and death in mid-reading.

SOAK_SEED repeats a run; SOAK_STORAGE_ROUNDS sets how long it takes.
"""

import asyncio
import os
import random
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from bot.clock import SystemClock
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.store.leases import LEASE, Marks
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.reckoning import Reckoning, reckon
from tests.soak.served import Served
from tests.soak.small_disk import SmallDisk, small_disk
from tests.soak.town import Submission, Town

ROUNDS = int(os.environ.get("SOAK_STORAGE_ROUNDS", "12"))
SEED = int(os.environ.get("SOAK_SEED") or time.time())
SUBMISSIONS_A_ROUND = 8
WORKS_WITHIN_SECONDS = 5.0
ANSWERS_WITHIN_SECONDS = 2.5
TAKEN_UP_WITHIN = timedelta(seconds=20)

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]


@dataclass
class Seen:
    sent: list[Submission] = field(default_factory=list)
    refusals: int = 0
    slowest_answer: float = 0.0
    slowest_recovery: float = 0.0

    def __str__(self) -> str:
        return (
            f"seed {SEED}, {len(self.sent)} submissions, {self.refusals} times 'not now' within "
            f"{self.slowest_answer:.2f} s, all right again within {self.slowest_recovery:.2f} s"
        )


async def test_a_disk_that_fills_up_and_has_room_again(tmp_path, place):
    chance, seen = random.Random(SEED), Seen()
    with small_disk(tmp_path / "disk") as disk:
        async with Town(SystemClock(), tmp_path, f"sqlite:///{disk.folder}/town.db").open() as town:
            serve, waiting = place(town), await town.forms(ROUNDS * SUBMISSIONS_A_ROUND)
            serve.start()
            await asyncio.gather(serve.until_ready(), until_calendars_are_read(town))
            for number in range(ROUNDS):
                await _fill_for_a_while(town, _of_round(waiting, number), serve, disk, chance, seen)
            await _all_press_again(town, serve.port, seen)
            await until_calm(town)
            found = await reckon(town, seen.sent)
            lines = [line["event"] for line in serve.log if "database" in line["event"]]
            await serve.stops()
    print(f"\na full disk: {seen}, {len(lines)} lines in the log; {found}")  # noqa: T201
    _check(found, seen)
    assert seen.refusals
    assert len(lines) <= 4 * ROUNDS  # and not one for each who was refused


async def _fill_for_a_while(
    town: Town, forms: list[Submission], serve: Served, disk: SmallDisk, chance: random.Random, seen: Seen
) -> None:
    seen.sent += forms
    early = forms[: SUBMISSIONS_A_ROUND // 2]
    await _submit_all(town, early, serve.port, seen)  # these are being carried out as the disk fills
    await asyncio.sleep(chance.uniform(0, 0.3))
    disk.fill()
    await _submit_all(town, forms, serve.port, seen)
    await asyncio.sleep(chance.uniform(0, 2))
    await _submit_all(town, _unanswered(seen), serve.port, seen)
    disk.make_room()
    seen.slowest_recovery = max(seen.slowest_recovery, await _seconds_until_all_is_well(town, serve.port, seen))


async def test_connections_that_are_ended_again_and_again(postgres_url, tmp_path, place):
    chance, seen, ended = random.Random(SEED), Seen(), 0
    async with Town(SystemClock(), tmp_path, postgres_url).open() as town:
        places = [place(town, name, PROCESSES="2") for name in ("one", "other")]
        waiting = await town.forms(ROUNDS * SUBMISSIONS_A_ROUND)
        for serve in places:
            serve.start()
        await asyncio.gather(*(serve.until_ready() for serve in places), until_calendars_are_read(town))
        for number in range(ROUNDS):
            forms = _of_round(waiting, number)
            seen.sent += forms
            sending = [asyncio.create_task(_submit(town, each, chance.choice(places).port, seen)) for each in forms]
            for _ in range(chance.randint(1, 4)):
                await asyncio.sleep(chance.uniform(0, 0.3))
                ended += await _end_connections(postgres_url)
            await asyncio.gather(*sending)
        port = places[0].port
        seen.slowest_recovery = await _seconds_until_all_is_well(town, port, seen)
        await _all_press_again(town, port, seen)
        await until_calm(town, patience_seconds=60)
        found = await reckon(town, seen.sent)
        bugs = [line for serve in places for line in serve.log if line["level"] == "error" and "exception" in line]
    print(f"\n{ended} ended connections: {seen}; {found}")  # noqa: T201
    _check(found, seen)
    assert not bugs, bugs[0]


async def test_death_in_the_middle_of_reading_keeps_no_one_from_it(postgres_url, tmp_path, place):
    slowest = timedelta()
    async with Town(SystemClock(), tmp_path, postgres_url).open() as town:
        one, other = (place(town, name, PROCESSES="2") for name in ("one", "other"))
        for _ in range(max(2, ROUNDS // 4)):
            town.recall.delay_next(60, method="GET", path="/api/v2/calendars/")
            one.start()
            await one.until_ready()
            await asyncio.sleep(1)  # it reads
            other.start()
            await other.until_ready()
            await one.is_killed()
            slowest = max(slowest, await _until_read_since(town, town.clock.now()))
            await other.stops()
    print(f"\ndeath in mid-reading: the other had read {slowest.total_seconds():.1f} s later")  # noqa: T201
    assert LEASE / 2 < slowest < TAKEN_UP_WITHIN


async def _until_read_since(town: Town, moment: datetime) -> timedelta:
    read_at = None
    async with asyncio.timeout(60):
        while read_at is None or read_at < moment:
            await asyncio.sleep(0.1)
            read_at = await Marks(town.database).get(LAST_READ)
    return read_at - moment


async def _seconds_until_all_is_well(town: Town, port: int, seen: Seen) -> float:
    """Until the program says so itself, and takes what it refused."""
    started = time.monotonic()
    async with asyncio.timeout(60), httpx.AsyncClient() as http:
        while (await http.get(f"http://127.0.0.1:{port}/readyz")).status_code != 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        while waiting := _unanswered(seen):
            await _submit_all(town, waiting, port, seen)
    return time.monotonic() - started


async def _all_press_again(town: Town, port: int, seen: Seen) -> None:
    await _submit_all(town, _unanswered(seen), port, seen)


def _of_round(forms: list[Submission], number: int) -> list[Submission]:
    return forms[number * SUBMISSIONS_A_ROUND : (number + 1) * SUBMISSIONS_A_ROUND]


def _unanswered(seen: Seen) -> list[Submission]:
    return [each for each in seen.sent if not each.is_acked]


async def _submit_all(town: Town, forms: list[Submission], port: int, seen: Seen) -> None:
    await asyncio.gather(*(_submit(town, each, port, seen) for each in forms))


async def _submit(town: Town, form: Submission, port: int, seen: Seen) -> None:
    answers, started = len(form.answers), time.monotonic()
    await town.submit(form, port)
    if len(form.answers) > answers:
        assert "save this right now" in form.answers[-1], form.answers
        seen.refusals += 1
        seen.slowest_answer = max(seen.slowest_answer, time.monotonic() - started)


async def _end_connections(url: str) -> int:
    """All of the programs' own; the town keeps its."""
    connection = await asyncpg.connect(urlsplit(url)._replace(scheme="postgresql").geturl())
    try:
        rows = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
    return len(rows)


def _check(found: Reckoning, seen: Seen) -> None:
    assert not found.lost, repr(found)
    assert not found.doubled, repr(found)
    assert found.bookings == len(seen.sent)
    assert seen.slowest_answer < ANSWERS_WITHIN_SECONDS
    assert seen.slowest_recovery < WORKS_WITHIN_SECONDS
