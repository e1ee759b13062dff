"""Check the rate limits on the running loop's own time: nothing here waits for more than a moment."""

import asyncio
import inspect
import time
from datetime import timedelta

import pytest

from bot.core.errors import AnsweredError
from bot.recall.client import RecallClient
from bot.recall.rate_limit import PER_MINUTE, RateLimitReached, RateLimits
from tests.examples import NOW


async def acquire(rate_limits: RateLimits, endpoint: str, times: int) -> None:
    for _ in range(times):
        await rate_limits.acquire(endpoint, lambda: NOW)


async def test_a_fifth_of_the_minutes_calls_may_be_made_at_once():
    rate_limits = RateLimits(patience_seconds=0.01)

    await acquire(rate_limits, "list_events", 10)

    with pytest.raises(RateLimitReached):
        await rate_limits.acquire("list_events", lambda: NOW)


async def test_processes_share_the_budget():
    rate_limits = RateLimits(processes=2, patience_seconds=0.01)

    await acquire(rate_limits, "list_bots", 5)

    with pytest.raises(RateLimitReached):
        await rate_limits.acquire("list_bots", lambda: NOW)


async def test_what_one_process_at_a_time_asks_for_is_not_divided():
    rate_limits = RateLimits(processes=2, patience_seconds=0.01)

    await acquire(rate_limits, "list_events", 10)

    with pytest.raises(RateLimitReached):
        await rate_limits.acquire("list_events", lambda: NOW)


async def test_one_endpoints_budget_is_not_anothers():
    rate_limits = RateLimits(patience_seconds=0.01)
    await acquire(rate_limits, "list_events", 10)

    await acquire(rate_limits, "list_bots", 10)


async def test_a_place_that_becomes_free_soon_is_waited_for():
    rate_limits = RateLimits(per_minute={"get_bot": 3000})  # 600 at once, then one every 25 ms
    started = time.monotonic()

    await acquire(rate_limits, "get_bot", 602)

    assert time.monotonic() - started >= 0.049


async def test_no_minute_holds_more_than_the_limit():
    rate_limits = RateLimits(per_minute={"get_bot": 6000}, patience_seconds=1)
    started, calls = time.monotonic(), 0

    while time.monotonic() - started < 0.1:
        await rate_limits.acquire("get_bot", lambda: NOW)
        calls += 1

    assert calls <= 1200 + (time.monotonic() - started) * 80 + 1


def test_many_processes_still_have_a_place_each():
    async def first_place() -> None:
        await RateLimits(processes=500, patience_seconds=0.01).acquire("list_events", lambda: NOW)

    asyncio.run(first_place())


async def test_a_spent_budget_is_to_the_caller_a_429_that_asks_for_a_long_wait():
    rate_limits = RateLimits(per_minute={"get_bot": 1}, patience_seconds=0.01)
    await rate_limits.acquire("get_bot", lambda: NOW)

    with pytest.raises(AnsweredError) as caught:
        await rate_limits.acquire("get_bot", lambda: NOW)

    assert (caught.value.status, caught.value.code, caught.value.permanent) == (429, "budget_spent", False)
    assert caught.value.retry_after.total_seconds() == 30


async def test_use_is_the_share_of_the_last_minutes_budget():
    rate_limits = RateLimits(processes=2)

    await acquire(rate_limits, "list_bots", 5)

    assert rate_limits.use["list_bots"] == pytest.approx(0.2)
    assert rate_limits.use["list_events"] == 0


async def test_a_client_waits_for_its_budget_before_it_sends(recall, client):
    recall.will_answer(200, {"id": "b1"})

    await client.get_bot("b1")

    assert client.rate_limit_use["get_bot"] == pytest.approx(1 / PER_MINUTE["get_bot"])


def test_every_endpoint_has_a_budget():
    files = {"fetch_transcript"}  # from where Recall stores them
    methods = {name for name, _ in inspect.getmembers(RecallClient, inspect.iscoroutinefunction)}
    calls = {name for name in methods if not name.startswith("_")} - {"aclose"} - files

    assert set(PER_MINUTE) == calls | {"list_events"}


async def test_an_endpoint_that_recall_wants_left_alone_is_left_alone_until_then():
    rate_limits = RateLimits()
    rate_limits.hold("create_bot", NOW + timedelta(seconds=90))
    rate_limits.hold("create_bot", NOW + timedelta(seconds=60))

    with pytest.raises(RateLimitReached) as caught:
        await rate_limits.acquire("create_bot", lambda: NOW + timedelta(seconds=5))

    assert caught.value.retry_after == timedelta(seconds=85)
    await rate_limits.acquire("create_bot", lambda: NOW + timedelta(seconds=90))
    await rate_limits.acquire("get_bot", lambda: NOW)
