"""Convert the form's settings to Recall's `bot_config`, and back."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from bot.core.bot_config.settings import BotSettings, Media, Transcript


class _Omitted:
    """Marks a key that the form takes away from what lies beneath it."""


OMITTED: Final = _Omitted()
_OUR_PROVIDERS = {"recallai_streaming": Transcript.RECALLAI, "meeting_captions": Transcript.CAPTIONS}


def deep_merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Deep; `above` wins. Another transcript provider or retention takes the place of the old one whole."""
    result = dict(below)
    for key, value in above.items():
        old = result.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping) and not _is_other_choice(key, old, value):
            result[key] = deep_merge(old, value)
        else:
            result[key] = value
    return result


def _is_other_choice(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return key == "retention" or (key == "provider" and old.keys() != new.keys())


def drop_omitted(config: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: drop_omitted(value) if isinstance(value, Mapping) else value
        for key, value in config.items()
        if value is not OMITTED
    }


def bot_config_of(settings: BotSettings, fields: Iterable[str]) -> dict[str, Any]:
    """May hold OMITTED."""
    config: dict[str, Any] = {}
    for field in sorted(fields):
        config = deep_merge(config, _WRITERS[field](settings))
    return config


def _bot_name(settings: BotSettings) -> dict[str, Any]:
    return {"bot_name": settings.bot_name}


def _transcript(settings: BotSettings) -> dict[str, Any]:
    """Without a provider Recall writes no transcript; an explicit null also takes away a preset's."""
    if settings.transcript is Transcript.NONE:
        return {"recording_config": {"transcript": None}}
    provider = "recallai_streaming" if settings.transcript is Transcript.RECALLAI else "meeting_captions"
    return {"recording_config": {"transcript": {"provider": {provider: {}}}}}


def _language(settings: BotSettings) -> dict[str, Any]:
    if settings.transcript is not Transcript.RECALLAI:
        return {}
    provider = {"recallai_streaming": {"language_code": settings.language}}
    return {"recording_config": {"transcript": {"provider": provider}}}


def _chat_notice(settings: BotSettings) -> dict[str, Any]:
    message = settings.chat_notice
    return {"chat": {"on_bot_join": {"message": message} if message.strip() else OMITTED}}


def _media(settings: BotSettings) -> dict[str, Any]:
    """Audio only is asked for by its files: which file the layout of that name gives is not documented."""
    if settings.media is Media.AUDIO_ONLY:
        separate = {"video_separate_mp4": OMITTED, "video_separate_png": OMITTED}
        return {"recording_config": {"video_mixed_mp4": None, "audio_mixed_mp3": {}, **separate}}
    return {"recording_config": {"video_mixed_layout": settings.media.value, "video_mixed_mp4": {}}}


def _retention(settings: BotSettings) -> dict[str, Any]:
    """https://docs.recall.ai/docs/storage-and-playback"""
    words: dict[str, Any] = {"account": OMITTED, "forever": {"type": "forever"}, "none": None}
    if isinstance(settings.retention, int):
        return {"recording_config": {"retention": {"type": "timed", "hours": settings.retention}}}
    return {"recording_config": {"retention": words[settings.retention]}}


def _waiting_room(settings: BotSettings) -> dict[str, Any]:
    return {"automatic_leave": {"waiting_room_timeout": settings.waiting_room_timeout_seconds}}


def _everyone_left(settings: BotSettings) -> dict[str, Any]:
    return {"automatic_leave": {"everyone_left_timeout": {"timeout": settings.everyone_left_timeout_seconds}}}


_WRITERS: dict[str, Callable[[BotSettings], dict[str, Any]]] = {
    "bot_name": _bot_name,
    "transcript": _transcript,
    "language": _language,
    "chat_notice": _chat_notice,
    "media": _media,
    "retention": _retention,
    "waiting_room_timeout_seconds": _waiting_room,
    "everyone_left_timeout_seconds": _everyone_left,
}


def settings_stated_in(bot_config: Mapping[str, Any]) -> dict[str, Any]:
    """What a preset's `bot_config` says about fields of the form, so that the form starts with it."""
    recording = part_of(bot_config, "recording_config")
    provider = part_of(recording, "transcript", "provider")
    stated = {
        "bot_name": bot_config.get("bot_name"),
        "transcript": _transcript_stated_in(recording, provider),
        "language": part_of(provider, "recallai_streaming").get("language_code"),
        "chat_notice": part_of(bot_config, "chat", "on_bot_join").get("message"),
        "media": _media_stated_in(recording),
        "retention": _retention_stated_in(recording),
        "waiting_room_timeout_seconds": part_of(bot_config, "automatic_leave").get("waiting_room_timeout"),
        "everyone_left_timeout_seconds": part_of(bot_config, "automatic_leave", "everyone_left_timeout").get("timeout"),
    }
    return {field: value for field, value in stated.items() if value is not None and _is_valid(field, value)}


def fields_beyond_the_form(bot_config: Mapping[str, Any]) -> frozenset[str]:
    """Fields for which `bot_config` has a value that the form cannot show: the preset's value stays."""
    recording = part_of(bot_config, "recording_config")
    provider = part_of(recording, "transcript", "provider")
    hidden: set[str] = set()
    if provider and not provider.keys() & _OUR_PROVIDERS.keys():
        hidden |= {"transcript", "language"}
    has_no_file = recording.get("video_mixed_mp4", OMITTED) is None and recording.get("audio_mixed_mp3") is None
    if has_no_file or recording.get("video_mixed_layout") in {"gallery_view", "audio_only"}:
        hidden |= {"media"}
    return frozenset(hidden)


def part_of(document: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    """Empty where the document has something else: what is wrong with it is said elsewhere."""
    for step in path:
        deeper = document.get(step)
        document = deeper if isinstance(deeper, Mapping) else {}
    return document


def _transcript_stated_in(recording: Mapping[str, Any], provider: Mapping[str, Any]) -> Transcript | None:
    if "transcript" in recording and recording["transcript"] is None:
        return Transcript.NONE
    return next((ours for name, ours in _OUR_PROVIDERS.items() if name in provider), None)


def _media_stated_in(recording: Mapping[str, Any]) -> Any:
    if recording.get("video_mixed_mp4", OMITTED) is None and recording.get("audio_mixed_mp3") is not None:
        return Media.AUDIO_ONLY
    return recording.get("video_mixed_layout")


def _retention_stated_in(recording: Mapping[str, Any]) -> Any:
    if recording.get("retention", OMITTED) is None:
        return "none"
    retention = part_of(recording, "retention")
    return retention.get("hours", 168) if retention.get("type") == "timed" else retention.get("type")


def _is_valid(field: str, value: Any) -> bool:
    try:
        BotSettings.model_validate({field: value})
    except ValidationError:
        return False
    return True
