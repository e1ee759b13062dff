from typing import Any

import pytest

from bot.core.bot_config.build import InvalidBotConfig, build_bot_config
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import ALL_FIELDS, BotSettings, Media, Transcript

ANY_POLICY = Policy()
TAGS = {"recall_schedule_booking": "booking-1", "recall_schedule_revision": "3"}


def built(settings: BotSettings, preset: Preset | None = None, **about: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"platform": "zoom", "metadata": TAGS, "policy": ANY_POLICY}
    return build_bot_config(settings, preset, **{**usual, **about})


def preset_with(**bot_config: Any) -> Preset:
    return Preset(name="Sales", bot_config=bot_config)


def test_the_defaults_make_a_complete_config() -> None:
    config = built(BotSettings(chat_notice="We record."))

    assert config == {
        "bot_name": "Meeting Notetaker",
        "metadata": TAGS,
        "recording_config": {
            "transcript": {"provider": {"recallai_streaming": {"language_code": "auto"}}},
            "video_mixed_layout": "speaker_view",
            "video_mixed_mp4": {},
        },
        "chat": {"on_bot_join": {"send_to": "everyone", "message": "We record."}},
        "automatic_leave": {
            "waiting_room_timeout": 1200,
            "everyone_left_timeout": {"timeout": 60, "activate_after": 1},
        },
    }


@pytest.mark.parametrize(
    ("settings", "recording"),
    [
        (BotSettings(transcript=Transcript.NONE), {"transcript": None}),
        (BotSettings(transcript=Transcript.CAPTIONS), {"transcript": {"provider": {"meeting_captions": {}}}}),
        (BotSettings(media=Media.GALLERY), {"video_mixed_layout": "gallery_view_v2", "video_mixed_mp4": {}}),
        (BotSettings(media=Media.AUDIO_ONLY), {"video_mixed_mp4": None, "audio_mixed_mp3": {}}),
        (BotSettings(retention="forever"), {"retention": {"type": "forever"}}),
        (BotSettings(retention="none"), {"retention": None}),
        (BotSettings(retention=168), {"retention": {"type": "timed", "hours": 168}}),
    ],
)
def test_each_choice_is_said_in_recalls_terms(settings: BotSettings, recording: dict[str, Any]) -> None:
    config = built(settings)

    assert config["recording_config"].items() >= recording.items()


def test_the_accounts_own_retention_is_left_to_the_account() -> None:
    preset = preset_with(recording_config={"retention": {"type": "forever"}})

    config = built(BotSettings(retention="account"), preset)

    assert "retention" not in config["recording_config"]


def test_an_empty_notice_posts_nothing() -> None:
    preset = preset_with(chat={"on_bot_join": {"message": "Hello", "send_to": "everyone"}})

    assert "chat" not in built(BotSettings(chat_notice=" "))
    assert "on_bot_join" not in built(BotSettings(chat_notice=""), preset).get("chat", {})


def test_a_preset_lies_beneath_what_the_form_says() -> None:
    preset = preset_with(
        bot_name="Preset's bot",
        variant={"zoom": "web_4_core"},
        recording_config={"transcript": {"provider": {"recallai_streaming": {"key_terms": ["Acme"]}}}},
        automatic_leave={"noone_joined_timeout": 900, "everyone_left_timeout": {"timeout": 5, "activate_after": 9}},
    )

    config = built(BotSettings(bot_name="Form's bot", language="de"), preset)

    assert config["bot_name"] == "Form's bot"
    assert config["variant"] == {"zoom": "web_4_core"}
    provider = config["recording_config"]["transcript"]["provider"]
    assert provider == {"recallai_streaming": {"key_terms": ["Acme"], "language_code": "de"}}
    assert config["automatic_leave"]["noone_joined_timeout"] == 900
    assert config["automatic_leave"]["everyone_left_timeout"] == {"timeout": 60, "activate_after": 9}


def test_a_field_that_the_form_does_not_show_leaves_the_preset_alone() -> None:
    preset = preset_with(bot_name="Preset's bot", recording_config={"retention": {"type": "forever"}})

    config = built(BotSettings(retention=24), preset, shown_fields=ALL_FIELDS - {"bot_name", "retention"})

    assert config["bot_name"] == "Preset's bot"
    assert config["recording_config"]["retention"] == {"type": "forever"}


def test_a_field_that_no_one_shows_or_presets_still_counts() -> None:
    config = built(BotSettings(retention=24, bot_name="Hidden"), shown_fields=())

    assert config["bot_name"] == "Hidden"
    assert config["recording_config"]["retention"] == {"type": "timed", "hours": 24}


def test_another_transcript_takes_the_place_of_the_presets() -> None:
    preset = preset_with(recording_config={"transcript": {"provider": {"deepgram_streaming": {"language": "de"}}}})
    captions = BotSettings(transcript=Transcript.CAPTIONS)

    chosen_in_the_form = built(captions, preset, shown_fields=ALL_FIELDS)
    form_without_the_field = built(captions, preset)

    assert chosen_in_the_form["recording_config"]["transcript"]["provider"] == {"meeting_captions": {}}
    provider = form_without_the_field["recording_config"]["transcript"]["provider"]
    assert provider == {"deepgram_streaming": {"language": "de"}}


def test_audio_only_records_no_ones_video() -> None:
    preset = preset_with(recording_config={"video_mixed_layout": "gallery_view_v2", "video_separate_mp4": {}})

    recording = built(BotSettings(media=Media.AUDIO_ONLY), preset)["recording_config"]

    assert recording["video_mixed_mp4"] is None
    assert "video_separate_mp4" not in recording


