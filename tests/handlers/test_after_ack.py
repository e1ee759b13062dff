"""Work after an acknowledgement: what keeps the processor busy comes a few at a time, and after those who wait."""

import asyncio

import pytest

from bot.scheduling.foreground_priority import ForegroundPriority
from handlers.after_ack import MAX_TURNS, MAX_WAIT_SECONDS, AfterAck


@pytest.fixture
def way():
    return ForegroundPriority()


@pytest.fixture
async def after_ack(way):
    after_ack = AfterAck(way)
    yield after_ack
    await after_ack.drain()


async def test_a_few_at_a_time_and_who_came_first_is_served_first(after_ack):
    begun, at_work, most = [], 0, 0

    async def work(number):
        nonlocal at_work, most
        async with after_ack.turn():
            begun.append(number)
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.01)
            at_work -= 1

    for number in range(3 * MAX_TURNS):
        after_ack.do(work(number))
    await after_ack.drain()

    assert begun == list(range(3 * MAX_TURNS))
    assert most == MAX_TURNS


async def test_anyone_who_awaits_an_acknowledgement_goes_first(after_ack, way):
    done = asyncio.Event()

    async def work():
        async with after_ack.turn():
            done.set()

    with way.track_request():
        after_ack.do(work())
        await asyncio.sleep(MAX_WAIT_SECONDS / 5)
        assert not done.is_set()
    await asyncio.wait_for(done.wait(), 5)


async def test_a_rush_without_end_delays_all_of_them_together_only_once(after_ack, way):
    started = asyncio.get_running_loop().time()

    async def work():
        async with after_ack.turn():
            pass

    with way.track_request():
        for _ in range(5):
            after_ack.do(work())
        await after_ack.drain()

    assert MAX_WAIT_SECONDS <= asyncio.get_running_loop().time() - started < 3 * MAX_WAIT_SECONDS


async def test_a_turn_that_fails_is_given_back(after_ack):
    with pytest.raises(ZeroDivisionError):
        async with after_ack.turn():
            raise ZeroDivisionError

    async with asyncio.timeout(5), after_ack.turn():
        pass


async def test_one_that_is_held_up_holds_up_no_one_else(after_ack):
    goes_on, done = asyncio.Event(), asyncio.Event()

    async def held_up():
        async with after_ack.turn():
            await goes_on.wait()

    async def quick():
        async with after_ack.turn():
            done.set()

    after_ack.do(held_up())
    after_ack.do(quick())

    await asyncio.wait_for(done.wait(), 5)
    goes_on.set()


async def test_what_asks_someone_outside_keeps_no_one_from_their_turn(after_ack):
    answer, done = asyncio.Event(), asyncio.Event()

    async def slow():
        await answer.wait()

    async def quick():
        async with after_ack.turn():
            done.set()

    after_ack.do(slow())
    after_ack.do(quick())

    await asyncio.wait_for(done.wait(), 5)
    answer.set()
