from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.workspace import Calendar, CalendarEvent
from tests.sandbox.recall.calls import HOUR, NOW, schedule
from tests.sandbox.recall.receiver import SECRET, Receiver


@pytest.fixture
async def bot_id(api: httpx.AsyncClient, event: CalendarEvent) -> str:
    transcript = {"provider": {"meeting_captions": {}}}
    answer = await schedule(api, event, metadata={"team": "T1"}, recording_config={"transcript": transcript})
    bot_id: str = answer.json()["bots"][0]["bot_id"]
    return bot_id


async def test_a_bots_life_is_told_step_by_step(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.webhooks_to(receiver.url, SECRET)

    recall.live_normally(bot_id)
    await recall.deliveries()

    assert receiver.events == [
        "bot.joining_call",
        "bot.in_call_not_recording",
        "bot.in_call_recording",
        "recording.processing",
        "bot.call_ended",
        "recording.done",
        "bot.done",
        "transcript.done",
    ]
    assert receiver.got[4][1]["data"] == {
        "data": {
            "code": "call_ended",
            "sub_code": "call_ended_by_host",
            "updated_at": "2026-03-02T09:00:00.000004+00:00",
        },
        "bot": {"id": bot_id, "metadata": {"team": "T1"}},
    }
    assert set(receiver.got[7][1]["data"]) == {"data", "transcript", "recording", "bot"}


async def test_failures_of_recording_and_transcript_are_told(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.live_normally(bot_id, until="in_call_recording")
    recall.webhooks_to(receiver.url, SECRET)

    recall.fail_recording(bot_id, "internal_error")
    recall.fail_transcript(bot_id)
    await recall.deliveries()

    assert receiver.events == ["recording.failed", "transcript.failed"]
    assert receiver.got[0][1]["data"]["data"]["error"]["code"] == "INTERNAL_ERROR"
    assert receiver.got[1][1]["data"]["data"]["sub_code"] == "provider_connection_failed"


async def test_only_the_events_that_were_chosen_are_sent(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.webhooks_to(receiver.url, SECRET, events=["bot.done", "bot.status_change"])

    recall.live_normally(bot_id, until="joining_call")
    await recall.deliveries()

    assert receiver.events == ["bot.status_change"]
    assert receiver.got[0][1]["data"]["status"]["code"] == "joining_call"


@pytest.mark.parametrize(
    "change",
    [
        lambda recall, event: recall.move_event(event.id, NOW + 2 * HOUR),
        lambda recall, event: recall.rename_event(event.id, "Other"),
        lambda recall, event: recall.change_link(event.id, None),
        lambda recall, event: recall.cancel_event(event.id),
        lambda recall, event: recall.delete_event(event.id),
        lambda recall, event: recall.add_event(event.calendar_id, start=NOW + HOUR),
    ],
)
async def test_a_change_in_a_calendar_is_told(
    recall: PretendRecall, receiver: Receiver, event: CalendarEvent, clock: MovableClock, change: Any
):
    recall.webhooks_to(receiver.url, SECRET)
    clock.advance(timedelta(seconds=5))

    change(recall, event)
    await recall.deliveries()

    data = {"calendar_id": event.calendar_id, "last_updated_ts": "2026-03-02T09:00:05.000000+00:00"}
    assert [body for _, body in receiver.got] == [{"event": "calendar.sync_events", "data": data}]


async def test_a_calendars_status_is_told_but_not_its_deletion(
    recall: PretendRecall, receiver: Receiver, calendar: Calendar
):
    recall.webhooks_to(receiver.url, SECRET)

    recall.disconnect_calendar(calendar.id)
    recall.reconnect_calendar(calendar.id)
    recall.delete_calendar(calendar.id)
    await recall.deliveries()

    assert receiver.events == ["calendar.update", "calendar.update", "calendar.sync_events"]
    assert receiver.got[0][1]["data"] == {"calendar_id": calendar.id}


async def test_a_delivery_waits_for_the_answer_to_the_one_before(
    recall: PretendRecall, receiver: Receiver, bot_id: str
):
    recall.webhooks_to(receiver.url, SECRET)
    receiver.first_takes_seconds = 0.02

    recall.live_normally(bot_id, until="in_call_not_recording")
    await recall.deliveries()

    assert receiver.events == ["bot.joining_call", "bot.in_call_not_recording"]


async def test_a_dropped_delivery_never_comes(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.webhooks_to(receiver.url, SECRET)
    recall.drop_next_delivery()

    recall.live_normally(bot_id, until="in_call_not_recording")
    await recall.deliveries()

    assert receiver.events == ["bot.in_call_not_recording"]
    assert [delivery.is_dropped for delivery in recall.sent] == [True, False]


async def test_a_repeated_delivery_has_the_same_id(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.webhooks_to(receiver.url, SECRET)
    recall.repeat_next_delivery()

    recall.live_normally(bot_id, until="in_call_not_recording")
    await recall.deliveries()

    assert receiver.events == ["bot.joining_call", "bot.joining_call", "bot.in_call_not_recording"]
    assert receiver.message_ids[0] == receiver.message_ids[1] != receiver.message_ids[2]


async def test_held_deliveries_come_in_any_order(recall: PretendRecall, receiver: Receiver, bot_id: str):
    recall.webhooks_to(receiver.url, SECRET)
    recall.hold_deliveries()
    recall.live_normally(bot_id, until="in_call_recording")
    await recall.deliveries()
    held = list(receiver.events)

    recall.release_deliveries([2, 0])
    await recall.deliveries()

    assert held == []
    assert receiver.events == ["bot.in_call_recording", "bot.joining_call"]


async def test_a_refused_delivery_is_tried_again_on_the_clock(
    recall: PretendRecall, receiver: Receiver, clock: MovableClock
):
    recall.webhooks_to(receiver.url, SECRET)
    receiver.status = 500
    recall.add_calendar("maya@example.com")
    await recall.deliveries()
    receiver.status = 200

    clock.advance(timedelta(seconds=4))
    await recall.deliveries()
    too_early = len(receiver.got)
    clock.advance(timedelta(seconds=1))
    await recall.deliveries()
    clock.advance(24 * HOUR)
    await recall.deliveries()

    assert (too_early, [attempt.status for attempt in recall.sent[0].attempts]) == (1, [500, 200])
    assert len(set(receiver.message_ids)) == 1


async def test_a_delivery_is_given_up_after_eight_attempts(
    recall: PretendRecall, receiver: Receiver, clock: MovableClock
):
    recall.webhooks_to(receiver.url, SECRET)
    receiver.status = 404
    recall.add_calendar("maya@example.com")
    for _ in range(10):
        await recall.deliveries()
        clock.advance(10 * HOUR)

    assert len(receiver.got) == 8


async def test_an_address_where_no_one_listens_is_no_error(recall: PretendRecall):
    recall.webhooks_to("http://127.0.0.1:9/hook", SECRET)

    recall.add_calendar("maya@example.com")
    await recall.deliveries()

    assert [attempt.status for attempt in recall.sent[0].attempts] == [None]


async def test_bots_that_set_out_by_themselves_are_told_of(
    recall: PretendRecall, receiver: Receiver, bot_id: str, clock: MovableClock
):
    recall.webhooks_to(receiver.url, SECRET)
    clock.advance(HOUR)

    recall.catch_up()
    await recall.deliveries()

    assert receiver.events == ["bot.joining_call"]
