from typing import Any

import pytest

from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import BotSettings, Media, Transcript


@pytest.mark.parametrize(
    ("bot_config", "settings"),
    [
        ({"bot_name": "Acme"}, BotSettings(bot_name="Acme")),
        ({"chat": {"on_bot_join": {"message": "Hi", "send_to": "host"}}}, BotSettings(chat_notice="Hi")),
        ({"recording_config": {"transcript": None}}, BotSettings(transcript=Transcript.NONE)),
        (
            {"recording_config": {"transcript": {"provider": {"meeting_captions": {}}}}},
            BotSettings(transcript=Transcript.CAPTIONS),
        ),
        (
            {"recording_config": {"transcript": {"provider": {"recallai_streaming": {"language_code": "de"}}}}},
            BotSettings(language="de"),
        ),
        ({"recording_config": {"video_mixed_layout": "gallery_view_v2"}}, BotSettings(media=Media.GALLERY)),
        (
            {"recording_config": {"video_mixed_mp4": None, "audio_mixed_mp3": {}}},
            BotSettings(media=Media.AUDIO_ONLY),
        ),
        ({"recording_config": {"audio_mixed_mp3": {}}}, BotSettings(media=Media.SPEAKER)),
        ({"recording_config": {"retention": None}}, BotSettings(retention="none")),
        ({"recording_config": {"retention": {"type": "forever"}}}, BotSettings(retention="forever")),
        ({"recording_config": {"retention": {"type": "timed"}}}, BotSettings(retention=168)),
        (
            {"automatic_leave": {"waiting_room_timeout": 60, "everyone_left_timeout": {"timeout": 5}}},
            BotSettings(waiting_room_timeout_seconds=60, everyone_left_timeout_seconds=5),
        ),
    ],
)
def test_the_form_starts_with_what_bot_config_says(bot_config: dict[str, Any], settings: BotSettings) -> None:
    preset = Preset(name="Sales", bot_config=bot_config)

    assert preset.settings == settings
    assert preset.fixed_fields == set()


def test_settings_outweigh_bot_config() -> None:
    preset = Preset(name="Sales", settings=BotSettings(bot_name="Settings"), bot_config={"bot_name": "Config"})

    assert preset.settings.bot_name == "Settings"


@pytest.mark.parametrize(
    ("recording", "fields"),
    [
        ({"transcript": {"provider": {"deepgram_streaming": {}}}}, {"transcript", "language"}),
        ({"video_mixed_layout": "gallery_view"}, {"media"}),
        ({"video_mixed_layout": "audio_only"}, {"media"}),
        ({"video_mixed_mp4": None}, {"media"}),
    ],
)
def test_the_form_leaves_out_what_it_could_not_show(recording: dict[str, Any], fields: set[str]) -> None:
    assert Preset(name="Sales", bot_config={"recording_config": recording}).fixed_fields == fields
