"""`make soak`: three replicas behind a proxy, and one of them is killed every few seconds.

SOAK_REPLICA_SECONDS sets how long it takes, ten minutes unless it is given; SOAK_SEED repeats the moments.
"""

import asyncio
import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import SystemClock
from bot.sandbox.recall.bot_lives import USUAL_LIFE
from bot.store.json_documents import BOOKING
from bot.store.schema.tables import bookings
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.proxy import Proxy
from tests.soak.reckoning import reckon
from tests.soak.served import Served
from tests.soak.town import Submission, Town

SECONDS = float(os.environ.get("SOAK_REPLICA_SECONDS", "600"))
SEED = int(os.environ.get("SOAK_SEED") or time.time())
REPLICAS = 3
SUBMISSIONS_A_SECOND = 1.0
DEAD_SECONDS = (1.0, 3.0)
BETWEEN_KILLS_SECONDS = (2.0, 5.0)
RECALL_SECONDS = 0.7
BETWEEN_LIVES_SECONDS = 5.0  # each costs several of the fifty edits that Slack takes in a minute
GOES_ON_WITHIN_SECONDS = 20.0
WEBHOOK_SECRET = "whsec_dGhpcy1pcy1hLW1hZGUtdXAtc2VjcmV0"

pytestmark = [pytest.mark.soak, pytest.mark.timeout(SECONDS + 900)]


@dataclass
class Watched:
    """How long any booking stood still while there was something to do for it."""

    town: Town
    longest: float = 0.0
    slowest: float = 0.0  # from the acknowledgement until the card says that the bot is booked
    _done: set[str] = field(default_factory=set)
    _seen: dict[str, tuple[object, float]] = field(default_factory=dict)
    _began: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        while True:
            async with self.town.database.read() as connection:
                rows = (await connection.execute(_ROWS)).all()
            for row in rows:
                self._look(row.id, row, time.monotonic())
            await asyncio.sleep(0.25)

    def _look(self, booking_id: str, row: Any, now: float) -> None:
        booking = BOOKING.validate_json(row.document)
        is_idle = row.lease_token is None and (row.due_at is None or row.due_at > self.town.clock.now())
        if booking_id not in self._done and booking.is_applied and booking.said.shown_version == booking.said.version:
            self._done.add(booking_id)
            self.slowest = max(self.slowest, now - self._began.get(booking_id, now))
        self._began.setdefault(booking_id, now)
        state, since = self._seen.get(booking_id, (None, now))
        if is_idle or state != tuple(row):
            self._seen[booking_id] = (tuple(row), now)
        else:
            self.longest = max(self.longest, now - since)


_ROWS = select(bookings.c.id, bookings.c.lease_token, bookings.c.due_at, bookings.c.document)


async def test_every_booking_goes_on_within_twenty_seconds(postgres_url, tmp_path, place):
    chance, killed_at = random.Random(SEED), []
    async with Town(SystemClock(), tmp_path, postgres_url, channels=30, people=30).open() as town:
        shared = {"PROCESSES": str(REPLICAS), "RECALL_WEBHOOK_SECRET": WEBHOOK_SECRET}
        replicas = [place(town, f"replica-{number}", **shared) for number in range(REPLICAS)]
        forms = await town.forms(int(SECONDS * SUBMISSIONS_A_SECOND))
        for replica in replicas:
            replica.start()
        await asyncio.gather(*(replica.until_ready() for replica in replicas), until_calendars_are_read(town))
        async with Proxy([replica.port for replica in replicas]).serving() as proxy:
            town.recall.webhooks_to(f"http://127.0.0.1:{proxy.port}/recall/webhooks", WEBHOOK_SECRET)
            town.recall.delay_next(
                RECALL_SECONDS, times=None, method="POST"
            )  # else a kill hits nothing that is in hand
            watched = Watched(town)
            watching = asyncio.create_task(watched.run())
            killing = asyncio.create_task(_kill_again_and_again(replicas, chance, town, killed_at))
            lives = asyncio.create_task(_bots_live(town, chance))
            await _everybody_books(town, forms, proxy.port)
            for task in (killing, lives):
                task.cancel()
            await asyncio.gather(killing, lives, return_exceptions=True)
            await _all_run(replicas)
            await until_calm(town, patience_seconds=120)
            watching.cancel()
            told = await _until_told(town)
        found = await reckon(town, forms, killed_at)
        carried = sorted(proxy.carried.values())
    print(  # noqa: T201
        f"\n{REPLICAS} replicas: seed {SEED}, {SECONDS:.0f} s, {len(killed_at)} kills; {found}; no booking stood still "
        f"for longer than {watched.longest:.1f} s, the slowest took {watched.slowest:.1f} s; {told} bots told of by "
        f"webhooks; connections to each: {carried}"
    )
    assert not found.lost, repr(found)
    assert not found.doubled
    assert not found.repeated_without_cause, repr(found)
    assert watched.longest < GOES_ON_WITHIN_SECONDS
    assert all(carried)


