import json
from copy import deepcopy
from typing import Any

import pytest

from bot.sandbox.recall.bot_config import check_create_bot, check_schedule_bot, check_update_bot
from bot.sandbox.recall.exchange import Refusal
from tests.sandbox.recall.calls import MEET, NOW

JPEG = {"kind": "jpeg", "b64_data": "AAAA"}
WEBPAGE = {"kind": "webpage", "config": {"url": "https://example.com/"}}
EVERYTHING: dict[str, Any] = {
    "bot_name": "Notes",
    "metadata": {"team": "T1", "nothing": None},
    "recording_config": {
        "transcript": {
            "provider": {
                "recallai_streaming": {
                    "language_code": "en",
                    "mode": "prioritize_accuracy",
                    "key_terms": ["Acme"],
                    "spelling": [{"find": ["acme"], "replace": "Acme"}],
                    "filter_profanity": True,
                }
            },
            "diarization": {"use_separate_streams_when_available": True},
            "metadata": {},
        },
        "video_mixed_layout": "gallery_view_v2",
        "video_mixed_participant_video_when_screenshare": "beside",
        "video_separate_mp4": {},
        "video_mixed_mp4": None,
        "audio_mixed_mp3": {"metadata": {"a": "b"}},
        "start_recording_on": "call_join",
        "include_bot_in_recording": {"audio": True},
        "retention": {"type": "timed", "hours": 1},
        "realtime_endpoints": [
            {"type": "webhook", "url": "https://example.com/hook", "events": ["transcript.data"]},
            {"type": "rtmp", "url": "rtmp://example.com/live", "events": ["video_mixed_flv.data"]},
        ],
    },
    "chat": {
        "on_bot_join": {"send_to": "everyone", "message": "Recording is on.", "pin": True},
        "on_participant_join": {"message": "Recording is on.", "exclude_host": True},
    },
    "automatic_leave": {
        "waiting_room_timeout": 30,
        "noone_joined_timeout": 30,
        "everyone_left_timeout": {"timeout": 1, "activate_after": None},
        "in_call_not_recording_timeout": 1,
        "in_call_recording_timeout": 1,
        "recording_permission_denied_timeout": 1,
        "silence_detection": {"timeout": 10, "activate_after": 1},
        "bot_detection": {
            "using_participant_events": {"timeout": 10, "activate_after": 1},
            "using_participant_names": {"timeout": 10, "activate_after": 1, "matches": ["bot"]},
        },
    },
    "variant": {"zoom": "native", "google_meet": "web", "microsoft_teams": "web_gpu", "webex": "web_4_core"},
    "automatic_video_output": {"in_call_recording": JPEG, "in_call_not_recording": dict(JPEG)},
    "output_media": {"camera": WEBPAGE},
    "zoom": {"zak_url": "https://example.com/zak", "user_email": "bot@example.com"},
    "google_meet": {"google_login_group_id": "0e7e0001-1111-4111-8111-111111111111"},
    "breakout_room": {"mode": "join_main_room"},
}


