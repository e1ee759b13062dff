"""Check the client's requests and how it reads the answers, over real HTTP."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.core.errors import AnsweredError, NoAnswer
from bot.core.identifiers import BotId, CalendarEventId, CalendarId
from bot.recall.client import RecallClient
from bot.recall.responses import UnreadableAnswer

START = "2026-03-02T15:00:00Z"
EVENT: dict[str, Any] = {
    "id": "e1",
    "calendar_id": "c1",
    "start_time": START,
    "end_time": "2026-03-02T15:30:00Z",
    "updated_at": "2026-02-27T11:12:13.000000Z",
    "bots": [{"bot_id": "b1", "start_time": START, "deduplication_key": "k", "meeting_url": "m"}],
}
BOT = {"id": "b1", "meeting_url": None, "metadata": {}}
E1, B1 = CalendarEventId("e1"), BotId("b1")


def page(*results: dict[str, Any], following: str | None = None) -> dict[str, Any]:
    return {"next": following, "previous": None, "results": list(results)}


async def every_event(client: RecallClient, **filters: Any) -> list[str]:
    return [event.id async for events in client.iter_event_pages(**filters) for event in events]


CALLS = [
    pytest.param(lambda c: c.list_calendars(), page(), "GET", "/api/v2/calendars/", id="list_calendars"),
    pytest.param(every_event, page(), "GET", "/api/v2/calendar-events/", id="iter_event_pages"),
    pytest.param(lambda c: c.get_event(E1), EVENT, "GET", "/api/v2/calendar-events/e1/", id="get_event"),
    pytest.param(
        lambda c: c.schedule_bot(E1, "k", {}, "i"),
        EVENT,
        "POST",
        "/api/v2/calendar-events/e1/bot/",
        id="schedule_bot",
    ),
    pytest.param(
        lambda c: c.unschedule_bot(E1),
        EVENT,
        "DELETE",
        "/api/v2/calendar-events/e1/bot/",
        id="unschedule_bot",
    ),
    pytest.param(lambda c: c.list_bots(), page(), "GET", "/api/v1/bot/", id="list_bots"),
    pytest.param(lambda c: c.get_bot(B1), BOT, "GET", "/api/v1/bot/b1/", id="get_bot"),
    pytest.param(lambda c: c.create_bot({}, "i"), BOT, "POST", "/api/v1/bot/", id="create_bot"),
    pytest.param(lambda c: c.update_bot(B1, {}, "i"), BOT, "PATCH", "/api/v1/bot/b1/", id="update_bot"),
    pytest.param(lambda c: c.delete_bot(B1), None, "DELETE", "/api/v1/bot/b1/", id="delete_bot"),
    pytest.param(lambda c: c.leave_call(B1), None, "POST", "/api/v1/bot/b1/leave_call/", id="leave_call"),
    pytest.param(lambda c: c.delete_media(B1), None, "POST", "/api/v1/bot/b1/delete_media/", id="delete_media"),
]
WRITES = [call for call in CALLS if call.values[2] != "GET"]
READS = [call for call in CALLS if call.values[2] == "GET"]


@pytest.mark.parametrize(("call", "answer", "method", "path"), CALLS)
async def test_each_call_asks_one_thing_with_our_key(recall, client, call, answer, method, path):
    recall.will_answer(200, answer)

    await call(client)

    assert (recall.request.method, recall.request.url.path, recall.request.url.query) == (method, path, "")
    assert recall.request.headers["authorization"] == "Token made-up-key"
    assert recall.request.headers["accept"] == "application/json"


@pytest.mark.parametrize(("call", "answer", "method", "path"), READS)
async def test_a_read_has_no_body(recall, client, call, answer, method, path):
    recall.will_answer(200, answer)

    await call(client)

    assert recall.bodies == [b""]
    assert "content-type" not in recall.request.headers


@pytest.mark.parametrize(("call", "answer", "method", "path"), CALLS)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 405])
async def test_a_refusal_is_raised_after_one_try(recall, client, call, answer, method, path, status):
    recall.will_answer(status, {"code": "no", "detail": "No."})

    with pytest.raises(AnsweredError) as caught:
        await call(client)

    assert (caught.value.status, caught.value.code, caught.value.detail) == (status, "no", "No.")
    assert caught.value.permanent


@pytest.mark.parametrize(("call", "answer", "method", "path"), WRITES)
@pytest.mark.parametrize("status", [409, 429, 500, 503, 507])
async def test_a_write_is_never_sent_twice(recall, client, call, answer, method, path, status):
    recall.will_answer(status, retry_after="1")

    with pytest.raises(AnsweredError) as caught:
        await call(client)

    assert caught.value.retry_after == timedelta(seconds=1)
    assert len(recall.requests) == 1


@pytest.mark.parametrize(("call", "answer", "method", "path"), READS)
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_a_read_is_tried_again(recall, client, call, answer, method, path, status):
    recall.will_answer(status)
    recall.will_answer(status, retry_after="0")
    recall.will_answer(200, answer)

    await call(client)

    assert len(recall.requests) == 3


async def test_a_read_is_given_up_after_three_tries(recall, client):
    for _ in range(3):
        recall.will_answer(502)

    with pytest.raises(AnsweredError, match="502"):
        await client.get_bot(B1)


async def test_a_read_that_should_wait_long_is_left_to_the_caller(recall, client):
    recall.will_answer(429, retry_after="6")

    with pytest.raises(AnsweredError) as caught:
        await client.get_bot(B1)

    assert caught.value.retry_after == timedelta(seconds=6)


async def test_scheduling_sends_the_key_and_the_config_and_gives_the_event(recall, client):
    recall.will_answer(200, EVENT)

    event = await client.schedule_bot(E1, "the-dedup-key", {"bot_name": "Ann"}, "k1.2.3")

    assert event.bots[0].bot_id == "b1"
    assert recall.request.headers["idempotency-key"] == "k1.2.3"
    assert recall.request.headers["content-type"] == "application/json"
    assert json.loads(recall.bodies[0]) == {
        "deduplication_key": "the-dedup-key",
        "bot_config": {"bot_name": "Ann"},
    }


async def test_creating_and_updating_send_the_config_itself(recall, client):
    recall.will_answer(201, BOT)
    recall.will_answer(200, BOT)

    await client.create_bot({"bot_name": "Ann"}, "k1.1.1")
    await client.update_bot(B1, {"bot_name": "Bo"}, "k1.2.1")

    assert [json.loads(body) for body in recall.bodies] == [{"bot_name": "Ann"}, {"bot_name": "Bo"}]
    assert [request.headers["idempotency-key"] for request in recall.requests] == ["k1.1.1", "k1.2.1"]


@pytest.mark.parametrize("status", [200, 204])
async def test_commands_do_not_mind_an_empty_answer(recall, client, status):
    for _ in range(4):
        recall.will_answer(status)

    await client.unschedule_bot(E1)
    await client.delete_bot(B1)
    await client.leave_call(B1)
    await client.delete_media(B1)


@pytest.mark.parametrize("answer", [None, [], {"id": "e1"}])
async def test_a_write_confirmed_unreadably_has_an_unknown_outcome(recall, client, answer):
    recall.will_answer(200, answer)

    with pytest.raises(UnreadableAnswer) as caught:
        await client.schedule_bot(E1, "k", {}, "i")

    assert isinstance(caught.value, NoAnswer)


async def test_an_unreadable_answer_is_named_without_being_repeated(recall, client):
    recall.will_answer(200, page({"id": "c1"}, {"oauth_refresh_token": "made-up-token"}))

    with pytest.raises(UnreadableAnswer, match=r"results\.1\.id") as caught:
        await client.list_calendars()

    assert "token" not in str(caught.value)


async def test_events_are_filtered_by_recalls_own_names(recall, client):
    recall.will_answer(200, page())
    noon = datetime(2026, 3, 2, 13, 0, tzinfo=timezone(timedelta(hours=1)))

    await every_event(
        client,
        updated_at__gte=noon,
        start_time__gte=noon,
        start_time__lte=datetime(2026, 3, 30, 0, 0, 0, 250000, tzinfo=UTC),
        calendar_id=CalendarId("c1"),
        is_deleted=False,
    )

    assert dict(recall.request.query_params) == {
        "updated_at__gte": "2026-03-02T12:00:00Z",
        "start_time__gte": "2026-03-02T12:00:00Z",
        "start_time__lte": "2026-03-30T00:00:00.250000Z",
        "calendar_id": "c1",
        "is_deleted": "false",
    }


async def test_bots_are_found_by_metadata_link_and_time(recall, client):
    recall.will_answer(200, page(BOT))

    bots = await client.list_bots(
        metadata={"recall_schedule_booking": "k1"},
        meeting_url="https://zoom.us/j/81234567890?pwd=a&b=c",
        join_at_after=datetime(2026, 3, 2, tzinfo=UTC),
    )

    assert [bot.id for bot in bots] == ["b1"]
    assert dict(recall.request.query_params) == {
        "metadata__recall_schedule_booking": "k1",
        "meeting_url": "https://zoom.us/j/81234567890?pwd=a&b=c",
        "join_at_after": "2026-03-02T00:00:00Z",
    }


async def test_pages_are_followed_by_the_address_that_recall_gives(recall, client):
    following = f"{recall.url}/api/v2/calendar-events/?cursor=abc%3D&is_deleted=false"
    recall.will_answer(200, page(EVENT, following=following))
    recall.will_answer(200, page(EVENT | {"id": "e2"}))

    assert await every_event(client, is_deleted=False) == ["e1", "e2"]

    assert [request.url.query for request in recall.requests] == [
        "is_deleted=false",
        "cursor=abc%3D&is_deleted=false",
    ]
    assert recall.requests[1].headers["authorization"] == "Token made-up-key"


async def test_lists_that_are_asked_for_whole_are_read_to_the_end(recall, client):
    recall.will_answer(200, page({"id": "c1"}, following=f"{recall.url}/api/v2/calendars/?cursor=2"))
    recall.will_answer(200, page({"id": "c2"}))
    recall.will_answer(200, page(BOT, following=f"{recall.url}/api/v1/bot/?page=2"))
    recall.will_answer(200, page(BOT | {"id": "b2"}))

    assert [calendar.id for calendar in await client.list_calendars()] == ["c1", "c2"]
    assert [bot.id for bot in await client.list_bots()] == ["b1", "b2"]


@pytest.mark.parametrize(
    "following",
    [
        "https://{host}/api/v2/calendar-events/?cursor=2",
        "http://evil.test/api/v2/calendar-events/?cursor=2",
        "http://{host}@evil.test/?cursor=2",
        "http://{host}.evil.test/?cursor=2",
        "http://user:word@{host}/?cursor=2",
        "http://127.0.0.1:1/?cursor=2",
        "/api/v2/calendar-events/?cursor=2",
        "//evil.test/?cursor=2",
        "http://[::1",
    ],
)
async def test_our_key_does_not_follow_a_page_to_another_host(recall, client, following):
    host = recall.url.removeprefix("http://")
    recall.will_answer(200, page(EVENT, following=following.format(host=host)))

    with pytest.raises(UnreadableAnswer, match="next page"):
        await every_event(client)

    assert len(recall.requests) == 1


async def test_pages_that_go_round_in_circles_are_an_error(recall, client):
    for _ in range(2):
        recall.will_answer(200, page(EVENT, following=f"{recall.url}/?cursor=2"))

    with pytest.raises(UnreadableAnswer, match="circles"):
        await every_event(client)


async def test_an_error_on_a_later_page_ends_the_iteration_with_it(recall, client):
    recall.will_answer(200, page(EVENT, following=f"{recall.url}/?cursor=2"))
    recall.will_answer(404)
    pages = client.iter_event_pages()

    first = await anext(pages)

    assert [event.id for event in first] == ["e1"]
    with pytest.raises(AnsweredError):
        await anext(pages)


async def test_an_id_cannot_lead_to_another_endpoint(recall, client):
    recall.will_answer(404)

    with pytest.raises(AnsweredError):
        await client.get_bot(BotId("../../v2/calendars/?x="))

    assert recall.request.scope["raw_path"] == b"/api/v1/bot/..%2F..%2Fv2%2Fcalendars%2F%3Fx%3D/"
