"""Run periodic jobs: on their interval, and sooner when they are woken."""

import asyncio
from datetime import timedelta

import pytest

from bot.core.errors import DatabaseTrouble, DatabaseUnavailable
from bot.entrypoints.background import PeriodicJob
from bot.sandbox.clock import MovableClock
from tests.examples import NOW


class Turns:
    """Counts how often it was asked to work; while `is_anothers` another process is at it, or died over it."""

    def __init__(self):
        self.asked, self.is_anothers, self.is_dead, self.trouble = 0, False, False, None

    async def work(self):
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return not self.is_anothers

    async def was_abandoned(self):
        return self.is_dead


@pytest.fixture
async def at_work():
    clock, turns = MovableClock(NOW, ticking=False), Turns()
    slow = PeriodicJob("work", turns.work, timedelta(minutes=5), clock, turns.was_abandoned)
    running = asyncio.create_task(slow.run())
    await is_asleep()
    yield slow, clock, turns
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def is_asleep():
    for _ in range(20):
        await asyncio.sleep(0)


async def test_it_works_at_once_then_at_each_interval_and_when_nudged(at_work):
    slow, clock, turns = at_work
    assert turns.asked == 1

    slow.nudge()
    await is_asleep()
    assert turns.asked == 2

    clock.advance(timedelta(minutes=5))
    await is_asleep()
    assert turns.asked == 3


async def test_what_it_was_nudged_for_while_another_was_at_it_is_tried_again_until_it_is_done(at_work):
    slow, clock, turns = at_work
    turns.is_anothers = True
    slow.nudge()
    await is_asleep()
    for times in (3, 4):
        clock.advance(timedelta(seconds=2))
        await is_asleep()
        assert turns.asked == times

    turns.is_anothers = False
    clock.advance(timedelta(seconds=2))
    await is_asleep()
    clock.advance(timedelta(seconds=4))
    await is_asleep()

    assert turns.asked == 5


async def test_a_turn_that_another_has_taken_is_left_to_it(at_work):
    _, clock, turns = at_work
    turns.is_anothers = True
    clock.advance(timedelta(minutes=5))
    await is_asleep()

    clock.advance(timedelta(seconds=4))
    await is_asleep()

    assert turns.asked == 2


async def test_what_another_died_over_is_taken_up_without_waiting_for_the_interval(at_work):
    _, clock, turns = at_work
    clock.advance(timedelta(seconds=5))
    await is_asleep()
    assert turns.asked == 1

    turns.is_dead = True
    clock.advance(timedelta(seconds=5))
    await is_asleep()

    assert turns.asked == 2


async def test_without_a_database_it_is_tried_again_soon(at_work):
    slow, clock, turns = at_work
    turns.trouble = DatabaseUnavailable(DatabaseTrouble.FULL)
    slow.nudge()
    await is_asleep()
    turns.trouble = None
    clock.advance(timedelta(seconds=2))
    await is_asleep()
    assert turns.asked == 3

    clock.advance(timedelta(seconds=5))
    await is_asleep()
    assert turns.asked == 3
