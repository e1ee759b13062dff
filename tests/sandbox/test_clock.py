import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox.clock import MovableClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def _asleep(clock: MovableClock, number: int) -> None:
    while clock.sleepers < number:  # noqa: ASYNC110
        await asyncio.sleep(0)


def test_a_frozen_clock_stands_still():
    clock = MovableClock(NOON, ticking=False)

    assert clock.now() == clock.now() == NOON


def test_a_ticking_clock_runs_on_from_its_start():
    clock = MovableClock(NOON)

    assert NOON <= clock.now() < NOON + timedelta(seconds=5)


def test_a_clock_without_a_start_shows_the_real_time():
    assert abs(MovableClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


@pytest.mark.parametrize("ticking", [True, False])
def test_it_goes_where_it_is_moved(ticking: bool):
    clock = MovableClock(NOON, ticking=ticking)

    clock.set_to(NOON - HOUR)
    clock.advance(2 * HOUR)

    assert NOON + HOUR <= clock.now() < NOON + HOUR + timedelta(seconds=5)


def test_it_speaks_utc_whatever_zone_it_was_given():
    from_berlin = datetime.fromisoformat("2026-03-02T13:00:00+01:00")

    assert MovableClock(from_berlin, ticking=False).now().isoformat() == "2026-03-02T12:00:00+00:00"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        MovableClock(datetime(2026, 3, 2, 12))  # noqa: DTZ001


async def test_a_moment_that_has_come_needs_no_sleep():
    await MovableClock(NOON, ticking=False).sleep_until(NOON)


@pytest.mark.parametrize("ticking", [True, False])
async def test_sleepers_wake_when_the_clock_passes_their_moment_and_not_before(ticking: bool):
    clock = MovableClock(NOON, ticking=ticking)
    soon = [asyncio.create_task(clock.sleep_until(NOON + HOUR)) for _ in range(100)]
    later = asyncio.create_task(clock.sleep_until(NOON + 3 * HOUR))
    await _asleep(clock, 101)

    clock.advance(2 * HOUR)
    await asyncio.gather(*soon)

    await _asleep(clock, 1)
    assert not later.done()
    clock.set_to(NOON + 3 * HOUR)
    await later


async def test_real_time_wakes_a_sleeper_of_a_ticking_clock():
    clock = MovableClock(NOON)

    await clock.sleep_until(clock.now() + timedelta(milliseconds=5))

    assert clock.now() >= NOON + timedelta(milliseconds=5)


async def test_a_sleeper_that_is_cancelled_leaves_nothing_behind():
    clock = MovableClock(NOON, ticking=False)
    sleeper = asyncio.create_task(clock.sleep_until(NOON + HOUR))
    await _asleep(clock, 1)

    sleeper.cancel()
    await asyncio.wait([sleeper])

    assert sleeper.cancelled()
    assert clock.sleepers == 0
    clock.advance(HOUR)