async def _everybody_books(town: Town, forms: Sequence[Submission], port: int) -> None:
    """One after the other; anyone who gets no answer presses again."""
    pressing = []
    for form in forms:
        pressing.append(asyncio.create_task(_press_until_acked(town, form, port)))
        await asyncio.sleep(1 / SUBMISSIONS_A_SECOND)
    await asyncio.gather(*pressing)


async def _press_until_acked(town: Town, form: Submission, port: int) -> None:
    async with asyncio.timeout(60):
        while not form.is_acked:
            await town.submit(form, port)
            await asyncio.sleep(0.5)


async def _kill_again_and_again(
    replicas: Sequence[Served], chance: random.Random, town: Town, killed_at: list[datetime]
) -> None:
    """One of those that are ready, as long as another is."""
    async with asyncio.TaskGroup() as starting:
        while True:
            await asyncio.sleep(chance.uniform(*BETWEEN_KILLS_SECONDS))
            ready = [replica for replica in replicas if replica.is_ready]
            if len(ready) > 1:
                victim = chance.choice(ready)
                await victim.is_killed()
                killed_at.append(town.clock.now())
                starting.create_task(_start_after(victim, chance.uniform(*DEAD_SECONDS)))


async def _start_after(victim: Served, seconds: float) -> None:
    await asyncio.sleep(seconds)
    victim.start()


async def _all_run(replicas: Sequence[Served]) -> None:
    for replica in replicas:
        if not replica.is_running:
            replica.start()
        await replica.until_ready()


async def _bots_live(town: Town, chance: random.Random) -> None:
    """Some of them come and go while everything else happens: each step is a webhook."""
    lived: set[str] = set()
    while True:
        await asyncio.sleep(BETWEEN_LIVES_SECONDS)
        new = [
            bot.id for bot in town.recall.bots if bot.id not in lived and bot.join_at and bot.join_at > town.clock.now()
        ]
        for bot_id in chance.sample(new, min(1, len(new))):
            lived.add(bot_id)
            town.recall.live_normally(bot_id, until=chance.choice(USUAL_LIFE[2:]))


async def _until_told(town: Town) -> int:
    """Every booking knows what has become of its bot: a delivery that met a dying process came again."""
    at_recall = {bot.id: bot.status for bot in town.recall.bots if bot.status in USUAL_LIFE[2:]}
    async with asyncio.timeout(400):  # Recall's second retry comes after five minutes
        while await _known(town, at_recall) != at_recall:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    return len(at_recall)


async def _known(town: Town, wanted: dict[str, str]) -> dict[str, str | None]:
    async with town.database.read() as connection:
        found = [
            BOOKING.validate_json(row) for row in (await connection.execute(select(bookings.c.document))).scalars()
        ]
    return {str(each.bot.bot_id): each.bot.status for each in found if each.bot.bot_id in wanted}
