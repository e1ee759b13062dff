from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import CalendarEvent
from tests.sandbox.recall.calls import HOUR, MEET, MINUTE, NOW, ZOOM, create, ids, schedule

BOTS = "/api/v1/bot/"
LATER = "2026-03-02T10:00:00Z"
SOON = "2026-03-02T09:10:00Z"


async def _created(api: httpx.AsyncClient, **config: Any) -> str:
    answer = await create(api, **config)
    assert answer.status_code == 201, answer.text
    bot_id: str = answer.json()["id"]
    return bot_id


async def test_a_bot_is_answered_with_its_meeting_as_an_object(api: httpx.AsyncClient):
    answer = await create(api, meeting_url=ZOOM, join_at=LATER, metadata={"a": "b"})

    bot = answer.json()
    assert answer.status_code == 201
    assert bot["meeting_url"] == {"platform": "zoom", "meeting_id": "81234567890", "meeting_password": "AbC.1"}
    assert (bot["join_at"], bot["metadata"], bot["bot_name"]) == (LATER, {"a": "b"}, "Meeting Notetaker")
    assert [change["code"] for change in bot["status_changes"]] == ["ready"]
    assert (bot["recordings"], bot["calendar_meetings"]) == ([], [])


async def test_pictures_can_be_written_but_not_read(api: httpx.AsyncClient):
    answer = await create(api, automatic_video_output={"in_call_recording": {"kind": "jpeg", "b64_data": "AAAA"}})

    assert answer.json()["automatic_video_output"] == {"in_call_recording": {"kind": "jpeg"}}


@pytest.mark.parametrize("meeting_url", [None, 1, "", "https://example.com/x", {"platform": "zoom"}])
async def test_a_link_that_no_bot_can_join_is_refused(api: httpx.AsyncClient, meeting_url: Any):
    answer = await create(api, meeting_url=meeting_url)

    assert answer.status_code == 400
    assert list(answer.json()) == ["meeting_url"]


async def test_two_calls_are_two_bots(api: httpx.AsyncClient, recall: PretendRecall):
    await _created(api, join_at=LATER)
    await _created(api, join_at=LATER)

    assert len(recall.bots) == 2


@pytest.mark.parametrize(
    ("config", "status"), [({}, 507), ({"join_at": SOON}, 507), ({"join_at": "2026-03-02T09:10:01Z"}, 201)]
)
async def test_a_bot_at_short_notice_comes_from_the_pool(
    api: httpx.AsyncClient, recall: PretendRecall, config: dict[str, str], status: int
):
    recall.ad_hoc_pool = 0

    assert (await create(api, **config)).status_code == status


async def test_a_bot_without_a_time_joins_at_once(api: httpx.AsyncClient):
    bot_id = await _created(api)

    bot = (await api.get(f"{BOTS}{bot_id}/")).json()

    assert bot["status_changes"][-1]["code"] == "joining_call"


async def test_a_bot_sets_out_when_its_time_has_come_and_its_join_at_is_gone(
    api: httpx.AsyncClient, clock: MovableClock
):
    bot_id = await _created(api, join_at=LATER)
    clock.set_to(NOW + HOUR)

    bot = (await api.get(f"{BOTS}{bot_id}/")).json()

    assert (bot["status_changes"][-1]["code"], bot["join_at"]) == ("joining_call", None)


async def test_an_unknown_bot_is_not_found(api: httpx.AsyncClient):
    for method, path in [
        ("GET", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "leave_call/"),
        ("POST", "delete_media/"),
    ]:
        answer = await api.request(method, f"{BOTS}no-such/{path}")

        assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["zoom", "later", "now"]),
        ({"join_at_after": LATER}, ["zoom", "later"]),
        ({"join_at_before": LATER}, ["later"]),
        ({"meeting_url": ZOOM}, ["zoom"]),
        ({"platform": ["zoom", "webex"]}, ["zoom"]),
        ({"platform": ["zoom", "google_meet"]}, ["zoom", "later", "now"]),
        ({"status": "joining_call"}, ["now"]),
        ({"metadata__a": "1"}, ["later", "now"]),
        ({"metadata__a": "1", "metadata__b": "2"}, ["now"]),
        ({"metadata__a": "2"}, []),
        ({"no_such_filter": "x"}, ["zoom", "later", "now"]),
    ],
)
async def test_bots_are_filtered(api: httpx.AsyncClient, filters: dict[str, Any], found: list[str]):
    names = {
        await _created(api, metadata={"a": "1", "b": "2"}): "now",
        await _created(api, join_at=LATER, metadata={"a": "1"}): "later",
        await _created(api, meeting_url=ZOOM, join_at="2026-03-02T12:00:00Z"): "zoom",
    }

    assert [names[each] for each in await ids(api, BOTS, **filters)] == found


@pytest.mark.parametrize(("name", "value"), [("status", "asleep"), ("platform", "fax"), ("join_at_after", "noon")])
async def test_a_filter_that_cannot_be_read_is_refused(api: httpx.AsyncClient, name: str, value: str):
    answer = await api.get(BOTS, params={name: value})

    assert answer.status_code == 400
    assert list(answer.json()) == [name]


