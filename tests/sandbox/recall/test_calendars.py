from datetime import timedelta

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar, CalendarEvent
from tests.sandbox.recall.calls import HOUR, MEET, NOW, ids

CALENDARS = "/api/v2/calendars/"
EVENTS = "/api/v2/calendar-events/"
DAY = timedelta(days=1)


async def test_a_calendar_shows_its_owner_and_its_secrets(api: httpx.AsyncClient, recall: PretendRecall):
    calendar = recall.add_calendar("maya@example.com", oauth_email="m@example.com")

    shown = (await api.get(f"{CALENDARS}{calendar.id}/")).json()

    assert (shown["platform_email"], shown["oauth_email"]) == ("maya@example.com", "m@example.com")
    assert shown["oauth_client_secret"]
    assert shown["oauth_refresh_token"]


async def test_a_calendar_that_is_connecting_has_no_address_yet(api: httpx.AsyncClient, recall: PretendRecall):
    calendar = recall.add_calendar("maya@example.com", status="connecting")

    shown = (await api.get(f"{CALENDARS}{calendar.id}/")).json()

    assert (shown["status"], shown["platform_email"]) == ("connecting", None)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["maya", "jonas"]),
        ({"email": "jonas@example.com"}, ["jonas"]),
        ({"email": "JONAS@example.com"}, []),
        ({"platform": "google_calendar"}, ["maya"]),
        ({"status": "disconnected"}, ["jonas"]),
        ({"created_at__gte": "2026-03-02T09:30:00Z"}, ["jonas"]),
        ({"no_such_filter": "x"}, ["maya", "jonas"]),
    ],
)
async def test_calendars_are_filtered(
    api: httpx.AsyncClient,
    recall: PretendRecall,
    clock: MovableClock,
    filters: dict[str, str],
    found: list[str],
):
    names = {recall.add_calendar("maya@example.com").id: "maya"}
    clock.advance(HOUR)
    jonas = recall.add_calendar("jonas@example.com", platform="microsoft_outlook", status="disconnected")
    names[jonas.id] = "jonas"

    assert [names[each] for each in await ids(api, CALENDARS, **filters)] == found


async def test_lists_come_in_pages_of_a_hundred_and_next_is_a_whole_url(
    api: httpx.AsyncClient, recall: PretendRecall, calendar: Calendar
):
    for number in range(201):
        recall.add_event(calendar.id, start=NOW + number * timedelta(minutes=1))

    page = (await api.get(EVENTS, params={"calendar_id": calendar.id})).json()
    pages = [page]
    while page["next"]:
        page = (await api.get(page["next"])).json()
        pages.append(page)

    seen = [row["id"] for page in pages for row in page["results"]]
    assert [len(page["results"]) for page in pages] == [100, 100, 1]
    assert seen == [event.id for event in recall.events]
    assert pages[0]["next"].startswith(str(api.base_url))
    assert f"calendar_id={calendar.id}" in pages[0]["next"]


async def test_a_cursor_of_someone_else_is_refused(api: httpx.AsyncClient):
    answer = await api.get(EVENTS, params={"cursor": "http://127.0.0.1/?cursor=abc"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid cursor."})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["stand-up", "review"]),
        ({"start_time": "2026-03-02T10:00:00Z"}, ["stand-up"]),
        ({"start_time__gte": "2026-03-02T12:00:00+01:00"}, ["review"]),
        ({"start_time__lte": "2026-03-02T10:00:00Z"}, ["stand-up"]),
        ({"updated_at__gte": "2026-03-02T09:30:00Z"}, ["review"]),
        ({"updated_at_gte": "2026-03-02T09:30:00Z"}, ["stand-up", "review"]),
        ({"is_deleted": "true"}, ["review"]),
        ({"is_deleted": "false"}, ["stand-up"]),
        ({"ical_uid": "stand"}, ["stand-up"]),
        ({"ical_uid": "Stand"}, []),
        ({"ical_uid": "up"}, []),
        ({"calendar_id": "0e7e0001-1111-4111-8111-111111111111"}, []),
    ],
)
async def test_events_are_filtered(
    api: httpx.AsyncClient,
    recall: PretendRecall,
    calendar: Calendar,
    clock: MovableClock,
    filters: dict[str, str],
    found: list[str],
):
    names = {}
    for uid, start in (("stand-up", NOW + HOUR), ("review", NOW + 2 * HOUR)):
        names[recall.add_event(calendar.id, start=start, ical_uid=uid).id] = uid
    clock.advance(HOUR)
    recall.delete_event(list(names)[1])

    assert [names[each] for each in await ids(api, EVENTS, **filters)] == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start_time__gte", "today"),
        ("updated_at__gte", "2026-03-02T09:30:00 00:00"),
        ("calendar_id", "maya"),
        ("is_deleted", "perhaps"),
    ],
)
async def test_a_filter_that_cannot_be_read_is_refused(api: httpx.AsyncClient, name: str, value: str):
    answer = await api.get(EVENTS, params={name: value})

    assert answer.status_code == 400
    assert list(answer.json()) == [name]


async def test_an_event_is_shown_with_the_strings_that_keys_are_made_of(api: httpx.AsyncClient, event: CalendarEvent):
    shown = (await api.get(f"{EVENTS}{event.id}/")).json()

    assert shown["start_time"] == "2026-03-02T10:00:00Z"
    assert (shown["meeting_url"], shown["meeting_platform"]) == (MEET, "google_meet")
    assert shown["bots"] == []


async def test_a_link_that_no_bot_can_join_is_only_in_the_providers_own_data(
    api: httpx.AsyncClient, recall: PretendRecall, calendar: Calendar
):
    event = recall.add_event(calendar.id, start=NOW + HOUR, meeting_url="https://call.example.com/42")

    shown = (await api.get(f"{EVENTS}{event.id}/")).json()

    assert (shown["meeting_url"], shown["meeting_platform"]) == (None, None)
    assert shown["raw"]["location"] == "https://call.example.com/42"


async def test_an_unknown_event_is_not_found(api: httpx.AsyncClient):
    answer = await api.get(f"{EVENTS}0e7e0001-1111-4111-8111-111111111111/")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


async def test_events_come_into_sight_four_weeks_ahead_and_go_two_months_after(
    api: httpx.AsyncClient, recall: PretendRecall, calendar: Calendar, clock: MovableClock
):
    event = recall.add_event(calendar.id, start=NOW + 30 * DAY)
    before = await ids(api, EVENTS)
    clock.advance(2 * DAY)
    in_sight = await ids(api, EVENTS, updated_at__gte="2026-03-04T00:00:00Z")
    clock.advance(90 * DAY)
    after = await ids(api, EVENTS)

    assert (before, in_sight, after) == ([], [event.id], [])


async def test_an_event_of_the_day_before_yesterday_was_never_synced(
    api: httpx.AsyncClient, recall: PretendRecall, calendar: Calendar
):
    recall.add_event(calendar.id, start=NOW - 2 * DAY)

    assert await ids(api, EVENTS) == []


async def test_a_deleted_calendar_takes_its_events_along(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    recall.delete_calendar(event.calendar_id)

    assert await ids(api, CALENDARS) == await ids(api, EVENTS) == []


async def test_a_disconnected_calendar_can_still_be_read(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    recall.disconnect_calendar(event.calendar_id)

    [calendar] = (await api.get(CALENDARS)).json()["results"]
    assert calendar["status"] == calendar["status_changes"][-1]["status"] == "disconnected"
    assert await ids(api, EVENTS) == [event.id]
