"""Validate `recording_config`: what is recorded, its layout, and how long Recall keeps it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.core.bot_config.payload.transcript_config import TranscriptConfig
from bot.core.bot_config.payload.types import REACHABLE, Metadata, Payload, WebAddress, combination_error

LAYOUT_FOR_SEPARATE_VIDEOS = "gallery_view_v2"


class Artifact(Payload):
    """`{}` switches a kind of file on, null switches it off."""

    metadata: Metadata = Field(default_factory=dict)


class TimedRetention(Payload):
    type: Literal["timed"]
    hours: int = Field(168, ge=1)


class ForeverRetention(Payload):
    type: Literal["forever"]


# The published schema gives both branches one list of types; `type` alone decides.
# https://docs.recall.ai/docs/storage-and-playback
RetentionConfig = Annotated[TimedRetention | ForeverRetention, Field(discriminator="type")]

EventForAll = Literal[
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
]
StreamedEvent = Literal["audio_mixed_raw.data", "video_separate_png.data", "video_separate_h264.data"]


class WebhookEndpoint(Payload):
    """https://docs.recall.ai/docs/real-time-webhook-endpoints"""

    type: Literal["webhook"]
    url: WebAddress
    events: list[EventForAll]
    metadata: Metadata = Field(default_factory=dict)


class WebsocketEndpoint(Payload):
    type: Literal["websocket"]
    url: Annotated[str, Field(pattern=r"^wss?://[^\s/]+"), REACHABLE]
    events: list[Literal[EventForAll, StreamedEvent, "audio_separate_raw.data"]]
    metadata: Metadata = Field(default_factory=dict)


class RtmpEndpoint(Payload):
    type: Literal["rtmp"]
    url: Annotated[str, Field(pattern=r"^rtmps?://[^\s/]+"), REACHABLE]
    events: list[Literal["video_mixed_flv.data"]]
    metadata: Metadata = Field(default_factory=dict)


class DesktopEndpoint(Payload):
    type: Literal["desktop_sdk_callback"]
    events: list[Literal[EventForAll, StreamedEvent]]
    metadata: Metadata = Field(default_factory=dict)


RealtimeEndpoint = Annotated[
    WebhookEndpoint | WebsocketEndpoint | RtmpEndpoint | DesktopEndpoint, Field(discriminator="type")
]


class IncludeBot(Payload):
    audio: bool = False


class RecordingConfig(Payload):
    transcript: TranscriptConfig | None = None
    realtime_endpoints: list[RealtimeEndpoint] = Field(default_factory=list)
    retention: RetentionConfig | None = None  # null: nothing is stored after the call
    video_mixed_layout: Literal["speaker_view", "gallery_view", "gallery_view_v2", "audio_only"] = "speaker_view"
    video_mixed_participant_video_when_screenshare: Literal["hide", "beside", "overlap"] = "overlap"
    start_recording_on: Literal["call_join", "participant_join", "participant_speak", "manual"] = "participant_join"
    include_bot_in_recording: IncludeBot = IncludeBot()
    metadata: Metadata = Field(default_factory=dict)
    video_mixed_mp4: Artifact | None = Artifact()
    video_mixed_flv: Artifact | None = None
    video_separate_mp4: Artifact | None = None
    video_separate_png: Artifact | None = None
    video_separate_h264: Artifact | None = None
    audio_mixed_mp3: Artifact | None = None
    audio_mixed_raw: Artifact | None = None
    audio_separate_mp3: Artifact | None = None
    audio_separate_raw: Artifact | None = None
    participant_events: Artifact | None = Artifact()
    meeting_metadata: Artifact | None = Artifact()

    @model_validator(mode="after")
    def _check_layout(self) -> Self:
        """https://docs.recall.ai/docs/how-to-get-separate-videos-per-participant-async"""
        has_separate_videos = self.video_separate_mp4 is not None or self.video_separate_png is not None
        if has_separate_videos and self.video_mixed_layout != LAYOUT_FOR_SEPARATE_VIDEOS:
            raise combination_error(
                "video_separate_mp4 and video_separate_png require video_mixed_layout `gallery_view_v2`."
            )
        return self
