"""Parse the bodies of Recall's webhooks, given as literals."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identifiers import BotId, CalendarId
from bot.recall.webhooks import (
    BotNews,
    CalendarChanged,
    CalendarSynced,
    Ignored,
    MediaNews,
    WebhookNews,
    read_webhook,
)

AT = datetime(2026, 3, 2, 15, 0, 41, 123456, tzinfo=UTC)
STATUS = {"code": "fatal", "sub_code": "meeting_not_found", "updated_at": "2026-03-02T15:00:41.123456+00:00"}
BOT = {"id": "b0700001", "metadata": {"recall_schedule_booking": "k1", "odd": 7, "none": None}}
RECORDING = {"id": "4ec00001", "metadata": {}}


def read(event: str, data: Any) -> WebhookNews:
    return read_webhook(json.dumps({"event": event, "data": data}).encode())


def test_a_bot_event_is_news_of_a_bot() -> None:
    assert read("bot.fatal", {"data": STATUS, "bot": BOT, "later": "field"}) == BotNews(
        bot_id=BotId("b0700001"),
        code="fatal",
        sub_code="meeting_not_found",
        at=AT,
        metadata={"recall_schedule_booking": "k1"},
    )


@pytest.mark.parametrize(
    "text",
    ["2026-03-02T15:00:41.123456Z", "2026-03-02T16:00:41.123456+01:00", "2026-03-02T15:00:41.123456"],
)
def test_every_form_of_timestamp_is_read(text: str) -> None:
    news = read("bot.done", {"data": {"code": "done", "updated_at": text}, "bot": BOT})

    assert isinstance(news, BotNews)
    assert (news.at, news.sub_code) == (AT, None)


def test_a_new_kind_of_bot_event_is_news_too() -> None:
    news = read("bot.breakout_room_entered", {"data": STATUS | {"code": "breakout_room_entered"}, "bot": BOT})

    assert isinstance(news, BotNews)
    assert news.code == "breakout_room_entered"


def test_the_legacy_status_change_is_the_same_news() -> None:
    status = {"code": "in_call_recording", "sub_code": None, "message": None}
    data = {"bot_id": "b1", "status": status | {"created_at": "2026-03-02T15:00:41.123456Z"}}

    assert read("bot.status_change", data) == BotNews(bot_id=BotId("b1"), code="in_call_recording", at=AT)


@pytest.mark.parametrize(
    ("event", "own"), [("recording.done", {}), ("transcript.failed", {"transcript": {"id": "74a00001"}})]
)
def test_recordings_and_transcripts_are_news_of_media(event: str, own: dict[str, Any]) -> None:
    data = {"data": STATUS | {"code": "done"}, "recording": RECORDING, "bot": BOT} | own

    assert read(event, data) == MediaNews(
        media=event.partition(".")[0],
        code="done",
        sub_code="meeting_not_found",
        at=AT,
        bot_id=BotId("b0700001"),
        metadata={"recall_schedule_booking": "k1"},
    )


def test_a_recording_need_not_name_its_bot() -> None:
    news = read("recording.done", {"data": STATUS, "recording": RECORDING})

    assert isinstance(news, MediaNews)
    assert news.bot_id is None


def test_a_changed_calendar_is_named() -> None:
    assert read("calendar.update", {"calendar_id": "c1"}) == CalendarChanged(CalendarId("c1"))


def test_a_synced_calendar_says_since_when() -> None:
    data = {"calendar_id": "c1", "last_updated_ts": "2026-03-02T15:00:41.123456+00:00"}

    assert read("calendar.sync_events", data) == CalendarSynced(CalendarId("c1"), AT)


def test_a_synced_calendar_need_not_say_since_when() -> None:
    data = {"calendar_id": "c1", "last_updated_ts": "lately"}

    assert read("calendar.sync_events", data) == CalendarSynced(CalendarId("c1"), None)


@pytest.mark.parametrize(
    "event",
    ["bot.log", "bot.output_log", "sdk_upload.complete", "slack_team.active", "calendar.new", "x", ""],
)
def test_what_is_not_followed_is_ignored(event: str) -> None:
    assert read(event, {"bot_id": "b1", "log": {}}) == Ignored(event, "not followed")


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("bot.done", {}),
        ("bot.done", {"data": STATUS}),
        ("bot.done", {"data": STATUS, "bot": {"id": ""}}),
        ("bot.done", {"data": {"code": "done"}, "bot": BOT}),
        ("bot.done", {"data": STATUS | {"updated_at": 1760000000}, "bot": BOT}),
        ("bot.done", {"data": STATUS | {"code": None}, "bot": BOT}),
        ("bot.status_change", {"data": STATUS, "bot": BOT}),
        ("recording.done", {"bot": BOT}),
        ("calendar.update", {"calendar_id": None}),
    ],
)
def test_a_followed_event_without_what_it_must_hold_is_ignored_by_name(event: str, data: Any) -> None:
    assert read(event, data) == Ignored(event, "unreadable")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"event": 1, "data": {}}', b'{"event": "x"}', b"\xff"])
def test_a_body_of_another_kind_is_ignored(body: bytes) -> None:
    assert read_webhook(body) == Ignored("", "unreadable")


events = st.sampled_from(["bot.done", "bot.status_change", "recording.done", "calendar.sync_events", "calendar.update"])
values = st.recursive(
    st.none() | st.integers() | st.text() | st.just("2026-03-02T15:00:41Z") | st.just("0001-01-01T00:00:00+14:00"),
    lambda inner: (
        st.dictionaries(
            st.sampled_from(["data", "bot", "id", "code", "status", "metadata", "updated_at", "bot_id", "calendar_id"]),
            inner,
            max_size=6,
        )
        | st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)


@given(events, values)
def test_no_data_however_odd_raises(event: str, data: object) -> None:
    assert isinstance(read(event, data), WebhookNews)


@given(st.binary())
def test_no_body_however_odd_raises(body: bytes) -> None:
    assert isinstance(read_webhook(body), WebhookNews)
