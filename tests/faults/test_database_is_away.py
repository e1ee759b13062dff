"""The database cannot be used in the middle of work: nothing done is forgotten, and nothing is done twice."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.booking.model import Booking
from bot.scheduling.executor.executor import RENEW_EVERY
from bot.store.engine.database import Database
from bot.store.leases import LEASE
from tests.examples import a_bare_link
from tests.faults.operations import BOTS
from tests.faults.rig import Rig, a_rig
from tests.full_disk import full_disk
from tests.journeys.waiting import until

END_ALL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid()"
)
SECOND = timedelta(seconds=1)


async def test_what_recall_did_while_the_disk_was_full_is_recorded_once_there_is_room(rig):
    booking = await is_under_way(rig)
    with full_disk():
        rig.clock.advance(2 * SECOND)
        await asyncio.sleep(1)
        assert not (await rig.now_is(booking)).is_applied

    await is_shown_within_five_seconds(rig, booking)

    assert len(rig.recall.requests_to("POST", BOTS)) == 1
    assert len(rig.live_bots()) == len(rig.cards()) == 1


async def test_what_was_not_claimed_for_want_of_room_is_done_once_there_is_some(rig):
    rig.recall.fail_next(503, method="POST", path=BOTS)
    booking = await rig.books(a_bare_link())
    await rig.works()
    with full_disk():
        for _ in range(5):
            rig.clock.advance(SECOND)
            await asyncio.sleep(0.1)
        assert not (await rig.now_is(booking)).is_applied

    await is_shown_within_five_seconds(rig, booking)

    assert len(rig.live_bots()) == 1


async def test_a_stop_waits_for_no_database_that_is_away(rig):
    await is_under_way(rig)
    with full_disk():
        rig.clock.advance(2 * SECOND)
        await asyncio.sleep(0.5)
        async with asyncio.timeout(5):
            await rig.process.stops()


@pytest.mark.postgres
@pytest.mark.parametrize("moment", range(8))
async def test_a_connection_lost_in_mid_work_is_no_bug_and_the_work_goes_on_at_once(migrated_postgres_url, moment):
    another = Database(migrated_postgres_url)
    async with a_rig(migrated_postgres_url) as rig:
        booking = await rig.books(a_bare_link())
        for _ in range(4):
            await asyncio.sleep(0.004 * moment)
            async with another.write() as connection:
                await connection.execute(END_ALL)

        await is_shown_within_five_seconds(rig, booking)

        assert len(rig.live_bots()) == len(rig.cards()) == 1
    await another.aclose()


async def test_a_step_that_takes_longer_than_a_lease_keeps_it(rig):
    await is_under_way(rig, seconds=74)

    for _ in range(70):
        rig.clock.advance(SECOND)
        await asyncio.sleep(0.02)
        assert await rig.bookings.claim(rig.clock.now(), LEASE, 5) == []


async def test_what_a_killed_process_had_in_hand_is_taken_up_within_twenty_seconds(rig):
    await is_under_way(rig, seconds=74)
    rig.clock.advance(RENEW_EVERY)
    await rig.process.is_killed()

    rig.clock.advance(timedelta(seconds=20))
    (claim,) = await rig.bookings.claim(rig.clock.now(), LEASE, 5)

    assert claim.was_abandoned


async def is_under_way(rig: Rig, seconds: float = 1) -> Booking:
    """Recall has done it, and takes so long to say so."""
    rig.recall.delay_next(seconds, method="POST", path=BOTS, when="after")
    booking = await rig.books(a_bare_link())
    await until(lambda: rig.recall.bots)
    return booking


async def is_shown_within_five_seconds(rig: Rig, booking: Booking) -> None:
    async with asyncio.timeout(5):
        while not (await rig.now_is(booking)).is_applied or not rig.cards() or "Scheduled:" not in rig.cards()[0].text:
            rig.clock.advance(SECOND / 10)
            await asyncio.sleep(0.1)
    await rig.works()
