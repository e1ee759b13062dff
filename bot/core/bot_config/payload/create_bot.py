"""Validate `bot_config` as Recall's Create Bot takes it, with the vendor's limits.

A payload that Recall would refuse, or would quietly not carry out, cannot be built.

https://docs.recall.ai/reference/bot_create
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.core.bot_config.payload.recording_config import RecordingConfig
from bot.core.bot_config.payload.types import (
    REACHABLE,
    Identifier,
    Metadata,
    Omissible,
    Payload,
    Text,
    WebAddress,
    combination_error,
)
from bot.core.bot_config.settings import CHAT_MESSAGE_LIMIT

B64_LIMIT = 1_835_008  # characters; https://docs.recall.ai/docs/output-video-in-meetings

B64Data = Annotated[str, Field(max_length=B64_LIMIT, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
ChatMessage = Annotated[str, Field(min_length=1, max_length=CHAT_MESSAGE_LIMIT), REACHABLE]
WebVariant = Literal["web", "web_4_core", "web_gpu"]


class ChatOnBotJoin(Payload):
    send_to: Literal["host", "everyone", "everyone_except_host"]
    message: ChatMessage
    pin: bool = False


class ChatOnParticipantJoin(Payload):
    message: ChatMessage
    exclude_host: bool


class Chat(Payload):
    """https://docs.recall.ai/docs/sending-chat-messages"""

    on_bot_join: Omissible[ChatOnBotJoin] = None
    on_participant_join: Omissible[ChatOnParticipantJoin] = None


class EveryoneLeft(Payload):
    timeout: int = Field(2, ge=1)
    activate_after: int = Field(ge=1)  # Recall wants it although the published schema does not say so


class SilenceDetection(Payload):
    timeout: int = Field(3600, ge=10)
    activate_after: int = Field(1200, ge=1)


class BotDetectionByEvents(Payload):
    timeout: int = Field(600, ge=10)
    activate_after: int = Field(1200, ge=1)


class BotDetectionByNames(Payload):
    matches: list[Text]
    timeout: int = Field(ge=10)
    activate_after: int = Field(ge=1)


class BotDetection(Payload):
    using_participant_events: Omissible[BotDetectionByEvents] = None
    using_participant_names: Omissible[BotDetectionByNames] = None


def _refuse_number(value: Any) -> Any:
    if isinstance(value, int):
        raise ValueError(f"must contain keys: `{{timeout: {value}, activate_after: 1}}`.")  # noqa: TRY004 - pydantic wants ValueError
    return value


class AutomaticLeave(Payload):
    """In seconds. https://docs.recall.ai/docs/automatic-leaving-behavior"""

    waiting_room_timeout: int = Field(1200, ge=30)
    noone_joined_timeout: int = Field(1200, ge=30)
    everyone_left_timeout: Omissible[Annotated[EveryoneLeft, BeforeValidator(_refuse_number)]] = None
    in_call_not_recording_timeout: int = Field(3600, ge=1)
    in_call_recording_timeout: Omissible[Annotated[int, Field(ge=1)]] = None
    recording_permission_denied_timeout: int = Field(30, ge=1)
    silence_detection: SilenceDetection = SilenceDetection()
    bot_detection: BotDetection = BotDetection()


class Variant(Payload):
    zoom: Literal[WebVariant, "native"] = "web"
    google_meet: WebVariant = "web"
    microsoft_teams: WebVariant = "web"
    webex: WebVariant = "web"


class Picture(Payload):
    kind: Literal["jpeg"]
    b64_data: B64Data


class AutomaticVideoOutput(Payload):
    in_call_recording: Omissible[Picture] = None
    in_call_not_recording: Omissible[Picture] = None


class Sound(Payload):
    kind: Literal["mp3"]
    b64_data: B64Data


class Replay(Payload):
    debounce_interval: int
    debounce_mode: Literal["leading", "trailing"] = "trailing"
    disable_after: Omissible[int] = None


class SoundOutput(Payload):
    data: Sound
    replay_on_participant_join: Omissible[Replay] = None


class AutomaticAudioOutput(Payload):
    in_call_recording: SoundOutput


class PageAddress(Payload):
    url: WebAddress


class WebPage(Payload):
    kind: Literal["webpage"]
    config: PageAddress


class OutputMedia(Payload):
    camera: Omissible[WebPage] = None
    screenshare: Omissible[WebPage] = None


class Zoom(Payload):
    join_token_url: Omissible[WebAddress] = None
    zak_url: Omissible[WebAddress] = None
    obf_token_url: Omissible[WebAddress] = None
    user_email: Omissible[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]] = None


class GoogleMeet(Payload):
    google_login_group_id: Identifier | None = None


class MainRoom(Payload):
    mode: Literal["join_main_room"]


class SpecificRoom(Payload):
    mode: Literal["join_specific_room"]
    room_id: Identifier


class InvitedRooms(Payload):
    mode: Literal["auto_accept_all_invites"]


def _check_time_zone(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("must be a time such as 2030-01-31T09:00:00Z.") from None
    if moment.tzinfo is None:
        raise ValueError("must include a time zone, such as Z at the end.")
    return text


class BotConfig(Payload):
    meeting_url: Omissible[WebAddress] = None
    join_at: Annotated[str, AfterValidator(_check_time_zone)] | None = None
    bot_name: Annotated[str, Field(min_length=1, max_length=100), REACHABLE] = "Meeting Notetaker"
    metadata: Metadata = Field(default_factory=dict)
    recording_config: RecordingConfig | None = None
    chat: Chat | None = None
    automatic_leave: AutomaticLeave | None = None
    variant: Variant | None = None
    automatic_video_output: AutomaticVideoOutput | None = None
    automatic_audio_output: AutomaticAudioOutput | None = None
    output_media: OutputMedia | None = None
    zoom: Zoom | None = None
    google_meet: GoogleMeet | None = None
    breakout_room: Annotated[MainRoom | SpecificRoom | InvitedRooms, Field(discriminator="mode")] | None = None

    @model_validator(mode="after")
    def _check_audio_output(self) -> Self:
        """https://docs.recall.ai/docs/output-audio-in-meetings"""
        if self.automatic_audio_output is not None and self.output_media is not None:
            raise combination_error("use automatic_audio_output or output_media, not both.")
        return self