async def test_bots_come_in_numbered_pages(api: httpx.AsyncClient, clock: MovableClock):
    for number in range(101):
        if number % 60 == 59:
            clock.advance(MINUTE)
        await _created(api)

    first = (await api.get(BOTS)).json()
    second = (await api.get(first["next"])).json()

    assert (first["count"], len(first["results"]), first["previous"]) == (101, 100, None)
    assert (len(second["results"]), second["next"]) == (1, None)
    assert second["previous"].endswith("page=1")


@pytest.mark.parametrize("page", ["0", "2", "last"])
async def test_a_page_that_is_not_there_is_not_found(api: httpx.AsyncClient, page: str):
    answer = await api.get(BOTS, params={"page": page})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Invalid page."})


async def test_a_scheduled_bot_can_be_changed(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api, join_at=LATER, bot_name="Old", metadata={"a": "b"})

    answer = await api.patch(f"{BOTS}{bot_id}/", json={"bot_name": "New", "join_at": "2026-03-02T09:10:01Z"})

    assert (answer.status_code, answer.json()["join_at"]) == (200, "2026-03-02T09:10:01Z")
    assert (answer.json()["bot_name"], answer.json()["metadata"]) == ("New", {"a": "b"})


@pytest.mark.parametrize(
    ("join_at", "changes"),
    [(SOON, {"bot_name": "New"}), (LATER, {"join_at": SOON}), (LATER, {"join_at": None}), (None, {})],
)
async def test_a_bot_that_joins_soon_cannot_be_changed(
    api: httpx.AsyncClient, join_at: str | None, changes: dict[str, Any]
):
    bot_id = await _created(api, join_at=join_at)

    answer = await api.patch(f"{BOTS}{bot_id}/", json=changes)

    assert (answer.status_code, answer.json()["code"]) == (400, "update_bot_failed")


async def test_a_bot_of_a_calendar_is_changed_and_deleted_through_its_event(
    api: httpx.AsyncClient, event: CalendarEvent
):
    bot_id = (await schedule(api, event)).json()["bots"][0]["bot_id"]

    changed = await api.patch(f"{BOTS}{bot_id}/", json={"bot_name": "New"})
    deleted = await api.delete(f"{BOTS}{bot_id}/")

    assert (changed.status_code, changed.json()["code"]) == (400, "update_bot_failed")
    assert (deleted.status_code, deleted.json()["code"]) == (405, "cannot_delete_bot")


async def test_a_change_is_checked_like_a_new_bot(api: httpx.AsyncClient):
    bot_id = await _created(api, join_at=LATER)

    answer = await api.patch(f"{BOTS}{bot_id}/", json={"meeting_url": "https://example.com/x"})

    assert answer.status_code == 400


async def test_a_scheduled_bot_can_be_deleted(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api, join_at=LATER)

    answer = await api.delete(f"{BOTS}{bot_id}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert recall.bots == []


async def test_a_bot_that_has_set_out_cannot_be_deleted(api: httpx.AsyncClient):
    bot_id = await _created(api)

    answer = await api.delete(f"{BOTS}{bot_id}/")

    assert (answer.status_code, answer.json()["code"]) == (405, "cannot_delete_bot")


async def test_a_bot_in_a_call_leaves_when_it_is_asked(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api)
    recall.live_normally(bot_id, until="in_call_recording")

    answer = await api.post(f"{BOTS}{bot_id}/leave_call/")

    codes = [(change["code"], change["sub_code"]) for change in answer.json()["status_changes"]]
    assert answer.status_code == 200
    assert codes[-2:] == [("call_ended", "bot_received_leave_call"), ("done", None)]
    assert answer.json()["recordings"][0]["status"]["code"] == "done"


@pytest.mark.parametrize("command", ["leave_call", "delete_media"])
async def test_a_bot_that_has_not_set_out_takes_no_commands(api: httpx.AsyncClient, command: str):
    bot_id = await _created(api, join_at=LATER)

    answer = await api.post(f"{BOTS}{bot_id}/{command}/")

    assert (answer.status_code, answer.json()["code"]) == (400, "cannot_command_unstarted_bot")


async def test_a_bot_that_has_finished_cannot_leave(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api)
    recall.live_normally(bot_id)

    answer = await api.post(f"{BOTS}{bot_id}/leave_call/")

    assert (answer.status_code, answer.json()["code"]) == (400, "cannot_command_completed_bot")


async def test_media_are_deleted_for_good(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api, metadata={"a": "b"})
    recall.live_normally(bot_id)

    answer = await api.post(f"{BOTS}{bot_id}/delete_media/")

    [recording] = answer.json()["recordings"]
    video = recording["media_shortcuts"]["video_mixed"]
    assert (answer.status_code, answer.json()["metadata"]) == (200, {"a": "b"})
    assert (recording["status"]["code"], video["status"]["code"]) == ("deleted", "deleted")
    assert video["data"] == {"download_url": None}


async def test_media_cannot_be_deleted_during_the_call(api: httpx.AsyncClient, recall: PretendRecall):
    bot_id = await _created(api)
    recall.live_normally(bot_id, until="in_call_recording")

    assert (await api.post(f"{BOTS}{bot_id}/delete_media/")).status_code == 400


async def test_the_meeting_of_a_bot_is_the_one_that_it_was_asked_for(api: httpx.AsyncClient):
    bot_id = await _created(api, join_at=LATER)

    answer = await api.patch(f"{BOTS}{bot_id}/", json={"meeting_url": ZOOM})

    assert answer.json()["meeting_url"]["platform"] == "zoom"
    assert await ids(api, BOTS, meeting_url=MEET) == []