def _refusal(config: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(Refusal) as refused:
        check_schedule_bot({"deduplication_key": "k", "bot_config": config})
    assert refused.value.answer.status == 400
    errors: dict[str, Any] = json.loads(refused.value.answer.content)["bot_config"]
    return errors


def _leaves(errors: Any, path: str = "") -> dict[str, str]:
    if isinstance(errors, list):
        return {path: errors[0]}
    return {at: text for key, part in errors.items() for at, text in _leaves(part, f"{path}.{key}".strip(".")).items()}


def _with(path: str, value: Any) -> dict[str, Any]:
    """The whole example with one thing changed."""
    config = deepcopy(EVERYTHING)
    *parents, field = path.split(".")
    place = config
    for parent in parents:
        place = place[parent]
    place[field] = value
    return config


def _transcribed_by(provider: dict[str, Any]) -> dict[str, Any]:
    return {"recording_config": {"transcript": {"provider": provider}}}


def test_everything_that_is_documented_is_taken():
    assert check_schedule_bot({"deduplication_key": "k", "bot_config": EVERYTHING}) == ("k", EVERYTHING)


@pytest.mark.parametrize("field", ["recording_config", "chat", "automatic_leave", "variant", "zoom", "join_at"])
def test_whole_parts_may_be_null(field: str):
    assert check_update_bot({field: None}) == {field: None}


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("bot_name", "", "This field may not be blank."),
        ("bot_name", "   ", "This field may not be blank."),
        ("bot_name", "n" * 101, "Ensure this field has no more than 100 characters."),
        ("bot_name", None, "This field may not be null."),
        ("metadata.team", "v" * 501, "Ensure this field has no more than 500 characters."),
        ("metadata.team", {"id": "T1"}, "Not a valid string."),
        ("metadata.team", 1, "Not a valid string."),
        ("colour", "blue", "Unknown field."),
        ("automatic_leave.colour", "blue", "Unknown field."),
        ("automatic_leave.waiting_room_timeout", 29, "Ensure this value is greater than or equal to 30."),
        ("automatic_leave.noone_joined_timeout", 29, "Ensure this value is greater than or equal to 30."),
        ("automatic_leave.in_call_recording_timeout", 0, "Ensure this value is greater than or equal to 1."),
        ("automatic_leave.in_call_recording_timeout", "60", "A valid integer is required."),
        ("automatic_leave.in_call_recording_timeout", True, "A valid integer is required."),
        ("automatic_leave.in_call_recording_timeout", None, "This field may not be null."),
        ("automatic_leave.everyone_left_timeout.timeout", 0, "Ensure this value is greater than or equal to 1."),
        ("automatic_leave.silence_detection.timeout", 9, "Ensure this value is greater than or equal to 10."),
        ("chat.on_bot_join.message", "m" * 4097, "Ensure this field has no more than 4096 characters."),
        ("chat.on_bot_join.send_to", "all", '"all" is not a valid choice.'),
        ("chat.on_bot_join.pin", "yes", "Must be a valid boolean."),
        ("recording_config.video_mixed_layout", "tiles", '"tiles" is not a valid choice.'),
        ("recording_config.retention.hours", 0, "Ensure this value is greater than or equal to 1."),
        ("recording_config.audio_mixed_mp3", True, "Invalid data. Expected a dictionary, but got bool."),
        ("variant.webex", "native", '"native" is not a valid choice.'),
        ("automatic_video_output.in_call_recording.kind", "png", '"png" is not a valid choice.'),
        (
            "automatic_video_output.in_call_recording.b64_data",
            "A" * 1_835_009,
            "Ensure this field has no more than 1835008 characters.",
        ),
        ("output_media.camera.config.url", "example.com", "Enter a valid URL."),
        ("zoom.user_email", "nobody", "Enter a valid email address."),
        ("google_meet.google_login_group_id", "g1", "Must be a valid UUID."),
        ("breakout_room.mode", "lobby", '"lobby" is not a valid choice.'),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_place(path: str, value: Any, sentence: str):
    [(place, told)] = _leaves(_refusal(_with(path, value))).items()

    assert place.removesuffix(".non_field_errors") == path
    assert told == sentence


def test_the_number_form_of_everyone_left_is_refused():
    errors = _refusal({"automatic_leave": {"everyone_left_timeout": 60}})

    assert "everyone_left_timeout" in errors["automatic_leave"]


@pytest.mark.parametrize(
    "provider",
    [
        {"recallai_streaming": {}},
        {"recallai_streaming": {"language_code": "en", "mode": "prioritize_low_latency"}},
        {"meeting_captions": {}},
        {"deepgram_streaming": {"language": "en-US", "model": "nova-3", "smart_format": "true"}},
        {"assembly_ai_v3_streaming": {"format_turns": True}},
        {"assembly_ai_async_chunked": {"language_detection": True}},
        {"gladia_v2_streaming": {"language_config": {"languages": ["en"], "code_switching": True}}},
        {"rev_streaming": {"language": "en"}},
        {"aws_transcribe_streaming": {"language_code": "en-US"}},
        {"aws_transcribe_streaming": {"identify_language": True, "language_options": "en-US,fr-FR"}},
        {"speechmatics_streaming": {"language": "en"}},
    ],
)
def test_one_provider_of_transcription_is_taken(provider: dict[str, Any]):
    config = _transcribed_by(provider)

    assert check_update_bot(config) == config


@pytest.mark.parametrize(
    "provider",
    [
        {},
        {"recallai_streaming": {}, "meeting_captions": {}},
        {"recallai_async": {}},
        {"recallai_streaming": {"language_code": "xx"}},
        {"recallai_streaming": {"language_code": "de", "mode": "prioritize_low_latency"}},
        {"recallai_streaming": {"language_code": "en", "mode": "prioritize_low_latency", "key_terms": ["Acme"]}},
        {"meeting_captions": {"language": "en"}},
        {"aws_transcribe_streaming": {}},
        {"aws_transcribe_streaming": {"language_code": "en", "identify_language": True, "language_options": "en"}},
        {"aws_transcribe_streaming": {"identify_language": False, "language_options": "en"}},
        {"speechmatics_streaming": {}},
    ],
)
def test_any_other_transcription_is_refused(provider: dict[str, Any]):
    assert "recording_config" in _refusal(_transcribed_by(provider))


@pytest.mark.parametrize(
    "config",
    [
        {"recording_config": {"video_separate_mp4": {}}},
        {"recording_config": {"retention": {"type": "forever", "hours": 1}}},
        {"recording_config": {"retention": {"hours": 1}}},
        {"recording_config": {"transcript": {}}},
        {"recording_config": {"realtime_endpoints": [{"type": "webhook", "url": "ws://example.com", "events": []}]}},
        {"recording_config": {"realtime_endpoints": [{"type": "websocket", "events": ["transcript.data"]}]}},
        {"recording_config": {"realtime_endpoints": [{"type": "desktop_sdk_callback", "events": ["no.such"]}]}},
        {
            "output_media": {"camera": WEBPAGE},
            "automatic_audio_output": {"in_call_recording": {"data": {"kind": "mp3", "b64_data": "AAAA"}}},
        },
        {"breakout_room": {"mode": "join_specific_room"}},
        {"chat": {"on_bot_join": {"message": "Recording."}}},
        {"meeting_url": "https://evil-zoom.us/j/81234567890"},
    ],
)
def test_what_does_not_fit_together_is_refused(config: dict[str, Any]):
    assert _refusal(config)


def test_a_new_bot_needs_a_meeting():
    with pytest.raises(Refusal) as refused:
        check_create_bot({"bot_name": ""}, NOW)

    assert json.loads(refused.value.answer.content) == {
        "bot_name": ["This field may not be blank."],
        "meeting_url": ["This field is required."],
    }


@pytest.mark.parametrize("join_at", ["tomorrow", "2026-03-02T10:00:00", "2026-03-02T08:59:59Z", 1772445600])
def test_a_new_bot_joins_at_a_moment_to_come(join_at: Any):
    with pytest.raises(Refusal) as refused:
        check_create_bot({"meeting_url": MEET, "join_at": join_at}, NOW)

    assert list(json.loads(refused.value.answer.content)) == ["join_at"]
