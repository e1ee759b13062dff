"""Define the fields of the recording: what is recorded, and how long it is kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.bot_config.durations import hours_in_words, retention_in_words
from bot.core.bot_config.form_fields.row import Bounds, FormField, nest
from bot.core.bot_config.merge import OMITTED, part_of
from bot.core.bot_config.settings import BotSettings, Media, Retention

_RETENTION = ("recording_config", "retention")
_MEDIA = {Media.SPEAKER: "speaker view", Media.GALLERY: "gallery view", Media.AUDIO_ONLY: "audio only"}


def _write_media(settings: BotSettings) -> dict[str, Any]:
    """Audio only is asked for by its files: which file the layout of that name gives is not documented."""
    if settings.media is Media.AUDIO_ONLY:
        separate = {"video_separate_mp4": OMITTED, "video_separate_png": OMITTED}
        return {"recording_config": {"video_mixed_mp4": None, "audio_mixed_mp3": {}, **separate}}
    return {"recording_config": {"video_mixed_layout": settings.media.value, "video_mixed_mp4": {}}}


def _read_media(config: Mapping[str, Any]) -> Any:
    recording = part_of(config, "recording_config")
    if _has_no_video(recording) and recording.get("audio_mixed_mp3") is not None:
        return Media.AUDIO_ONLY
    return recording.get("video_mixed_layout")


def _has_media_of_its_own(config: Mapping[str, Any]) -> bool:
    recording = part_of(config, "recording_config")
    has_no_file = _has_no_video(recording) and recording.get("audio_mixed_mp3") is None
    return has_no_file or recording.get("video_mixed_layout") in {"gallery_view", "audio_only"}


def _has_no_video(recording: Mapping[str, Any]) -> bool:
    return recording.get("video_mixed_mp4", OMITTED) is None


def _check_media(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    recording = part_of(bounds.preset_config, "recording_config")
    separate = any(recording.get(file) is not None for file in ("video_separate_mp4", "video_separate_png"))
    if separate and settings.media is Media.SPEAKER:
        yield ("This preset also records each person separately, which needs gallery view. Choose gallery view.")


def _write_retention(settings: BotSettings) -> dict[str, Any]:
    """https://docs.recall.ai/docs/storage-and-playback"""
    if isinstance(settings.retention, int):
        return nest(_RETENTION, {"type": "timed", "hours": settings.retention})
    words: dict[str, Any] = {"account": OMITTED, "forever": {"type": "forever"}, "none": None}
    return nest(_RETENTION, words[settings.retention])


def _read_retention(config: Mapping[str, Any]) -> Any:
    if part_of(config, "recording_config").get("retention", OMITTED) is None:
        return "none"
    retention = part_of(config, *_RETENTION)
    return retention.get("hours", 168) if retention.get("type") == "timed" else retention.get("type")


def _retention_summary(settings: BotSettings) -> str:
    if settings.retention == "account":
        return ""
    return "not kept" if settings.retention == "none" else f"kept {retention_in_words(settings.retention)}"


def _shorten_retention(settings: BotSettings, bounds: Bounds) -> Retention:
    longest, chosen = bounds.max_retention_hours, settings.retention
    return chosen if longest is None or _is_kept_within(chosen, longest) else longest


def _check_retention(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    longest = bounds.max_retention_hours
    if longest is not None and not _is_kept_within(settings.retention, longest):
        yield f"Your workspace keeps recordings for {hours_in_words(longest)} at most. Choose that or less."


def _retention_beyond_policy(bounds: Bounds) -> str:
    hours = bounds.max_retention_hours or 0
    return f"is longer than policy.max_retention_hours; write {hours} ({hours_in_words(hours)}) or less."


def _is_kept_within(retention: Retention, hours: int) -> bool:
    """The account's own default is not known here, so it counts as too long."""
    return retention <= hours if isinstance(retention, int) else retention == "none"


MEDIA = FormField(
    name="media",
    path=("recording_config", "video_mixed_layout"),
    label="Recording",
    words=lambda settings: _MEDIA[settings.media],
    summary=lambda settings: _MEDIA[settings.media],
    summary_if_fixed="video set by the preset",
    to_config=_write_media,
    from_config=_read_media,
    is_fixed=_has_media_of_its_own,
    check=_check_media,
)
RETENTION = FormField(
    name="retention",
    path=_RETENTION,
    label="Kept",
    words=lambda settings: retention_in_words(settings.retention),
    summary=_retention_summary,
    to_config=_write_retention,
    from_config=_read_retention,
    check=_check_retention,
    bring_within=_shorten_retention,
    beyond_policy=_retention_beyond_policy,
)
