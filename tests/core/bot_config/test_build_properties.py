import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.bot_config.build import InvalidBotConfig, build_bot_config, read_bot_config
from bot.core.bot_config.chat_notice import has_notice
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import ALL_FIELDS, LANGUAGES, BotSettings, Media, Transcript
from bot.core.bot_config.validate import check_settings, starting_settings

ANY_POLICY = Policy()
TAGS = {"recall_schedule_booking": "booking-1", "recall_schedule_revision": "3"}
PLATFORMS = [
    None,
    "zoom",
    "google_meet",
    "microsoft_teams",
    "microsoft_teams_live",
    "webex",
    "goto_meeting",
    "slack_huddle_observer",
    "webrtc",
    "a_new_platform",
]

some_settings = st.builds(
    BotSettings,
    bot_name=st.text(min_size=1, max_size=100),
    transcript=st.sampled_from(Transcript),
    language=st.sampled_from(sorted(LANGUAGES)),
    chat_notice=st.text(max_size=40) | st.integers(400, 600).map("n".__mul__),
    media=st.sampled_from(Media),
    retention=st.sampled_from(["account", "forever", "none"]) | st.integers(1, 1000),
    waiting_room_timeout_seconds=st.integers(30, 4000),
    everyone_left_timeout_seconds=st.integers(1, 4000),
)
some_policies = st.builds(
    Policy,
    required_notice=st.sampled_from(["", "We record this call."]),
    max_retention_hours=st.none() | st.integers(1, 1000),
)
some_presets = st.none() | st.builds(
    Preset,
    name=st.just("preset"),
    bot_config=st.fixed_dictionaries(
        {},
        optional={
            "bot_name": st.just("Preset's bot"),
            "metadata": st.just({"team": "sales"}),
            "variant": st.just({"zoom": "native"}),
            "automatic_leave": st.just({"silence_detection": {"timeout": 600}}),
            "chat": st.sampled_from([None, {"on_bot_join": {"message": "Hello", "send_to": "host", "pin": True}}]),
            "recording_config": st.fixed_dictionaries(
                {},
                optional={
                    "transcript": st.sampled_from(
                        [
                            None,
                            {"provider": {"recallai_streaming": {"key_terms": ["Acme"]}}},
                            {"provider": {"recallai_streaming": {"mode": "prioritize_low_latency"}}},
                            {"provider": {"meeting_captions": {}}},
                            {"provider": {"deepgram_streaming": {"language": "de"}}},
                        ]
                    ),
                    "retention": st.sampled_from([None, {"type": "forever"}, {"type": "timed", "hours": 24}]),
                    "video_mixed_layout": st.sampled_from(["gallery_view", "gallery_view_v2"]),
                    "audio_mixed_raw": st.just({}),
                },
            ),
        },
    ),
)


def built(settings: BotSettings, preset: Preset | None = None, **about: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"platform": "zoom", "metadata": TAGS, "policy": ANY_POLICY}
    return build_bot_config(settings, preset, **{**usual, **about})


@given(settings=some_settings, preset=some_presets, policy=some_policies, platform=st.sampled_from(PLATFORMS))
def test_settings_without_a_problem_always_make_a_config_that_can_be_sent(
    settings: BotSettings, preset: Preset | None, policy: Policy, platform: str | None
) -> None:
    if check_settings(settings, platform, policy, preset):
        settings = starting_settings(preset, policy)
    if check_settings(settings, platform, policy, preset):
        return

    config = built(settings, preset, policy=policy, platform=platform)

    assert json.loads(json.dumps(config)) == config
    assert read_bot_config(config, platform)
    assert config["metadata"].items() >= TAGS.items()


@given(settings=some_settings, preset=some_presets)
def test_no_preset_takes_away_what_the_form_says(settings: BotSettings, preset: Preset | None) -> None:
    if check_settings(settings, "microsoft_teams", ANY_POLICY, preset):
        return

    plain = built(settings, platform="microsoft_teams")
    with_preset = built(settings, preset, platform="microsoft_teams", shown_fields=ALL_FIELDS)

    assert _holds(with_preset, plain)
    assert ("retention" in with_preset["recording_config"]) == (settings.retention != "account")
    assert ("chat" in with_preset) == bool(settings.chat_notice.strip())


@given(settings=some_settings, policy=some_policies, preset=some_presets, platform=st.sampled_from(PLATFORMS))
def test_whatever_is_sent_is_within_the_policy(
    settings: BotSettings, policy: Policy, preset: Preset | None, platform: str | None
) -> None:
    try:
        config = built(settings, preset, policy=policy, platform=platform)
    except InvalidBotConfig:
        return

    message = config.get("chat", {}).get("on_bot_join", {}).get("message", "")
    retention = config["recording_config"].get("retention", {"type": "forever"})
    assert has_notice(message, policy.required_notice)
    assert policy.max_retention_hours is None or retention is None or retention["hours"] <= policy.max_retention_hours


def _holds(config: Any, part: Any) -> bool:
    if not isinstance(part, dict):
        return bool(config == part)
    return isinstance(config, dict) and all(key in config and _holds(config[key], part[key]) for key in part)
