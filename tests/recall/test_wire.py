"""Parse calendars, events and bots as Recall writes them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from bot.core.booking.recording_files import FileState, MediaRemains
from bot.core.identifiers import BotId, CalendarEventId, CalendarId, LinkKey
from bot.core.meetings.meeting import EventBot, Invitation, Meeting, occurrence
from bot.recall.wire import Page, WireBot, WireCalendar, WireEvent
from bot.recall.wire_recordings import WireRecording, WireTranscript

START = "2026-03-02T15:00:00Z"
LINK = "https://meet.google.com/abc-defg-hij"
CALENDAR = {
    "id": "c1",
    "platform": "google_calendar",
    "platform_email": "Dana@Example.com",
    "oauth_email": "dana@example.com",
    "status": "connected",
    "status_changes": "of no known shape",
    "oauth_client_id": "client-id",
    "oauth_client_secret": "client-secret",
    "oauth_refresh_token": "refresh-token",
}
EVENT: dict[str, Any] = {
    "id": "e1",
    "calendar_id": "c1",
    "start_time": START,
    "end_time": "2026-03-02T15:30:00Z",
    "platform": "google_calendar",
    "platform_id": "p1",
    "ical_uid": "u1@google.com",
    "meeting_platform": "google_meet",
    "meeting_url": LINK,
    "raw": {"summary": "Weekly sync", "hangoutLink": LINK},
    "is_deleted": False,
    "bots": [{"bot_id": "b1", "start_time": START, "deduplication_key": f"{START}-{LINK}", "meeting_url": LINK}],
    "created_at": "2026-02-20T10:00:00.000000Z",
    "updated_at": "2026-02-27T11:12:13.500000Z",
}
BOT: dict[str, Any] = {
    "id": "b1",
    "meeting_url": {"meeting_id": "81234567890", "meeting_password": "secret", "platform": "zoom"},
    "bot_name": "Notetaker",
    "join_at": START,
    "status_changes": [],
    "recordings": [],
    "metadata": {"recall_schedule_booking": "k1", "empty": None},
}


def meeting(**changes: Any) -> Meeting:
    return WireEvent.model_validate(EVENT | changes).read_meeting()


TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0?context=%7b%7d"


def test_a_link_that_recall_has_not_read_is_the_one_to_join_by() -> None:
    unread = meeting(meeting_url=None, meeting_platform=None, raw={"onlineMeeting": {"joinUrl": TEAMS}})

    assert (unread.meeting_url, unread.join_url, unread.link) == (None, TEAMS, TEAMS)
    assert unread.platform == "microsoft_teams"
    assert unread.link_keys == ("teams:19:meeting_A@thread.v2",)


def test_recalls_own_link_is_kept_beside_the_whole_one() -> None:
    zoom = "https://zoom.us/j/81234567890"
    bare = meeting(meeting_url=zoom, meeting_platform="zoom", raw={"description": f"{zoom}?pwd=a"})

    assert (bare.meeting_url, bare.link, bare.platform) == (zoom, f"{zoom}?pwd=a", "zoom")
    assert "pwd" not in repr(bare)


def bot(**changes: Any) -> WireBot:
    return WireBot.model_validate(BOT | changes)


def test_a_calendar_keeps_none_of_its_secrets() -> None:
    kept = WireCalendar.model_validate(CALENDAR)

    assert kept.model_dump() == {
        "id": "c1",
        "platform": "google_calendar",
        "status": "connected",
        "platform_email": "Dana@Example.com",
        "oauth_email": "dana@example.com",
        "oauth_client_id": "client-id",
        "created_at": None,
    }


def test_the_error_about_a_calendar_does_not_repeat_its_secrets() -> None:
    with pytest.raises(ValidationError) as caught:
        WireCalendar.model_validate({key: value for key, value in CALENDAR.items() if key != "id"})

    assert "token" not in str(caught.value)


@pytest.mark.parametrize(
    ("platform_email", "oauth_email", "emails"),
    [
        ("Dana@Example.com", "dana@example.com", ("dana@example.com",)),
        ("dana@example.com", "D@Example.test", ("dana@example.com", "d@example.test")),
        (None, "dana@example.com", ("dana@example.com",)),
        (None, " ", ()),
    ],
)
def test_a_calendar_has_an_owner_by_either_address(
    platform_email: str | None, oauth_email: str, emails: tuple[str, ...]
) -> None:
    changed = CALENDAR | {"platform_email": platform_email, "oauth_email": oauth_email}

    assert WireCalendar.model_validate(changed).emails == emails


def test_an_event_becomes_a_meeting() -> None:
    assert meeting() == Meeting(
        invitation=Invitation(),
        event_id=CalendarEventId("e1"),
        calendar_id=CalendarId("c1"),
        start_time=datetime(2026, 3, 2, 15, tzinfo=UTC),
        end_time=datetime(2026, 3, 2, 15, 30, tzinfo=UTC),
        start_text=START,
        updated_at=datetime(2026, 2, 27, 11, 12, 13, 500000, tzinfo=UTC),
        title="Weekly sync",
        meeting_url=LINK,
        platform="google_meet",
        ical_uid="u1@google.com",
        link_keys=(LinkKey("meet:abc-defg-hij"),),
        bots=(EventBot(BotId("b1"), datetime(2026, 3, 2, 15, tzinfo=UTC), f"{START}-{LINK}", LINK),),
        platform_id="p1",
    )


@pytest.mark.parametrize("text", [START, "2026-03-02T15:00:00.000000Z", "2026-03-02T16:00:00+01:00"])
def test_the_start_is_also_kept_byte_for_byte(text: str) -> None:
    moved = meeting(start_time=text)

    assert moved.start_text == text
    assert moved.start_time == datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "changes",
    [{"is_deleted": True}, {"raw": {"status": "cancelled"}}],
)
def test_a_deleted_and_a_cancelled_event_are_gone(changes: dict[str, Any]) -> None:
    assert meeting(**changes).is_gone


def test_occurrences_of_one_series_are_not_copies_of_each_other() -> None:
    raw = {"recurringEventId": "series1"}  # without an original start
    first, second = meeting(raw=raw), meeting(raw=raw, start_time="2026-03-09T15:00:00Z")

    assert occurrence(first) != occurrence(second)


def test_a_single_event_that_moves_stays_a_copy_of_itself() -> None:
    assert occurrence(meeting()) == occurrence(meeting(start_time="2026-03-09T15:00:00Z"))


def test_an_event_may_lack_everything_optional() -> None:
    bare = {key: EVENT[key] for key in ("id", "calendar_id", "start_time", "end_time", "updated_at")}

    read = WireEvent.model_validate(bare | {"bots": None, "ical_uid": "", "meeting_url": None}).read_meeting()

    assert (read.title, read.ical_uid, read.meeting_url, read.link_keys, read.bots) == (
        None,
        None,
        None,
        (),
        (),
    )


def test_a_bot_of_others_may_lack_a_key_and_a_time() -> None:
    read = meeting(bots=[{"bot_id": "b2", "deduplication_key": None, "meeting_url": {"meeting_id": "1"}}])

    assert read.bots == (EventBot(BotId("b2"), read.start_time, "", ""),)


@pytest.mark.parametrize("missing", ["id", "calendar_id", "start_time", "end_time", "updated_at"])
def test_an_event_without_what_it_must_hold_is_refused(missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        WireEvent.model_validate({key: value for key, value in EVENT.items() if key != missing})


@pytest.mark.parametrize("start", ["soon", "", None, 1760000000, "0001-01-01T00:00:00+14:00"])
def test_an_event_without_a_readable_start_is_refused(start: object) -> None:
    with pytest.raises(ValidationError):
        WireEvent.model_validate(EVENT | {"start_time": start})


def test_an_event_does_not_show_its_content_when_printed() -> None:
    shown = repr(WireEvent.model_validate(EVENT | {"meeting_url": "https://zoom.us/j/81234567890?pwd=secret"}))

    assert "Weekly sync" not in shown
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("given", "read"),
    [(LINK, LINK), ({"meeting_id": "1"}, {"meeting_id": "1"}), (None, None), (["odd"], None), (7, None)],
)
def test_a_bots_link_is_a_text_an_object_or_nothing(given: object, read: object) -> None:
    assert bot(meeting_url=given).meeting_url == read


def test_a_bot_does_not_show_its_passcode_when_printed() -> None:
    assert "secret" not in repr(bot())


def test_the_latest_status_is_told_by_time() -> None:
    def change(code: str, minute: int) -> dict[str, Any]:
        return {"code": code, "created_at": f"2026-03-02T15:{minute:02}:00.000000Z", "sub_code": None}

    read = bot(status_changes=[change("call_ended", 9), change("done", 9), change("joining_call", 1)])

    assert read.latest_status is not None
    assert read.latest_status.code == "done"


def test_a_new_bot_has_no_status_yet() -> None:
    assert bot(status_changes=None).latest_status is None


def test_metadata_keeps_its_texts() -> None:
    assert bot().metadata == {"recall_schedule_booking": "k1"}
    assert bot(metadata=None).metadata == {}


def test_a_recording_leads_to_its_media() -> None:
    done = {"id": "v1", "status": {"code": "done"}, "data": {"download_url": "https://media.example.com/v1"}}
    shortcuts = {"video_mixed": done, "audio_mixed": None, "transcript": {"id": "t1", "data": None}}

    read = bot(recordings=[{"id": "r1", "status": {"code": "done"}, "media_shortcuts": shortcuts}])

    media = read.recordings[0].media_shortcuts
    assert media is not None
    assert media.video_mixed is not None
    assert media.video_mixed.download_url == "https://media.example.com/v1"
    assert media.transcript is not None
    assert media.transcript.download_url is None
    assert "media.example.com" not in repr(read)


def test_a_page_may_be_the_last_and_empty() -> None:
    page = Page[WireEvent].model_validate({"count": 0, "next": None, "previous": None, "results": []})

    assert (page.next, page.results) == (None, ())


def media(code: str) -> dict[str, Any]:
    return {"id": "m1", "status": {"code": code}}


@pytest.mark.parametrize(
    ("status", "files", "left"),
    [
        ("done", {"video_mixed": "done", "transcript": "done"}, MediaRemains.SOME),
        ("processing", {"video_mixed": "processing"}, MediaRemains.SOME),
        ("done", {"video_mixed": "failed", "transcript": "done"}, MediaRemains.SOME),
        ("done", {"video_mixed": "deleted", "transcript": "processing"}, MediaRemains.SOME),
        ("done", {}, MediaRemains.NOTHING),
        ("deleted", {}, MediaRemains.DELETED),
        ("deleted", {"video_mixed": "deleted", "transcript": "failed"}, MediaRemains.DELETED),
        ("done", {"video_mixed": "deleted", "audio_mixed": "deleted"}, MediaRemains.DELETED),
        ("failed", {}, MediaRemains.FAILED),
        ("failed", {"video_mixed": "processing"}, MediaRemains.FAILED),
        ("failed", {"video_mixed": "failed", "transcript": "done"}, MediaRemains.SOME),
    ],
)
def test_what_is_left_of_a_recording_is_seen_from_its_files_and_its_status(
    status: str, files: dict[str, str], left: MediaRemains
) -> None:
    shortcuts = {kind: media(code) for kind, code in files.items()}
    recording = {"id": "r1", "status": {"code": status}, "media_shortcuts": shortcuts}

    assert WireBot.model_validate({"id": "b1", "recordings": [recording]}).recorded.remains is left


def test_of_a_bot_without_recordings_nothing_is_left() -> None:
    assert WireBot.model_validate({"id": "b1"}).recorded.remains is MediaRemains.UNRECORDED


def test_the_length_of_a_recording_is_that_of_its_parts() -> None:
    parts = [
        {"id": "r1", "started_at": "2026-03-02T15:00:00Z", "completed_at": "2026-03-02T15:40:00Z"},
        {"id": "r2", "started_at": "2026-03-02T15:50:00Z", "completed_at": "2026-03-02T15:52:00Z"},
        {"id": "r3", "started_at": "2026-03-02T15:55:00Z", "completed_at": None},
        {"id": "r4", "started_at": "2026-03-02T15:55:00Z", "completed_at": "2026-03-02T15:00:00Z"},
    ]

    assert WireBot.model_validate({"id": "b1", "recordings": parts}).recorded.seconds == 42 * 60
    assert WireBot.model_validate({"id": "b1", "recordings": parts[2:]}).recorded.seconds is None


@pytest.mark.parametrize(
    ("transcript", "state"),
    [
        (None, FileState.NONE),
        ({"status": {"code": "processing"}}, FileState.NOT_READY),
        ({"status": {"code": "done"}, "data": {"download_url": "https://files.example.com/t"}}, FileState.READY),
        ({"status": {"code": "done"}, "data": None}, FileState.NOT_READY),
        ({"status": {"code": "failed"}}, FileState.FAILED),
        ({"status": {"code": "deleted"}}, FileState.DELETED),
    ],
)
def test_a_transcript_is_as_recall_says(transcript: Any, state: FileState) -> None:
    recording = {"id": "r1", "status": {"code": "done"}, "media_shortcuts": {"transcript": transcript}}

    assert WireBot.model_validate({"id": "b1", "recordings": [recording]}).recorded.transcript is state


def test_of_several_transcripts_the_newest_that_is_ready_is_read() -> None:
    def listed(code: str, day: int) -> WireTranscript:
        data = {"download_url": f"https://example.com/{day}"} if code == "done" else {}
        created = f"2030-01-{day:02}T09:00:00Z"
        return WireTranscript.model_validate({"id": "t", "status": {"code": code}, "data": data, "created_at": created})

    recording = WireRecording(id="r1")
    found = [listed("failed", 1), listed("done", 2), listed("done", 3), listed("processing", 4)]

    assert recording.with_best_transcript(found).transcript.url == "https://example.com/3"
    assert recording.with_best_transcript(found[3:]).transcript.state is FileState.NOT_READY
    assert recording.with_best_transcript(found[:1]).transcript.state is FileState.FAILED
    assert recording.with_best_transcript([]) is recording
    assert [each.is_open for each in found] == [False, True, True, True]
