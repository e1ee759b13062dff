from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar, CalendarEvent
from tests.sandbox.recall.calls import HOUR, MEET, MINUTE, NOW, ZOOM, schedule, unschedule


@pytest.fixture
def copy(recall: PretendRecall) -> CalendarEvent:
    """Of the same meeting, on Jonas's calendar."""
    jonas = recall.add_calendar("jonas@example.com", platform="microsoft_outlook")
    return recall.add_event(jonas.id, start=NOW + HOUR, meeting_url=MEET)


def _bot_ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [bot["bot_id"] for bot in answer.json()["bots"]]


async def test_the_answer_is_the_whole_event_with_its_bot(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    answer = await schedule(api, event, key="k", bot_name="Notes")

    shown, [bot] = answer.json(), recall.bots
    assert (answer.status_code, shown["id"]) == (200, event.id)
    assert shown["bots"] == [
        {"bot_id": bot.id, "start_time": "2026-03-02T10:00:00Z", "deduplication_key": "k", "meeting_url": MEET}
    ]
    assert (bot.state, bot.config, bot.is_ad_hoc) == ("scheduled", {"bot_name": "Notes"}, False)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"deduplication_key": ["This field is required."], "bot_config": ["This field is required."]}),
        (
            {"deduplication_key": "k" * 2001, "bot_config": {}},
            {"deduplication_key": ["Ensure this field has no more than 2000 characters."]},
        ),
        ({"deduplication_key": "k", "bot_config": None}, {"bot_config": ["This field may not be null."]}),
        ({"deduplication_key": "k", "bot_config": {}, "extra": 1}, {"extra": ["Unknown field."]}),
        (
            {"deduplication_key": "k", "bot_config": {"bot_nam": "x"}},
            {"bot_config": {"bot_nam": ["Unknown field."]}},
        ),
    ],
)
async def test_both_fields_are_required_and_checked(
    api: httpx.AsyncClient, event: CalendarEvent, body: dict[str, Any], errors: dict[str, Any]
):
    answer = await api.post(f"/api/v2/calendar-events/{event.id}/bot/", json=body)

    assert (answer.status_code, answer.json()) == (400, errors)


async def test_a_key_may_have_two_thousand_characters(api: httpx.AsyncClient, event: CalendarEvent):
    assert (await schedule(api, event, key="k" * 2000)).status_code == 200


async def test_an_unknown_event_is_not_found(api: httpx.AsyncClient):
    answer = await api.post("/api/v2/calendar-events/no-such/bot/", json={})

    assert (answer.status_code, answer.json()) == (404, {"detail": "Not found."})


@pytest.mark.parametrize(
    ("happen", "sentence"),
    [
        (lambda recall, event: recall.move_event(event.id, NOW - HOUR), "event has ended"),
        (lambda recall, event: recall.delete_event(event.id), "event is deleted"),
        (lambda recall, event: recall.cancel_event(event.id), "event is cancelled"),
        (lambda recall, event: recall.disconnect_calendar(event.calendar_id), "calendar is disconnected"),
        (lambda recall, event: recall.change_link(event.id, None), "event has no meeting url"),
        (lambda recall, event: recall.change_link(event.id, "https://example.com"), "has no meeting url"),
    ],
)
async def test_some_events_get_no_bot(
    api: httpx.AsyncClient,
    recall: PretendRecall,
    event: CalendarEvent,
    happen: Callable[[PretendRecall, CalendarEvent], object],
    sentence: str,
):
    happen(recall, event)

    answer = await schedule(api, event)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request_data")
    assert sentence in answer.json()["errors"]["non_field_errors"][0]
    assert recall.bots == []


async def test_an_all_day_event_gets_no_bot(api: httpx.AsyncClient, recall: PretendRecall, calendar: Calendar):
    event = recall.add_event(calendar.id, start=NOW + HOUR, meeting_url=MEET, all_day=True)

    assert (await schedule(api, event)).status_code == 400


