import asyncio
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import CalendarEvent
from tests.sandbox.recall.calls import MINUTE, create, schedule

CALENDARS = "/api/v2/calendars/"
EVENTS = "/api/v2/calendar-events/"


async def _statuses(api: httpx.AsyncClient, *paths: str) -> list[int]:
    return [(await api.get(path)).status_code for path in paths]


async def test_a_fault_strikes_once(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503)

    assert await _statuses(api, CALENDARS, CALENDARS) == [503, 200]


async def test_a_fault_strikes_as_often_as_it_is_told(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503, times=2)

    assert await _statuses(api, *[CALENDARS] * 3) == [503, 503, 200]


async def test_a_fault_strikes_every_third_call(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503, every=3)

    assert await _statuses(api, *[CALENDARS] * 6) == [200, 200, 503, 200, 200, 503]


async def test_a_lasting_fault_strikes_until_it_is_cleared(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503, times=None)
    during = await _statuses(api, *[CALENDARS] * 3)
    recall.clear_faults()

    assert during == [503, 503, 503]
    assert await _statuses(api, CALENDARS) == [200]


async def test_a_fault_waits_for_its_path_and_method(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503, path="/api/v2/calendar-events/*")
    recall.fail_next(500, method="POST")

    assert await _statuses(api, CALENDARS, EVENTS, EVENTS) == [200, 503, 200]
    assert (await create(api)).status_code == 500


async def test_faults_strike_in_the_order_in_which_they_were_asked_for(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(500)
    recall.fail_next(429)

    assert await _statuses(api, *[CALENDARS] * 3) == [500, 429, 200]


async def test_a_refused_key_uses_no_fault_up(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(503)
    await api.get(CALENDARS, headers={"Authorization": "wrong"})

    assert await _statuses(api, CALENDARS) == [503]


@pytest.mark.parametrize(("when", "bots"), [("before", 0), ("after", 1)])
async def test_the_work_may_be_done_all_the_same(api: httpx.AsyncClient, recall: PretendRecall, when: Any, bots: int):
    recall.fail_next(500, when=when)

    answer = await create(api)

    assert (answer.status_code, len(recall.bots)) == (500, bots)


@pytest.mark.parametrize("retry_after", [7, "Mon, 02 Mar 2026 09:05:00 GMT"])
async def test_an_answer_may_say_when_to_come_again(
    api: httpx.AsyncClient, recall: PretendRecall, retry_after: int | str
):
    recall.fail_next(429, retry_after=retry_after)

    assert (await api.get(CALENDARS)).headers["retry-after"] == str(retry_after)


@pytest.mark.parametrize(
    ("body", "media_type", "start"),
    [
        ("json", "application/json", b'{"detail"'),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("empty", "application/json", b""),
        ({"code": "made_up"}, "application/json", b'{"code": "made_up"}'),
        ([1], "application/json", b"[1]"),
    ],
)
async def test_a_body_may_be_anything(
    api: httpx.AsyncClient, recall: PretendRecall, body: Any, media_type: str, start: bytes
):
    recall.fail_next(502, body=body)

    answer = await api.get(CALENDARS)

    assert (answer.status_code, answer.headers["content-type"]) == (502, media_type)
    assert answer.content.startswith(start)
    assert bool(answer.content) == bool(start)


async def test_a_body_may_break_off(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(500, body="half")

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        await api.get(CALENDARS)
    assert await _statuses(api, CALENDARS) == [200]


async def test_a_true_answer_may_break_off(api: httpx.AsyncClient, recall: PretendRecall):
    recall.break_off_next()

    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        await create(api)
    assert len(recall.bots) == 1


@pytest.mark.parametrize(("when", "bots"), [("before", 0), ("after", 1)])
async def test_the_connection_may_close_without_an_answer(
    api: httpx.AsyncClient, recall: PretendRecall, when: Any, bots: int
):
    recall.hang_up_next(when=when)

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        await create(api)
    assert len(recall.bots) == bots
    assert recall.requests[0].status is None


@pytest.mark.parametrize(("when", "bots"), [("before", 0), ("after", 1)])
async def test_an_answer_may_come_after_its_time(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock, when: Any, bots: int
):
    recall.delay_next(45, when=when)
    answer = asyncio.create_task(create(api))
    async with asyncio.timeout(5):
        while not clock.sleepers:  # noqa: ASYNC110
            await asyncio.sleep(0)

    meanwhile = len(recall.bots)
    clock.advance(MINUTE)

    assert meanwhile == bots
    assert (await answer).status_code == 201
    assert len(recall.bots) == 1


async def test_delayed_work_is_done_in_its_own_present(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock, event: CalendarEvent
):
    recall.delay_next(45, when="before")
    answer = asyncio.create_task(schedule(api, event))
    async with asyncio.timeout(5):
        while not clock.sleepers:  # noqa: ASYNC110
            await asyncio.sleep(0)

    clock.set_to(event.end)

    assert (await answer).status_code == 400


async def test_a_client_that_gives_up_does_not_stop_the_work(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
):
    recall.delay_next(45, when="before")

    with pytest.raises(httpx.ReadTimeout):
        await api.post("/api/v1/bot/", json={"meeting_url": "https://meet.google.com/abc-defg-hij"}, timeout=0.05)
    clock.advance(MINUTE)

    async with asyncio.timeout(5):
        while not recall.bots:  # noqa: ASYNC110
            await asyncio.sleep(0)
