"""Define `recording_config` of Create Bot. https://docs.recall.ai/reference/bot_create"""

from typing import Annotated, Literal, Required
from urllib.parse import urlsplit

from pydantic import AfterValidator
from typing_extensions import TypedDict

from bot.sandbox.recall.fields import Link, Metadata, Seconds, Words, settings
from bot.sandbox.recall.transcript_config import TranscriptConfig

_WEBHOOK_EVENTS = {
    "participant_events.join",
    "participant_events.leave",
    "participant_events.update",
    "participant_events.speech_on",
    "participant_events.speech_off",
    "participant_events.webcam_on",
    "participant_events.webcam_off",
    "participant_events.screenshare_on",
    "participant_events.screenshare_off",
    "participant_events.chat_message",
    "transcript.data",
    "transcript.partial_data",
    "transcript.provider_data",
}
_STREAMS = {"audio_mixed_raw.data", "video_separate_png.data", "video_separate_h264.data"}
_EVENTS = {
    "webhook": _WEBHOOK_EVENTS,
    "websocket": _WEBHOOK_EVENTS | _STREAMS | {"audio_separate_raw.data"},
    "rtmp": {"video_mixed_flv.data"},
    "desktop_sdk_callback": _WEBHOOK_EVENTS | _STREAMS,
}
_SCHEMES = {"webhook": {"http", "https"}, "websocket": {"ws", "wss"}, "rtmp": {"rtmp", "rtmps"}}


@settings
class Artifact(TypedDict, total=False):
    metadata: Metadata


@settings
class Retention(TypedDict, total=False):
    type: Required[Literal["timed", "forever"]]
    hours: Seconds


def _counts_only_when_timed(retention: Retention) -> Retention:
    if retention["type"] == "forever" and "hours" in retention:
        raise ValueError("hours belongs to a timed retention.")
    return retention


@settings
class BotSound(TypedDict, total=False):
    audio: bool


@settings
class RealtimeEndpoint(TypedDict, total=False):
    type: Required[Literal["webhook", "websocket", "rtmp", "desktop_sdk_callback"]]
    url: Link
    events: Required[list[Words]]
    metadata: Metadata


def _fits_its_type(endpoint: RealtimeEndpoint) -> RealtimeEndpoint:
    kind, url = endpoint["type"], endpoint.get("url", "")
    if urlsplit(url).scheme not in _SCHEMES.get(kind, {""}):
        raise ValueError(f"The url does not fit an endpoint of type {kind}.")
    if unknown := set(endpoint["events"]) - _EVENTS[kind]:
        raise ValueError(f'"{min(unknown)}" is not a valid choice of event.')
    return endpoint


@settings
class RecordingConfig(TypedDict, total=False):
    transcript: TranscriptConfig | None
    realtime_endpoints: list[Annotated[RealtimeEndpoint, AfterValidator(_fits_its_type)]]
    retention: Annotated[Retention, AfterValidator(_counts_only_when_timed)] | None
    video_mixed_layout: Literal["speaker_view", "gallery_view", "gallery_view_v2", "audio_only"]
    video_mixed_participant_video_when_screenshare: Literal["hide", "beside", "overlap"]
    start_recording_on: Literal["call_join", "participant_join", "participant_speak", "manual"]
    include_bot_in_recording: BotSound
    metadata: Metadata
    video_mixed_mp4: Artifact | None
    video_mixed_flv: Artifact | None
    audio_mixed_mp3: Artifact | None
    audio_mixed_raw: Artifact | None
    participant_events: Artifact | None
    meeting_metadata: Artifact | None
    video_separate_mp4: Artifact | None
    video_separate_png: Artifact | None
    video_separate_h264: Artifact | None
    audio_separate_raw: Artifact | None
    audio_separate_mp3: Artifact | None


def separates_video_only_in_the_new_gallery(config: RecordingConfig) -> RecordingConfig:
    is_separate = config.get("video_separate_mp4") is not None or config.get("video_separate_png") is not None
    if is_separate and config.get("video_mixed_layout") != "gallery_view_v2":
        raise ValueError("Separate video needs video_mixed_layout gallery_view_v2.")
    return config
