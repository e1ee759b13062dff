"""Validate Create Bot, and the `bot_config` of a calendar event. https://docs.recall.ai/reference/bot_create

Stricter than the real one where its answer is not documented: an unknown key is refused, not ignored.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Required

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from bot.sandbox.recall.automatic_leave import AutomaticLeave
from bot.sandbox.recall.fields import (
    Base64,
    ChatMessage,
    Email,
    Identifier,
    Link,
    MeetingLink,
    Metadata,
    Moment,
    Name,
    error_map,
    settings,
)
from bot.sandbox.recall.recording_config import RecordingConfig, separates_video_only_in_the_new_gallery
from bot.sandbox.recall.refusals import field_errors
from bot.sandbox.recall.wire_times import read_instant

WebVariant = Literal["web", "web_4_core", "web_gpu"]


def check_create_bot(payload: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Raises Refusal. Answers the payload as given. A past `join_at` is refused: nothing is documented."""
    errors = _errors(_BOT_CONFIG, payload)
    if "meeting_url" not in payload:
        errors["meeting_url"] = ["This field is required."]
    if "join_at" not in errors and payload.get("join_at") and read_instant(payload["join_at"]) < now:
        errors["join_at"] = ["Must not be in the past."]
    return _check(payload, errors)


def check_update_bot(payload: dict[str, Any]) -> dict[str, Any]:
    """Raises Refusal."""
    return _check(payload, _errors(_BOT_CONFIG, payload))


def check_schedule_bot(payload: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The deduplication key and the `bot_config`. Raises Refusal."""
    _check(payload, _errors(_SCHEDULE_BOT, payload))
    return payload["deduplication_key"], payload["bot_config"]


def _check(payload: dict[str, Any], errors: dict[str, Any]) -> dict[str, Any]:
    if errors:
        raise field_errors(errors)
    return payload


def _errors(adapter: TypeAdapter[Any], payload: dict[str, Any]) -> dict[str, Any]:
    try:
        adapter.validate_python(payload)
    except ValidationError as error:
        return error_map(error)
    return {}


@settings
class Picture(TypedDict):
    kind: Literal["jpeg"]
    b64_data: Base64


@settings
class VideoOutput(TypedDict, total=False):
    in_call_recording: Picture
    in_call_not_recording: Picture


@settings
class Sound(TypedDict):
    kind: Literal["mp3"]
    b64_data: Base64


@settings
class Replay(TypedDict, total=False):
    debounce_interval: Required[int]
    debounce_mode: Literal["leading", "trailing"]
    disable_after: int


@settings
class SoundOutput(TypedDict, total=False):
    data: Required[Sound]
    replay_on_participant_join: Replay


@settings
class AudioOutput(TypedDict):
    in_call_recording: SoundOutput


@settings
class WebpageAddress(TypedDict):
    url: Link


@settings
class Webpage(TypedDict):
    kind: Literal["webpage"]
    config: WebpageAddress


@settings
class OutputMedia(TypedDict, total=False):
    camera: Webpage
    screenshare: Webpage


@settings
class OnBotJoin(TypedDict, total=False):
    send_to: Required[Literal["host", "everyone", "everyone_except_host"]]
    message: Required[ChatMessage]
    pin: bool


@settings
class OnParticipantJoin(TypedDict):
    message: ChatMessage
    exclude_host: bool


@settings
class Chat(TypedDict, total=False):
    on_bot_join: OnBotJoin
    on_participant_join: OnParticipantJoin


@settings
class Variant(TypedDict, total=False):
    zoom: Literal["web", "web_4_core", "web_gpu", "native"]
    google_meet: WebVariant
    microsoft_teams: WebVariant
    webex: WebVariant


@settings
class Zoom(TypedDict, total=False):
    join_token_url: Link
    zak_url: Link
    user_email: Email


@settings
class GoogleMeet(TypedDict, total=False):
    google_login_group_id: Identifier | None


@settings
class BreakoutRoom(TypedDict, total=False):
    mode: Required[Literal["join_main_room", "join_specific_room", "auto_accept_all_invites"]]
    room_id: Identifier


def _names_a_room_only_to_join_it(room: BreakoutRoom) -> BreakoutRoom:
    if (room["mode"] == "join_specific_room") != ("room_id" in room):
        raise ValueError("room_id belongs to join_specific_room.")
    return room


@settings
class BotConfig(TypedDict, total=False):
    meeting_url: MeetingLink
    bot_name: Name
    join_at: Moment | None
    recording_config: Annotated[RecordingConfig, AfterValidator(separates_video_only_in_the_new_gallery)] | None
    output_media: OutputMedia | None
    automatic_video_output: VideoOutput | None
    automatic_audio_output: AudioOutput | None
    chat: Chat | None
    automatic_leave: AutomaticLeave | None
    variant: Variant | None
    zoom: Zoom | None
    google_meet: GoogleMeet | None
    breakout_room: Annotated[BreakoutRoom, AfterValidator(_names_a_room_only_to_join_it)] | None
    metadata: Metadata


def _has_one_source_of_sound(config: BotConfig) -> BotConfig:
    if config.get("automatic_audio_output") is not None and config.get("output_media") is not None:
        raise ValueError("use automatic_audio_output or output_media, not both.")
    return config


CheckedBotConfig = Annotated[BotConfig, AfterValidator(_has_one_source_of_sound)]


@settings
class ScheduleBot(TypedDict):
    # https://docs.recall.ai/docs/scheduling-guide
    deduplication_key: Annotated[str, Field(min_length=1, max_length=2000)]
    bot_config: CheckedBotConfig


_BOT_CONFIG: TypeAdapter[Any] = TypeAdapter(CheckedBotConfig)
_SCHEDULE_BOT: TypeAdapter[Any] = TypeAdapter(ScheduleBot)
