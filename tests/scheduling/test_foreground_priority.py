"""Check that requests go first, though not forever."""

import asyncio

import pytest

from bot.scheduling import foreground_priority
from bot.scheduling.foreground_priority import ForegroundPriority


@pytest.fixture
def way():
    return ForegroundPriority()


async def passes(way, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await way.wait_until_idle()
    except TimeoutError:
        return False
    return True


async def test_where_no_one_waits_it_is_given_at_once(way):
    await way.wait_until_idle()


async def test_it_is_not_given_while_someone_waits(way):
    with way.track_request():
        assert not await passes(way, 0.1)


async def test_it_is_not_given_between_one_answer_and_the_next_request(way):
    with way.track_request():
        pass

    assert not await passes(way, foreground_priority.QUIET_SECONDS / 2)


async def test_it_is_given_once_all_have_their_answers(way):
    with way.track_request():
        waiting = asyncio.create_task(way.wait_until_idle())
        await asyncio.sleep(0)

    await asyncio.wait_for(waiting, 5)


async def test_a_rush_without_end_holds_nothing_up_for_ever(way):
    with way.track_request():
        await asyncio.wait_for(way.wait_until_idle(longest=0.05), 5)


async def test_an_answer_that_fails_gives_it_back(way):
    with pytest.raises(ZeroDivisionError), way.track_request():
        raise ZeroDivisionError

    await asyncio.wait_for(way.wait_until_idle(), 5)
