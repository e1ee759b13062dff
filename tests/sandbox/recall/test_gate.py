import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import CalendarEvent
from tests.sandbox.recall.calls import API_KEY, MINUTE, create, schedule

CALENDARS = "/api/v2/calendars/"


@pytest.mark.parametrize("header", [API_KEY, f"Token {API_KEY}"])
async def test_the_key_is_taken_with_and_without_its_prefix(api: httpx.AsyncClient, header: str):
    answer = await api.get(CALENDARS, headers={"Authorization": header})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "not_authenticated"),
        ("Token", "authentication_failed"),
        ("wrong", "authentication_failed"),
        ("Token wrong", "authentication_failed"),
        (f"Bearer {API_KEY}", "authentication_failed"),
        (f"Basic {API_KEY}", "authentication_failed"),
    ],
)
async def test_any_other_key_is_refused(api: httpx.AsyncClient, header: str, code: str):
    answer = await api.get(CALENDARS, headers={"Authorization": header})

    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Token"


async def test_a_wrong_key_may_be_one_of_another_region(api: httpx.AsyncClient):
    answer = await api.get(CALENDARS, headers={"Authorization": "Token wrong"})

    assert "eu-central-1" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/v2/calendar", "/api/v2/calendars", "/api/v1/bots/", "/"])
async def test_an_unrouted_path_gets_a_page_of_html(api: httpx.AsyncClient, path: str):
    answer = await api.get(path, headers={"Authorization": ""})

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


async def test_a_method_that_a_path_does_not_know_is_named(api: httpx.AsyncClient):
    answer = await api.put(CALENDARS)

    assert (answer.status_code, answer.json()) == (405, {"detail": 'Method "PUT" not allowed.'})


async def test_only_those_with_a_key_learn_which_methods_there_are(api: httpx.AsyncClient):
    answer = await api.put(CALENDARS, headers={"Authorization": "wrong"})

    assert answer.status_code == 401


async def test_a_body_on_a_get_is_blocked(api: httpx.AsyncClient):
    answer = await api.request("GET", CALENDARS, content=b"null")

    assert (answer.status_code, answer.json()["code"]) == (403, "request_blocked")


async def test_localhost_anywhere_in_a_payload_is_blocked(api: httpx.AsyncClient):
    answer = await create(api, metadata={"link": "http://LocalHost:3000/x"})

    assert (answer.status_code, answer.json()["code"]) == (403, "request_blocked")


@pytest.mark.parametrize(("path", "limit"), [(CALENDARS, 60), ("/api/v1/bot/no-such/", 300)])
async def test_calls_are_limited_per_minute(api: httpx.AsyncClient, clock: MovableClock, path: str, limit: int):
    for _ in range(limit):
        assert (await api.get(path)).status_code != 429
    clock.advance(MINUTE / 4)

    answer = await api.get(path)

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "45")


async def test_a_limit_is_forgotten_after_a_minute_and_is_not_shared(api: httpx.AsyncClient, clock: MovableClock):
    for _ in range(61):
        answer = await api.get(CALENDARS)

    assert answer.status_code == 429
    assert (await api.get("/api/v2/calendar-events/")).status_code == 200
    clock.advance(MINUTE)
    assert (await api.get(CALENDARS)).status_code == 200


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": NaN}', b"[]"])
async def test_a_body_that_is_no_json_object_is_refused(api: httpx.AsyncClient, event: CalendarEvent, content: bytes):
    path = f"/api/v2/calendar-events/{event.id}/bot/"

    answer = await api.post(path, content=content, headers={"Content-Type": "application/json"})

    assert answer.status_code == 400


async def test_a_form_is_refused(api: httpx.AsyncClient, event: CalendarEvent):
    answer = await api.post(f"/api/v2/calendar-events/{event.id}/bot/", data={"deduplication_key": "k"})

    assert answer.status_code == 415


async def test_every_request_is_recorded_without_its_key(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    await api.get(CALENDARS, params={"status": "connected"})
    await schedule(api, event, key="k")

    [listed] = recall.requests_to("GET", "/api/v2/*/")
    [scheduled] = recall.requests_to("POST", "/api/**/bot/")
    assert (listed.query["status"], listed.status) == ("connected", 200)
    assert scheduled.json == {"deduplication_key": "k", "bot_config": {}}
    assert all(API_KEY not in str(request.headers) for request in recall.requests)
    assert recall.requests_to("POST", "/api/v2/*/") == []
