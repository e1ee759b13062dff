import asyncio

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import CalendarEvent
from tests.sandbox.recall.calls import HOUR, MINUTE, create, schedule

ONCE = {"Idempotency-Key": "once"}
LATER = "2026-03-02T12:00:00Z"


async def test_the_same_key_acts_once_and_answers_twice(api: httpx.AsyncClient, recall: PretendRecall):
    first = await create(api, headers=ONCE)
    second = await create(api, headers=ONCE)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert len(recall.bots) == 1


async def test_the_body_is_no_part_of_a_calls_identity(api: httpx.AsyncClient, event: CalendarEvent):
    await schedule(api, event, key="k1", headers=ONCE)

    answer = await schedule(api, event, key="k2", headers=ONCE)

    assert answer.json()["bots"][0]["deduplication_key"] == "k1"


async def test_method_and_path_are(api: httpx.AsyncClient, event: CalendarEvent, recall: PretendRecall):
    await schedule(api, event, headers=ONCE)
    created = await create(api, join_at=LATER, headers=ONCE)

    changed = await api.patch(f"/api/v1/bot/{created.json()['id']}/", json={"bot_name": "New"}, headers=ONCE)

    assert (created.status_code, changed.status_code) == (201, 200)
    assert len(recall.bots) == 2


async def test_a_key_is_forgotten_after_an_hour(api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock):
    await create(api, headers=ONCE)
    clock.advance(HOUR - MINUTE)
    await create(api, headers=ONCE)
    remembered = len(recall.bots)
    clock.advance(MINUTE)

    await create(api, headers=ONCE)

    assert (remembered, len(recall.bots)) == (1, 2)


async def test_a_full_pool_is_replayed_although_it_has_room_again(api: httpx.AsyncClient, recall: PretendRecall):
    recall.ad_hoc_pool = 0
    await create(api, headers=ONCE)
    recall.ad_hoc_pool = 1

    same = await create(api, headers=ONCE)
    other = await create(api, headers={"Idempotency-Key": "another"})

    assert (same.status_code, other.status_code) == (507, 201)


@pytest.mark.parametrize("status", [400, 402, 500, 502, 503, 504])
async def test_a_failure_that_was_answered_is_replayed(api: httpx.AsyncClient, recall: PretendRecall, status: int):
    recall.fail_next(status)
    await create(api, headers=ONCE)

    assert (await create(api, headers=ONCE)).status_code == status
    assert recall.bots == []


async def test_a_failure_after_the_work_is_what_is_replayed(api: httpx.AsyncClient, recall: PretendRecall):
    recall.fail_next(500, when="after")
    await create(api, headers=ONCE)

    assert (await create(api, headers=ONCE)).status_code == 500
    assert len(recall.bots) == 1


@pytest.mark.parametrize("status", [401, 403, 409, 429])
async def test_a_refusal_at_the_gate_is_not(api: httpx.AsyncClient, recall: PretendRecall, status: int):
    recall.fail_next(status)
    await create(api, headers=ONCE)

    assert (await create(api, headers=ONCE)).status_code == 201


async def test_work_that_was_done_without_an_answer_is_not_done_again(api: httpx.AsyncClient, recall: PretendRecall):
    recall.hang_up_next(when="after")
    with pytest.raises(httpx.RemoteProtocolError):
        await create(api, headers=ONCE)

    answer = await create(api, headers=ONCE)

    assert [answer.json()["id"]] == [bot.id for bot in recall.bots]


async def test_a_call_that_never_arrived_leaves_its_key_unused(api: httpx.AsyncClient, recall: PretendRecall):
    recall.hang_up_next(when="before")
    with pytest.raises(httpx.RemoteProtocolError):
        await create(api, headers=ONCE)

    assert (await create(api, headers=ONCE)).status_code == 201


async def test_a_key_that_is_still_running_conflicts(
    api: httpx.AsyncClient, recall: PretendRecall, clock: MovableClock
):
    recall.delay_next(30)
    running = asyncio.create_task(create(api, headers=ONCE))
    async with asyncio.timeout(5):
        while not clock.sleepers:  # noqa: ASYNC110
            await asyncio.sleep(0)

    conflict = await create(api, headers=ONCE)
    clock.advance(MINUTE)

    assert conflict.status_code == 409
    assert (await running).status_code == 201
    assert (await create(api, headers=ONCE)).json() == (await running).json()


async def test_deletions_have_no_keys(api: httpx.AsyncClient, event: CalendarEvent, recall: PretendRecall):
    path = f"/api/v2/calendar-events/{event.id}/bot/"
    await api.delete(path, headers=ONCE)
    await schedule(api, event)

    await api.delete(path, headers=ONCE)

    assert recall.bots == []
