"""Define `automatic_leave` of Create Bot; all values are seconds. https://docs.recall.ai/reference/bot_create"""

from typing_extensions import TypedDict

from bot.sandbox.recall.fields import HalfMinute, Seconds, TenSeconds, Words, settings


@settings
class EveryoneLeft(TypedDict, total=False):
    timeout: Seconds
    activate_after: Seconds | None


@settings
class Detection(TypedDict, total=False):
    timeout: TenSeconds
    activate_after: Seconds


@settings
class OnlyBotsByNames(TypedDict):
    matches: list[Words]
    timeout: TenSeconds
    activate_after: Seconds


@settings
class BotDetection(TypedDict, total=False):
    using_participant_events: Detection
    using_participant_names: OnlyBotsByNames


@settings
class AutomaticLeave(TypedDict, total=False):
    waiting_room_timeout: HalfMinute
    noone_joined_timeout: HalfMinute
    everyone_left_timeout: EveryoneLeft
    in_call_not_recording_timeout: Seconds
    in_call_recording_timeout: Seconds
    recording_permission_denied_timeout: Seconds
    silence_detection: Detection
    bot_detection: BotDetection
