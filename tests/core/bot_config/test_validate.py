from typing import Any

import pytest

from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.settings import BotSettings, Media, Transcript
from bot.core.bot_config.validate import apply_policy, check_settings, starting_settings

ANY_POLICY = Policy()
NOTICE = "We record this call."


def problems(settings: BotSettings, platform: str | None = "zoom", **rules: Any) -> dict[str, str]:
    preset = rules.pop("preset", None)
    found = check_settings(settings, platform, Policy(**rules), preset)
    return {problem.field: problem.sentence for problem in found}


@pytest.mark.parametrize("platform", [None, "zoom", "google_meet", "microsoft_teams", "webex", "a_new_platform"])
def test_the_defaults_have_no_problem_anywhere(platform: str | None) -> None:
    assert check_settings(BotSettings(), platform, ANY_POLICY) == []


@pytest.mark.parametrize(
    ("settings", "platform", "field", "words"),
    [
        (BotSettings(bot_name="  "), "zoom", "bot_name", "Name the bot"),
        (BotSettings(bot_name="http://localhost"), "zoom", "bot_name", "localhost"),
        (BotSettings(language="German"), "zoom", "language", "its code is `de`"),
        (BotSettings(language="en_usa"), "zoom", "language", "did you mean `en_us`?"),
        (BotSettings(transcript=Transcript.CAPTIONS), "webex", "transcript", "can't read captions on Webex"),
        (BotSettings(transcript=Transcript.CAPTIONS), "goto_meeting", "transcript", "captions on GoTo Meeting"),
        (BotSettings(chat_notice="Hi"), "webex", "chat_notice", "Bots can't use chat on"),
        (BotSettings(chat_notice="n" * 501), "google_meet", "chat_notice", "Google Meet allows 500"),
        (BotSettings(chat_notice="n" * 501), "google_meet", "chat_notice", "Remove 1."),
        (BotSettings(chat_notice="n" * 501), None, "chat_notice", "which this link may lead to, allows 500"),
        (
            BotSettings(chat_notice="n" * 501),
            "a_new_platform",
            "chat_notice",
            "allows 500",
        ),
        (
            BotSettings(chat_notice="see http://localhost:80"),
            "zoom",
            "chat_notice",
            "Remove the local address (localhost): Recall doesn't accept it.",
        ),
    ],
)
def test_what_a_person_can_mend_is_said_at_its_field(
    settings: BotSettings, platform: str | None, field: str, words: str
) -> None:
    found = problems(settings, platform)

    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    ("settings", "platform"),
    [
        (BotSettings(chat_notice="🙂" * 500), "google_meet"),
        (BotSettings(chat_notice="n" * 4096), "zoom"),
        (BotSettings(chat_notice=" "), "webex"),
        (BotSettings(waiting_room_timeout_seconds=5000), "google_meet"),
        (BotSettings(language="German", transcript=Transcript.CAPTIONS), "zoom"),
        (BotSettings(transcript=Transcript.CAPTIONS), None),
    ],
)
def test_what_is_harmless_is_no_problem(settings: BotSettings, platform: str | None) -> None:
    assert problems(settings, platform) == {}


def test_a_required_notice_has_to_be_in_the_message() -> None:
    assert NOTICE in problems(BotSettings(chat_notice="Hello"), required_notice=NOTICE)["chat_notice"]
    assert problems(BotSettings(chat_notice="Hello!\r\n we  RECORD this\ncall."), required_notice=NOTICE) == {}


def test_a_required_notice_without_a_chat_is_for_an_operator() -> None:
    sentence = problems(BotSettings(), "webex", required_notice=NOTICE)["chat_notice"]

    assert "bots can't use chat on Webex" in sentence
    assert "admin" in sentence


@pytest.mark.parametrize(
    ("retention", "is_fine"),
    [("none", True), (1, True), (168, True), (169, False), ("forever", False), ("account", False)],
)
def test_nothing_is_kept_longer_than_the_policy_allows(retention: Any, is_fine: bool) -> None:
    found = problems(BotSettings(retention=retention), max_retention_hours=168)

    assert found == {} if is_fine else "7 days at most" in found["retention"]


def test_without_a_policy_anything_may_be_kept() -> None:
    assert problems(BotSettings(retention="forever")) == {}


@pytest.mark.parametrize(
    ("bot_config", "settings", "field"),
    [
        (
            {
                "recording_config": {
                    "transcript": {"provider": {"recallai_streaming": {"mode": "prioritize_low_latency"}}}
                }
            },
            BotSettings(language="de"),
            "language",
        ),
        ({"recording_config": {"video_separate_mp4": {}}}, BotSettings(media=Media.SPEAKER), "media"),
        ({"variant": {"zoom": "native"}}, BotSettings(transcript=Transcript.CAPTIONS), "transcript"),
    ],
)
def test_what_does_not_go_with_the_preset_is_said(bot_config: Any, settings: BotSettings, field: str) -> None:
    preset = Preset(name="Sales", bot_config=bot_config)

    assert list(problems(settings, preset=preset)) == [field]
    assert problems(settings) == {}


def test_a_transcript_that_the_preset_fixes_is_not_the_persons_to_mend() -> None:
    deepgram = {"recording_config": {"transcript": {"provider": {"deepgram_streaming": {"language": "de"}}}}}

    found = problems(BotSettings(language="klingon"), preset=Preset(name="Sales", bot_config=deepgram))

    assert found == {}


@pytest.mark.parametrize("retention", ["account", "forever", 500, 24, "none"])
@pytest.mark.parametrize("notice", ["", "Hello", f"Hello. {NOTICE}", "n" * 4096])
def test_settings_brought_within_a_policy_have_no_problem_with_it(retention: Any, notice: str) -> None:
    policy = Policy(required_notice=NOTICE, max_retention_hours=168)

    settings = apply_policy(policy, BotSettings(retention=retention, chat_notice=notice))

    assert check_settings(settings, "zoom", policy) == []
    assert settings.retention == (retention if retention in {24, "none"} else 168)


def test_settings_within_the_policy_stay_as_they_are() -> None:
    settings = BotSettings(chat_notice=f"Hello. {NOTICE}", retention="none")

    assert apply_policy(Policy(required_notice=NOTICE, max_retention_hours=1), settings) == settings
    assert apply_policy(ANY_POLICY, BotSettings()) == BotSettings()


def test_a_form_starts_within_the_policy() -> None:
    policy = Policy(required_notice="We record this call.", max_retention_hours=168)
    preset = Preset(name="Sales", settings=BotSettings(chat_notice="Hello", bot_name="Acme"))

    assert starting_settings(None, policy) == BotSettings(chat_notice="We record this call.", retention=168)
    assert starting_settings(preset, policy).chat_notice == "We record this call.\nHello"
    assert starting_settings(preset, policy).bot_name == "Acme"
