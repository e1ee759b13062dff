"""Define the bot's settings: what a person can choose in the form."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Transcript(StrEnum):
    NONE = "none"
    RECALLAI = "recallai"  # Recall.ai's own, with a language
    CAPTIONS = "captions"  # the platform's captions


class Media(StrEnum):
    SPEAKER = "speaker_view"
    GALLERY = "gallery_view_v2"
    AUDIO_ONLY = "audio_only"


# How long Recall keeps the recording: hours, or a word. "account" leaves it to the account's own default.
Retention = Literal["account", "forever", "none"] | Annotated[int, Field(ge=1)]

CHAT_MESSAGE_LIMIT = 4096


class BotSettings(BaseModel):
    """The settings of one booking. Units are in the names; limits are those of Recall's Create Bot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bot_name: str = Field("Meeting Notetaker", min_length=1, max_length=100)
    transcript: Transcript = Transcript.RECALLAI
    language: str = "auto"  # for Transcript.RECALLAI only
    chat_notice: str = Field("", max_length=CHAT_MESSAGE_LIMIT)  # empty: the bot posts nothing
    media: Media = Media.SPEAKER
    retention: Retention = "account"
    waiting_room_timeout_seconds: int = Field(1200, ge=30)
    everyone_left_timeout_seconds: int = Field(60, ge=1)


ALL_FIELDS = frozenset(BotSettings.model_fields)

# What Recall.ai's own transcription understands. https://docs.recall.ai/docs/recallai-transcription
LANGUAGES = {
    "auto": "Auto-detect",
    "bg": "Bulgarian",
    "ca": "Catalan",
    "zh": "Chinese",
    "hr": "Croatian",
    "cs": "Czech",
    "da": "Danish",
    "nl": "Dutch",
    "en": "English",
    "en_au": "English (Australia)",
    "en_uk": "English (United Kingdom)",
    "en_us": "English (United States)",
    "et": "Estonian",
    "fi": "Finnish",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lv": "Latvian",
    "lt": "Lithuanian",
    "ms": "Malay",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "es": "Spanish",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}