def test_extra_keys_are_sent_as_they_are() -> None:
    preset = Preset(
        name="New",
        bot_config={"recording_config": {"transcript": {"provider": {"recallai_streaming": {}}}}},
        bot_config_extra={
            "hologram": {"on": True},
            "recording_config": {"transcript": {"provider": {"recallai_streaming": {"language_code": "sw"}}}},
        },
    )

    config = built(BotSettings(), preset)

    assert config["hologram"] == {"on": True}
    provider = config["recording_config"]["transcript"]["provider"]
    assert provider == {"recallai_streaming": {"language_code": "sw"}}


def test_nothing_takes_our_tags_away() -> None:
    theirs = {"recall_schedule_booking": "another", "team": "sales"}
    preset = Preset(name="Tags", bot_config={"metadata": theirs}, bot_config_extra={"metadata": {**theirs, "n": "1"}})

    metadata = built(BotSettings(), preset)["metadata"]

    assert metadata == {**TAGS, "team": "sales", "n": "1"}


@pytest.mark.parametrize(("platform", "seconds"), [("google_meet", 600), ("microsoft_teams", 1800), ("zoom", 4000)])
def test_a_wait_in_the_lobby_is_no_longer_than_the_platform_allows(platform: str, seconds: int) -> None:
    config = built(BotSettings(waiting_room_timeout_seconds=4000), platform=platform)

    assert config["automatic_leave"]["waiting_room_timeout"] == seconds


@pytest.mark.parametrize(("platform", "length"), [("google_meet", 500), (None, 500), ("zoom", 900)])
def test_a_notice_is_cut_where_the_platform_would_refuse_it(platform: str | None, length: int) -> None:
    config = built(BotSettings(chat_notice="🙂" * 900), platform=platform)

    assert len(config["chat"]["on_bot_join"]["message"]) == length


@pytest.mark.parametrize(
    ("platform", "send_to"), [("zoom", "host"), ("microsoft_teams", "everyone"), (None, "everyone")]
)
def test_a_notice_goes_to_whom_the_platform_can_tell(platform: str | None, send_to: str) -> None:
    preset = preset_with(chat={"on_bot_join": {"send_to": "host", "message": "Hello", "pin": True}})

    config = built(BotSettings(chat_notice="Form's words"), preset, platform=platform)

    assert config["chat"]["on_bot_join"] == {"send_to": send_to, "message": "Form's words", "pin": True}


def test_what_a_platform_cannot_do_is_left_out() -> None:
    settings = BotSettings(chat_notice="We record.", transcript=Transcript.CAPTIONS)

    config = built(settings, platform="webex")

    assert "chat" not in config
    assert config["recording_config"]["transcript"] is None


def test_a_greeting_for_each_guest_is_cut_and_left_out_like_the_notice() -> None:
    preset = preset_with(chat={"on_participant_join": {"message": "n" * 900, "exclude_host": True}})

    on_meet = built(BotSettings(), preset, platform="google_meet")

    assert len(on_meet["chat"]["on_participant_join"]["message"]) == 500
    assert "chat" not in built(BotSettings(), preset, platform="webex")


def test_a_required_notice_is_put_in_whole_and_for_everyone() -> None:
    policy = Policy(required_notice="We record this call.")
    preset = preset_with(chat={"on_bot_join": {"send_to": "host", "message": "Hello"}})

    chat = built(BotSettings(chat_notice="n" * 600), preset, policy=policy, platform=None)["chat"]["on_bot_join"]

    assert chat["message"].startswith("We record this call.\nnnn")
    assert len(chat["message"]) == 500
    assert built(BotSettings(chat_notice="Hi"), preset, policy=policy)["chat"]["on_bot_join"]["send_to"] == "everyone"


def test_a_required_notice_that_cannot_be_posted_stops_the_booking() -> None:
    policy = Policy(required_notice="We record this call.")

    with pytest.raises(InvalidBotConfig, match="bots can't use chat on Webex"):
        built(BotSettings(), policy=policy, platform="webex")


@pytest.mark.parametrize("retention", ["account", "forever", 169])
def test_nothing_is_kept_longer_than_the_policy_allows(retention: Any) -> None:
    policy = Policy(max_retention_hours=168)

    config = built(BotSettings(retention=retention), policy=policy)

    assert config["recording_config"]["retention"] == {"type": "timed", "hours": 168}
    assert built(BotSettings(retention="none"), policy=policy)["recording_config"]["retention"] is None


@pytest.mark.parametrize(("longest", "kept"), [(168, {"type": "timed"}), (167, {"type": "timed", "hours": 167})])
def test_recalls_own_seven_days_count_for_the_policy(longest: int, kept: dict[str, Any]) -> None:
    preset = preset_with(recording_config={"retention": {"type": "timed"}})
    policy = Policy(max_retention_hours=longest)

    config = built(BotSettings(), preset, policy=policy, shown_fields=())

    assert config["recording_config"]["retention"] == kept


def test_a_notice_of_just_the_longest_length_stays_whole() -> None:
    config = built(BotSettings(chat_notice="n" * 500), platform="google_meet")

    assert config["chat"]["on_bot_join"]["message"] == "n" * 500


def test_an_impossible_mixture_is_refused_with_its_place() -> None:
    preset = preset_with(
        recording_config={"transcript": {"provider": {"recallai_streaming": {"mode": "prioritize_low_latency"}}}}
    )

    with pytest.raises(InvalidBotConfig, match="language_code `en`") as raised:
        built(BotSettings(language="de"), preset)

    assert raised.value.problems[0].path.startswith("recording_config.transcript.provider")
