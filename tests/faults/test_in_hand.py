"""What the executor has in hand: given back when it is stopped, never held longer than the lease, told of once."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from bot.core.booking.model import Said
from tests.examples import NOW, a_bare_link
from tests.faults.operations import BOTS
from tests.journeys.waiting import until

LEASE = timedelta(seconds=90)


async def test_a_stop_while_work_is_being_taken_up_gives_it_back(rig, monkeypatch):
    await rig.works()  # what looks for work already would find it by the real claim
    claim, is_committed, goes_on = rig.process.bookings.claim, asyncio.Event(), asyncio.Event()

    async def claims_slowly(*facts):
        if claims := await claim(*facts):
            is_committed.set()
            await goes_on.wait()
        return claims

    monkeypatch.setattr(rig.process.bookings, "claim", claims_slowly)
    await rig.books(a_bare_link())
    await asyncio.wait_for(is_committed.wait(), 5)
    rig.process._running.cancel()
    await asyncio.sleep(0)
    goes_on.set()
    await asyncio.gather(rig.process._running, return_exceptions=True)

    (anew,) = await rig.bookings.claim(rig.clock.now(), LEASE, 5)
    assert not anew.was_abandoned


async def test_no_pending_card_begins_so_late_that_it_could_outlast_the_lease(rig):
    rig.recall.delay_next(74, method="POST", path=BOTS, when="after")
    await rig.books(a_bare_link(), said=Said(next_at=NOW + timedelta(seconds=70)))
    await until(lambda: rig.recall.bots)

    rig.clock.advance(timedelta(seconds=72))
    await asyncio.sleep(0.1)
    assert rig.cards() == []
    rig.clock.advance(timedelta(seconds=3))
    await rig.works()

    assert "Scheduled:" in rig.cards()[0].text


async def test_an_hour_of_retries_is_a_story_of_a_few_lines(rig):
    rig.recall.ad_hoc_pool = 0
    with capture_logs() as lines:
        await rig.books(await rig.calendar_meeting(timedelta(minutes=3), lasts=timedelta(hours=1)))
        await rig.comes_to_rest(by=timedelta(minutes=50))
        rig.recall.ad_hoc_pool = 1
        await rig.comes_to_rest(by=timedelta(minutes=2))

    told = [line["step"] for line in lines if line["event"] == "step" and line["log_level"] == "info"]
    assert len(rig.live_bots()) == 1
    assert len(lines) > 100
    assert told == ["Schedule", "ShowCard", "Schedule", "ShowCard"]
