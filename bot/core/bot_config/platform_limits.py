"""List what a bot can do on each meeting platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.bot_config.settings import CHAT_MESSAGE_LIMIT

EVERYONE = "everyone"
GOOGLE_MEET_MESSAGE_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformLimits:
    """`chat_audiences` is empty where bots cannot write in the chat; `chat_characters` counts code points."""

    name: str
    is_known: bool = True
    chat_audiences: frozenset[str] = frozenset({EVERYONE})
    chat_characters: int = CHAT_MESSAGE_LIMIT
    has_captions: bool = True
    longest_waiting_room_seconds: int | None = None

    @property
    def has_chat(self) -> bool:
        return bool(self.chat_audiences)


def limits_of(platform: str | None) -> PlatformLimits:
    """A platform that we do not know gets the limits that hold on every platform with a chat."""
    return _LIMITS.get(platform or "", _UNKNOWN)


def has_captions(platform: str | None, config: Mapping[str, Any]) -> bool:
    """Whether a bot with this `bot_config` can read the meeting's captions.

    https://docs.recall.ai/docs/meeting-caption-transcription
    """
    is_native = platform == "zoom" and (config.get("variant") or {}).get("zoom") == "native"
    return limits_of(platform).has_captions and not is_native


# Chat: https://docs.recall.ai/docs/sending-chat-messages
# Captions: https://docs.recall.ai/docs/meeting-caption-transcription
# Waiting rooms: https://docs.recall.ai/docs/automatic-leaving-behavior
_UNKNOWN = PlatformLimits(name="this platform", is_known=False, chat_characters=GOOGLE_MEET_MESSAGE_LIMIT)
_ZOOM = PlatformLimits(name="Zoom", chat_audiences=frozenset({"host", EVERYONE, "everyone_except_host"}))
_MEET = PlatformLimits(name="Google Meet", chat_characters=GOOGLE_MEET_MESSAGE_LIMIT, longest_waiting_room_seconds=600)


def _limits_without_chat(name: str) -> PlatformLimits:
    return PlatformLimits(name=name, chat_audiences=frozenset(), has_captions=False)


_LIMITS = {
    "zoom": _ZOOM,
    "zoom_rtms": _ZOOM,
    "google_meet": _MEET,
    "google_meet_media_api": _MEET,
    "microsoft_teams": PlatformLimits(name="Microsoft Teams", longest_waiting_room_seconds=1800),
    "microsoft_teams_live": PlatformLimits(
        name="Microsoft Teams (personal)", has_captions=False, longest_waiting_room_seconds=1800
    ),
    "slack_huddle_observer": PlatformLimits(name="Slack huddle", has_captions=False),
    "webex": _limits_without_chat("Webex"),
    "goto_meeting": _limits_without_chat("GoTo Meeting"),
    "chime_sdk": _limits_without_chat("this platform"),
    "webrtc": _limits_without_chat("this platform"),
}