async def test_a_link_in_the_settings_wins_over_the_events_own(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    answer = await schedule(api, event, meeting_url=ZOOM)

    assert answer.json()["bots"][0]["meeting_url"] == ZOOM


async def test_an_event_without_a_link_that_recall_knows_takes_no_bot(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    recall.change_link(event.id, None)

    answer = await schedule(api, event, meeting_url=ZOOM)

    assert answer.status_code == 400
    assert "calendar event has no meeting url" in answer.text


async def test_scheduling_again_updates_the_same_bot_and_replaces_its_settings_whole(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    before = _bot_ids(await schedule(api, event, key="old", bot_name="Notes", metadata={"a": "b"}))

    after = _bot_ids(await schedule(api, event, key="new", metadata={"c": "d"}))

    [bot] = recall.bots
    assert after == before == [bot.id]
    assert (bot.deduplication_key, bot.config) == ("new", {"metadata": {"c": "d"}})


async def test_a_moved_event_keeps_its_bot_where_it_was_until_it_is_scheduled_again(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    await schedule(api, event, key="old")
    recall.move_event(event.id, NOW + 3 * HOUR)
    [left_behind] = (await api.get(f"/api/v2/calendar-events/{event.id}/")).json()["bots"]

    [moved] = (await schedule(api, event, key="new")).json()["bots"]

    assert (left_behind["start_time"], moved["start_time"]) == ("2026-03-02T10:00:00Z", "2026-03-02T12:00:00Z")
    assert left_behind["bot_id"] == moved["bot_id"]


async def test_equal_keys_share_one_bot_and_the_latest_settings_apply(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, copy: CalendarEvent
):
    first = _bot_ids(await schedule(api, event, key="k", bot_name="First"))
    second = _bot_ids(await schedule(api, copy, key="k", bot_name="Second"))

    [bot] = recall.bots
    assert first == second == [bot.id]
    assert bot.config == {"bot_name": "Second"}


async def test_other_keys_get_other_bots(api: httpx.AsyncClient, event: CalendarEvent, copy: CalendarEvent):
    first = _bot_ids(await schedule(api, event, key="k1"))
    second = _bot_ids(await schedule(api, copy, key="k2"))

    assert first != second


async def test_a_shared_bot_goes_only_when_no_one_uses_it(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, copy: CalendarEvent
):
    await schedule(api, event, key="k")
    await schedule(api, copy, key="k")

    assert _bot_ids(await unschedule(api, event)) == []
    assert len(recall.bots) == 1
    await unschedule(api, copy)
    assert recall.bots == []


async def test_an_event_that_takes_another_key_leaves_the_shared_bot_to_the_others(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, copy: CalendarEvent
):
    [shared] = _bot_ids(await schedule(api, event, key="k"))
    await schedule(api, copy, key="k", bot_name="Shared")

    [own] = _bot_ids(await schedule(api, event, key="mine", bot_name="Own"))

    assert own != shared
    assert [bot.id for bot in recall.bots_of(copy.id)] == [shared]
    assert recall.bot(shared).config == {"bot_name": "Shared"}


async def test_an_event_that_joins_anothers_key_gives_its_own_bot_up(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, copy: CalendarEvent
):
    await schedule(api, event, key="k1")
    [other] = _bot_ids(await schedule(api, copy, key="k2"))

    assert _bot_ids(await schedule(api, event, key="k2")) == [other]
    assert [bot.id for bot in recall.bots] == [other]


async def test_once_the_bot_was_sent_the_same_key_sends_a_second_one(
    api: httpx.AsyncClient, event: CalendarEvent, clock: MovableClock
):
    [first] = _bot_ids(await schedule(api, event, key="k"))
    clock.set_to(event.start)

    both = _bot_ids(await schedule(api, event, key="k"))

    assert len(both) == 2
    assert both[0] == first


@pytest.mark.parametrize("happens", ["delete_event", "disconnect_calendar", "delete_calendar"])
async def test_what_ends_an_event_takes_its_scheduled_bot_off(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, happens: str
):
    await schedule(api, event)

    getattr(recall, happens)(event.id if happens == "delete_event" else event.calendar_id)

    assert recall.bots == []


async def test_a_cancelled_event_keeps_its_bot(api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent):
    await schedule(api, event)

    recall.cancel_event(event.id)

    assert len(recall.bots) == 1


async def test_unscheduling_leaves_a_bot_alone_that_has_set_out(
    api: httpx.AsyncClient, event: CalendarEvent, clock: MovableClock
):
    [bot_id] = _bot_ids(await schedule(api, event))
    clock.set_to(event.start)

    assert _bot_ids(await unschedule(api, event)) == [bot_id]


async def test_unscheduling_where_no_bot_is_scheduled_is_fine(api: httpx.AsyncClient, event: CalendarEvent):
    assert _bot_ids(await unschedule(api, event)) == []


@pytest.mark.parametrize(("refuses", "status"), [(False, 200), (True, 400)])
async def test_unscheduling_a_deleted_event_may_be_refused(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, refuses: bool, status: int
):
    recall.refuses_to_unschedule_deleted_events = refuses
    recall.delete_event(event.id)

    assert (await unschedule(api, event)).status_code == status


async def test_a_meeting_within_ten_minutes_needs_a_bot_of_the_pool(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, clock: MovableClock
):
    recall.ad_hoc_pool = 0
    clock.set_to(event.start - 10 * MINUTE)

    empty = await schedule(api, event)
    recall.ad_hoc_pool = 1
    await schedule(api, event)

    assert empty.status_code == 507
    assert (recall.bots[0].is_ad_hoc, recall.ad_hoc_pool) == (True, 0)


async def test_a_meeting_later_needs_none_and_neither_does_a_change_of_settings(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, clock: MovableClock
):
    recall.ad_hoc_pool = 0
    clock.set_to(event.start - 11 * MINUTE)
    first = await schedule(api, event)
    clock.advance(5 * MINUTE)

    second = await schedule(api, event, bot_name="Other")

    assert (first.status_code, second.status_code) == (200, 200)


async def test_a_meeting_brought_forward_to_now_needs_the_pool_and_changes_nothing_without(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent
):
    await schedule(api, event, key="old")
    recall.move_event(event.id, NOW + 3 * MINUTE)
    recall.ad_hoc_pool = 0

    answer = await schedule(api, event, key="new")

    assert answer.status_code == 507
    assert recall.bots[0].deduplication_key == "old"


async def test_a_running_meeting_gets_a_bot_of_the_pool_that_joins_at_once(
    api: httpx.AsyncClient, recall: PretendRecall, event: CalendarEvent, clock: MovableClock
):
    clock.set_to(event.start + MINUTE)

    await schedule(api, event)

    assert (recall.bots[0].is_ad_hoc, recall.bots[0].status) == (True, "joining_call")
