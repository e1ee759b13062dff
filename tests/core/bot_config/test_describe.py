import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.bot_config.describe import difference, settings_line
from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import LANGUAGES, BotSettings, Media, Transcript


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (BotSettings(retention=168), "Transcript by Recall.ai (auto), speaker view, kept 7 days"),
        (BotSettings(language="de"), "Transcript by Recall.ai (German), speaker view"),
        (
            BotSettings(transcript=Transcript.CAPTIONS, media=Media.GALLERY, retention="forever"),
            "Meeting captions, gallery view, kept forever",
        ),
        (
            BotSettings(transcript=Transcript.NONE, media=Media.AUDIO_ONLY, retention="none"),
            "No transcript, audio only, not kept",
        ),
    ],
)
def test_the_cards_line_says_the_settings_shortly(settings: BotSettings, line: str) -> None:
    assert settings_line(settings) == line


def test_the_cards_line_does_not_claim_what_a_preset_decides() -> None:
    preset = Preset(
        name="Sales",
        bot_config={
            "recording_config": {
                "transcript": {"provider": {"deepgram_streaming": {"language": "de"}}},
                "video_mixed_layout": "gallery_view",
            }
        },
    )

    line = settings_line(preset.settings, preset)

    assert line == "Transcript set by the preset, video set by the preset"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"bot_name": "Acme"}, "Bot name: Meeting Notetaker → Acme"),
        ({"language": "de"}, "Transcript: Recall.ai (auto) → Recall.ai (German)"),
        ({"transcript": "captions", "language": "de"}, "Transcript: Recall.ai (auto) → the meeting's captions"),
        ({"transcript": "none"}, "Transcript: Recall.ai (auto) → none"),
        ({"chat_notice": "Hello"}, "Chat message: none → Hello"),
        ({"media": "audio_only"}, "Recording: speaker view → audio only"),
        ({"retention": 36}, "Kept: for your account's default period → 36 hours"),
        ({"waiting_room_timeout_seconds": 90}, "Lobby wait: 20 minutes → 90 seconds"),
        ({"everyone_left_timeout_seconds": 120}, "Leaves an empty meeting after: 1 minute → 2 minutes"),
    ],
)
def test_each_changed_setting_is_one_line(changes: dict[str, object], line: str) -> None:
    changed = BotSettings.model_validate(changes)

    assert [str(change) for change in difference(BotSettings(), changed)] == [line]


def test_a_language_that_no_transcript_uses_is_no_difference() -> None:
    captions = BotSettings(transcript=Transcript.CAPTIONS)

    assert difference(captions, captions.model_copy(update={"language": "de"})) == []


def test_long_messages_are_shown_where_they_part() -> None:
    start = "a" * 1000

    (change,) = difference(BotSettings(chat_notice=f"{start}old"), BotSettings(chat_notice=f"{start}new{'b' * 500}"))

    assert change.before == f"…{'a' * 20}old"
    assert change.after.startswith(f"…{'a' * 20}newbbb")
    assert change.after.endswith("b…")
    assert len(change.after) < 130


def test_a_message_that_fits_is_shown_whole() -> None:
    (change,) = difference(BotSettings(chat_notice="a" * 119 + "b"), BotSettings(chat_notice="a" * 119 + "c"))

    assert (change.before, change.after) == ("a" * 119 + "b", "a" * 119 + "c")


@given(st.text(max_size=300), st.text(max_size=300))
def test_what_differs_never_looks_the_same(old: str, new: str) -> None:
    for change in difference(BotSettings(chat_notice=old), BotSettings(chat_notice=new)):
        assert change.before != change.after


def test_languages_begin_with_detecting_them_and_go_by_name() -> None:
    codes, names = list(LANGUAGES), list(LANGUAGES.values())

    assert codes[0] == "auto"
    assert names[1:] == sorted(names[1:])
    assert len(set(names)) == len(codes) == 38
