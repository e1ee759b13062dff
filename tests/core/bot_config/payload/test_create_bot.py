from typing import Any

import pytest

from bot.core.bot_config.build import InvalidBotConfig, read_bot_config
from bot.core.bot_config.payload.create_bot import B64_LIMIT
from bot.core.bot_config.settings import LANGUAGES

LOGIN_GROUP = "0e7e0001-1111-4111-8111-111111111111"
PICTURE = {"kind": "jpeg", "b64_data": "/9j/AAAA"}
SOUND = {"in_call_recording": {"data": {"kind": "mp3", "b64_data": "SUQz"}}}
PAGE = {"camera": {"kind": "webpage", "config": {"url": "https://bot.example.com/face"}}}


def a_transcript(**provider: Any) -> dict[str, Any]:
    return {"recording_config": {"transcript": {"provider": provider}}}


def an_endpoint(**endpoint: Any) -> dict[str, Any]:
    return {"recording_config": {"realtime_endpoints": [endpoint]}}


def a_chat(message: str = "Hello", send_to: str = "everyone") -> dict[str, Any]:
    return {"chat": {"on_bot_join": {"send_to": send_to, "message": message}}}


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"bot_name": "n" * 100},
        {"metadata": {"team": "v" * 500, "empty": None}},
        {"meeting_url": "https://meet.example.com/1", "join_at": "2026-03-02T15:00:00Z"},
        {"join_at": None, "recording_config": None, "chat": None, "automatic_leave": None, "zoom": None},
        *[a_transcript(recallai_streaming={"language_code": code}) for code in LANGUAGES],
        a_transcript(recallai_streaming={"language_code": "en", "mode": "prioritize_low_latency"}),
        a_transcript(recallai_streaming={"spelling": [{"find": ["akme"], "replace": "Acme"}], "key_terms": ["Acme"]}),
        a_transcript(meeting_captions={}),
        a_transcript(deepgram_streaming={"language": "de", "model": "nova-3"}),
        a_transcript(speechmatics_streaming={"language": "en"}),
        a_transcript(aws_transcribe_streaming={"language_code": "en-US"}),
        a_transcript(aws_transcribe_streaming={"identify_language": True, "language_options": "en-US,fr-FR"}),
        {"recording_config": {"video_mixed_layout": "gallery_view_v2", "video_separate_mp4": {}}},
        {"recording_config": {"video_mixed_mp4": None, "audio_mixed_mp3": {"metadata": {"a": "b"}}}},
        {"recording_config": {"retention": None}},
        {"recording_config": {"retention": {"type": "timed"}}},
        {"recording_config": {"retention": {"type": "forever"}}},
        an_endpoint(type="webhook", url="https://hooks.example.com/r", events=["transcript.data"]),
        an_endpoint(type="websocket", url="wss://hooks.example.com/r", events=["audio_separate_raw.data"]),
        an_endpoint(type="rtmp", url="rtmp://live.example.com/r", events=["video_mixed_flv.data"]),
        {"automatic_leave": {"waiting_room_timeout": 30, "noone_joined_timeout": 30}},
        {"automatic_leave": {"everyone_left_timeout": {"timeout": 1, "activate_after": 1}}},
        {"automatic_leave": {"silence_detection": {"timeout": 10, "activate_after": 1}}},
        {"automatic_leave": {"in_call_not_recording_timeout": 1, "in_call_recording_timeout": 1}},
        {"automatic_leave": {"recording_permission_denied_timeout": 1}},
        {"automatic_leave": {"bot_detection": {"using_participant_events": {"timeout": 10, "activate_after": 1}}}},
        {
            "automatic_leave": {
                "bot_detection": {"using_participant_names": {"matches": ["bot"], "timeout": 10, "activate_after": 1}}
            }
        },
        {"variant": {"zoom": "native", "webex": "web_gpu"}},
        {"automatic_video_output": {"in_call_recording": PICTURE}},
        {"automatic_audio_output": SOUND},
        {"output_media": PAGE},
        {"google_meet": {"google_login_group_id": LOGIN_GROUP}},
        {"zoom": {"zak_url": "https://tokens.example.com/zak", "user_email": "bot@example.com"}},
        {"breakout_room": {"mode": "join_specific_room", "room_id": LOGIN_GROUP}},
    ],
)
def test_what_recall_takes_is_sent_unchanged(config: dict[str, Any]) -> None:
    accepted = read_bot_config(config, "zoom")

    assert accepted.model_dump(mode="json", exclude_unset=True) == config


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ({"bot_nmae": "x"}, "bot_nmae: unknown key; did you mean `bot_name`?"),
        ({"bot_name": ""}, "bot_name: can't be empty"),
        ({"bot_name": "n" * 101}, "bot_name: must have 100 characters or fewer"),
        ({"bot_name": 7}, "bot_name: must be text"),
        ({"metadata": {"team": {"name": "x"}}}, "metadata.team: must be text"),
        ({"metadata": {"team": "v" * 501}}, "metadata.team: must have 500 characters or fewer"),
        ({"recording_config": {"metadata": {"a": 1}}}, "recording_config.metadata.a: must be text"),
        ({"join_at": "2026-03-02T15:00:00"}, "join_at: must include a time zone"),
        ({"join_at": "tomorrow"}, "join_at: must be a time"),
        ({"meeting_url": None}, "meeting_url: can't be null; leave it out"),
        (a_transcript(), "must contain exactly one provider, for example `recallai_streaming: {}`"),
        (a_transcript(meeting_captions={}, recallai_streaming={}), "must contain exactly one provider"),
        (a_transcript(recallai_streaming=None), "must contain exactly one provider"),
        (a_transcript(meeting_captions={"language": "de"}), "language: unknown key; no keys go here"),
        (
            a_transcript(recallai_async={}),
            "only works after a meeting, not with a bot; did you mean `recallai_streaming`?",
        ),
        (a_transcript(deepgram_async={}), "did you mean `deepgram_streaming`?"),
        (
            a_transcript(recallai_streaming={"language_code": "english"}),
            "` isn't a language that Recall.ai can transcribe;",
        ),
        (
            a_transcript(recallai_streaming={"mode": "prioritize_low_latency"}),
            "prioritize_low_latency requires language_code `en` and takes no other option",
        ),
        (
            a_transcript(
                recallai_streaming={
                    "mode": "prioritize_low_latency",
                    "language_code": "en",
                    "key_terms": ["Acme"],
                }
            ),
            "takes no other option",
        ),
        (a_transcript(recallai_streaming={"spelling": [{"find": "a", "replace": "b"}]}), "find: must be a list"),
        (a_transcript(deepgram_streaming={"languge": "de"}), "`languge` isn't known here; did you mean `language`?"),
        (a_transcript(speechmatics_streaming={}), "requires a `language`"),
        (a_transcript(aws_transcribe_streaming={}), "requires either `language_code`"),
        (a_transcript(aws_transcribe_streaming={"identify_language": True}), "requires either `language_code`"),
        (
            a_transcript(
                aws_transcribe_streaming={
                    "language_code": "en-US",
                    "identify_language": True,
                    "language_options": "en-US",
                }
            ),
            "requires either `language_code`",
        ),
        (
            {"recording_config": {"video_separate_mp4": {}}},
            "video_separate_mp4 and video_separate_png require video_mixed_layout `gallery_view_v2`",
        ),
        (
            {"recording_config": {"video_separate_png": {}, "video_mixed_layout": "gallery_view"}},
            "video_separate_mp4 and video_separate_png require video_mixed_layout `gallery_view_v2`",
        ),
        ({"recording_config": {"video_mixed_layout": "galery_view"}}, "did you mean `gallery_view`?"),
        ({"recording_config": {"video_mixed_mp4": True}}, "video_mixed_mp4: must contain keys"),
        ({"recording_config": {"retention": {"type": "timed", "hours": 0}}}, "retention.hours: must be 1 or more"),
        ({"recording_config": {"retention": {"type": "timed", "hour": 5}}}, "retention.hour: unknown key"),
        (
            {"recording_config": {"retention": {"type": "forever", "hours": 5}}},
            "retention.hours: unknown key; allowed here: `type`",
        ),
        ({"recording_config": {"retention": {"type": "for ever"}}}, "`for ever` isn't one of `timed`, `forever`"),
        ({"recording_config": {"retention": {"hours": 5}}}, "retention: requires `type`"),
        (
            an_endpoint(type="webhook", url="http://localhost:3000", events=[]),
            "realtime_endpoints[0].url: contains an address on a local machine",
        ),
        (an_endpoint(type="webhook", url="wss://a.test", events=[]), "realtime_endpoints[0].url"),
        (
            an_endpoint(type="webhook", url="https://a.test", events=["transcript.dta"]),
            "events[0]: `transcript.dta` isn't a valid choice; did you mean `transcript.data`?",
        ),
        ({"chat": {"on_bot_join": {"message": "Hello"}}}, "chat.on_bot_join.send_to: is missing"),
        ({"chat": {"on_bot_join": None}}, "chat.on_bot_join: can't be null"),
        ({"chat": {"on_participant_join": {"message": "Hello"}}}, "exclude_host: is missing"),
        (a_chat("n" * 4097), "must have 4096 characters or fewer"),
        (a_chat(""), "message: can't be empty"),
        (a_chat("see http://127.0.0.1:8000/x"), "contains an address on a local machine"),
        (a_chat(send_to="all"), "send_to: must be one of `host`, `everyone` or `everyone_except_host`"),
        ({"automatic_leave": {"waiting_room_timeout": 29}}, "waiting_room_timeout: must be 30 or more"),
        ({"automatic_leave": {"noone_joined_timeout": 29}}, "noone_joined_timeout: must be 30 or more"),
        ({"automatic_leave": {"waiting_room_timeout": 60.5}}, "must be a whole number"),
        ({"automatic_leave": {"waiting_room_timeout": True}}, "must be a whole number"),
        ({"automatic_leave": {"everyone_left_timeout": 60}}, "must contain keys: `{timeout: 60, activate_after: 1}`"),
        ({"automatic_leave": {"everyone_left_timeout": {"timeout": 60}}}, "activate_after: is missing"),
        ({"automatic_leave": {"everyone_left_timeout": {"timeout": 0, "activate_after": 1}}}, "1 or more"),
        ({"automatic_leave": {"in_call_not_recording_timeout": 0}}, "1 or more"),
        ({"automatic_leave": {"in_call_recording_timeout": 0}}, "1 or more"),
        ({"automatic_leave": {"recording_permission_denied_timeout": 0}}, "1 or more"),
        ({"automatic_leave": {"silence_detection": {"timeout": 9}}}, "10 or more"),
        ({"automatic_leave": {"bot_detection": {"using_participant_events": {"timeout": 9}}}}, "10 or more"),
        (
            {"automatic_leave": {"bot_detection": {"using_participant_names": {"timeout": 10}}}},
            "matches: is missing",
        ),
        ({"variant": {"google_meet": "native"}}, "variant.google_meet: must be one of"),
        (
            {"automatic_video_output": {"in_call_recording": {"kind": "png", "b64_data": "AAAA"}}},
            "kind: must be one of `jpeg`",
        ),
        (
            {"automatic_video_output": {"in_call_recording": {**PICTURE, "b64_data": "A" * (B64_LIMIT + 1)}}},
            "must have 1835008 characters or fewer",
        ),
        (
            {"automatic_audio_output": SOUND, "output_media": PAGE},
            "use automatic_audio_output or output_media, not both",
        ),
        ({"google_meet": {"google_login_group_id": "sales"}}, "google_login_group_id"),
        ({"zoom": {"user_email": "nobody"}}, "zoom.user_email"),
        ({"breakout_room": {"mode": "join_specific_room"}}, "breakout_room.room_id: is missing"),
    ],
)
def test_what_recall_would_refuse_or_ignore_is_refused_with_its_place(config: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidBotConfig) as raised:
        read_bot_config(config, "zoom")

    assert complaint in str(raised.value)


