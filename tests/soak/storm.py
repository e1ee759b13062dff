"""Rounds of submissions while the vendors stumble and processes are killed, and the calm afterwards."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.served import Served
from tests.soak.town import Submission, Town
from tests.soak.troubles import trouble_recall, trouble_slack

SUBMISSIONS_A_ROUND = 8
LONGEST_LIFE = 8  # steps for each submission; it takes three, and those of the life before wait too
NOTHING_MOVES_SECONDS = 1.0
SHARE_KILLED_WHILE_STARTING = 0.1


@dataclass
class Storm:
    town: Town
    places: Sequence[Served]
    seed: int
    killed_at: list[datetime] = field(default_factory=list)
    killed_while_starting: int = 0
    sent: list[Submission] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)  # seen after a round, whatever became of them
    seconds: float = 0.0

    def __str__(self) -> str:
        return (
            f"seed {self.seed}, {len(self.killed_at)} kills under load and {self.killed_while_starting} at the start, "
            f"{len(self.sent)} submissions, {self.seconds:.0f} s"
        )

    async def rages(self, rounds: int) -> None:
        started = time.monotonic()
        waiting = await self.town.forms(rounds * SUBMISSIONS_A_ROUND)
        await self._begins()
        for number in range(rounds):
            new, waiting = waiting[:SUBMISSIONS_A_ROUND], waiting[SUBMISSIONS_A_ROUND:]
            await self._round(new, random.Random(f"{self.seed}/{number}"))
        await self._calms_down()
        self.seconds = time.monotonic() - started

    async def _begins(self) -> None:
        for place in self.places:
            place.start()
            await place.until_ready()
        await until_calendars_are_read(self.town)

    async def _round(self, new: list[Submission], chance: random.Random) -> None:
        victim = chance.choice(self.places)
        await self._all_are_ready(chance, victim)
        self._describe_failure(chance)
        self.sent += new
        batch = self._unanswered() + chance.sample(new, 1)  # someone presses twice
        goal = self._progress() + chance.randint(0, LONGEST_LIFE * len(batch))
        sending = [asyncio.create_task(self.town.submit(each, chance.choice(self.places).port)) for each in batch]
        await self._until_progress(goal)
        await asyncio.sleep(chance.uniform(0, 0.02))
        await victim.is_killed()
        self.killed_at.append(self.town.clock.now())
        await asyncio.gather(*sending)
        self.doubled += self.town.meetings_with_two_bots()

    async def _all_are_ready(self, chance: random.Random, victim: Served) -> None:
        for place in self.places:
            if not place.is_running:
                place.start()
        if chance.random() < SHARE_KILLED_WHILE_STARTING:
            await asyncio.sleep(chance.uniform(0, 1))
            await victim.is_killed()
            self.killed_while_starting += 1
            victim.start()
        for place in self.places:
            await place.until_ready()

    def _describe_failure(self, chance: random.Random) -> None:
        for _ in range(chance.randint(0, 2)):
            trouble_recall(self.town.recall, chance)
        for _ in range(chance.randint(0, 2)):
            trouble_slack(self.town.slack, chance)

    def _unanswered(self) -> list[Submission]:
        return [each for each in self.sent if not each.is_acked and not each.answers]

    def _progress(self) -> int:
        """How much has been seen to happen: a moment by this measure is the same on every machine."""
        acks = sum(each.is_acked for each in self.sent)
        return acks + len(self.town.recall.requests) + len(self.town.slack.calls)

    async def _until_progress(self, goal: int) -> None:
        reached, at = self._progress(), time.monotonic()
        while reached < goal and time.monotonic() - at < NOTHING_MOVES_SECONDS:
            await asyncio.sleep(0.002)
            if self._progress() > reached:
                reached, at = self._progress(), time.monotonic()

    async def _calms_down(self) -> None:
        """Nothing new goes wrong, and everyone gets an answer."""
        self.town.recall.clear_faults()
        if not any(place.is_running for place in self.places):
            self.places[0].start()
        survivor = next(place for place in self.places if place.is_running)
        await survivor.until_ready()
        for submission in self._unanswered():
            await self.town.submit(submission, survivor.port)
        await until_calm(self.town)