def test_every_problem_is_named() -> None:
    with pytest.raises(InvalidBotConfig) as raised:
        read_bot_config({"bot_name": "", "chta": {}, "variant": {"zoom": "nativ"}}, None)

    assert {problem.path for problem in raised.value.problems} == {"bot_name", "chta", "variant.zoom"}


@pytest.mark.parametrize(
    ("platform", "config", "path"),
    [
        ("google_meet", a_chat("n" * 501), "chat.on_bot_join.message"),
        (None, a_chat("n" * 501), "chat.on_bot_join.message"),
        ("google_meet", a_chat(send_to="host"), "chat.on_bot_join.send_to"),
        ("microsoft_teams", a_chat(send_to="everyone_except_host"), "chat.on_bot_join.send_to"),
        ("webex", a_chat(), "chat.on_bot_join"),
        ("goto_meeting", {"chat": {"on_participant_join": {"message": "Hi", "exclude_host": True}}}, "chat"),
        ("google_meet", {"automatic_leave": {"waiting_room_timeout": 601}}, "automatic_leave.waiting_room_timeout"),
        ("microsoft_teams", {"automatic_leave": {"waiting_room_timeout": 1801}}, "automatic_leave"),
        ("webex", a_transcript(meeting_captions={}), "recording_config.transcript"),
        ("goto_meeting", a_transcript(meeting_captions={}), "recording_config.transcript"),
        ("microsoft_teams_live", a_transcript(meeting_captions={}), "recording_config.transcript"),
        ("zoom", a_transcript(meeting_captions={}) | {"variant": {"zoom": "native"}}, "recording_config.transcript"),
    ],
)
def test_what_a_platform_would_not_do_is_refused_there(platform: str | None, config: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidBotConfig) as raised:
        read_bot_config(config, platform)

    assert [problem.path.startswith(path) for problem in raised.value.problems] == [True]


@pytest.mark.parametrize(
    ("platform", "config"),
    [
        ("google_meet", a_chat("🙂" * 500)),
        ("microsoft_teams", a_chat("n" * 4096)),
        ("zoom", a_chat(send_to="host")),
        ("google_meet", {"automatic_leave": {"waiting_room_timeout": 600}}),
        ("google_meet", {"automatic_leave": {"noone_joined_timeout": 900}}),
        (None, {"automatic_leave": {"waiting_room_timeout": 5000}}),
        (None, a_transcript(meeting_captions={})),
        ("google_meet", a_transcript(meeting_captions={}) | {"variant": {"zoom": "native"}}),
        ("webex", a_transcript(recallai_streaming={})),
    ],
)
def test_what_a_platform_does_is_accepted_there(platform: str | None, config: dict[str, Any]) -> None:
    assert read_bot_config(config, platform)
