"""Fit a merged `bot_config` to one platform and one policy, and report what cannot be fitted.

Recall accepts without a word what a platform cannot do, so that is left out here; and what the operator
requires is put in.
"""

from collections.abc import Mapping
from typing import Any

from bot.core.bot_config.chat_notice import truncate, with_notice
from bot.core.bot_config.payload.create_bot import BotConfig
from bot.core.bot_config.platform_limits import EVERYONE, PlatformLimits, has_captions, limits_of
from bot.core.bot_config.policy import Policy
from bot.core.bot_config.problems import Problem


def fit_to_platform(config: Mapping[str, Any], platform: str | None, policy: Policy) -> dict[str, Any]:
    limits = limits_of(platform)
    result = dict(config)
    result["recording_config"] = _recording(result, platform, policy.max_retention_hours)
    result["automatic_leave"] = _leaving(result.get("automatic_leave") or {}, limits)
    chat = _chat(result.get("chat") or {}, limits, policy.required_notice)
    return {**result, "chat": chat} if chat else {key: result[key] for key in result if key != "chat"}


def problems_on_platform(config: BotConfig, platform: str | None) -> list[Problem]:
    """What Recall would accept and the platform would not do."""
    limits = limits_of(platform)
    leave, chat = config.automatic_leave, config.chat
    problems = _chat_problems(chat.model_dump(exclude_unset=True), limits) if chat else []
    longest = limits.longest_waiting_room_seconds
    is_set = leave is not None and "waiting_room_timeout" in leave.model_fields_set
    if leave and longest and is_set and leave.waiting_room_timeout > longest:
        sentence = f"{limits.name} ends the wait after {longest} seconds."
        problems.append(Problem("automatic_leave.waiting_room_timeout", sentence))
    transcript = config.recording_config and config.recording_config.transcript
    if transcript and transcript.provider.meeting_captions and not has_captions(platform, config.model_dump()):
        problems.append(Problem("recording_config.transcript", f"bots can't read captions on {limits.name}."))
    return problems


def _recording(config: Mapping[str, Any], platform: str | None, max_hours: int | None) -> dict[str, Any]:
    recording = dict(config.get("recording_config") or {})
    provider = (recording.get("transcript") or {}).get("provider") or {}
    if "meeting_captions" in provider and not has_captions(platform, config):
        recording["transcript"] = None
    if max_hours is not None and not _is_kept_within(recording, max_hours):
        recording["retention"] = {"type": "timed", "hours": max_hours}
    return recording


def _is_kept_within(recording: Mapping[str, Any], max_hours: int) -> bool:
    """The account's own default is not known here, so it counts as too long."""
    if "retention" not in recording:
        return False
    retention = recording["retention"]
    return retention is None or (retention.get("type") == "timed" and retention.get("hours", 168) <= max_hours)


def _leaving(leave: Mapping[str, Any], limits: PlatformLimits) -> dict[str, Any]:
    result = dict(leave)
    longest = limits.longest_waiting_room_seconds
    if longest and result.get("waiting_room_timeout", 0) > longest:
        result["waiting_room_timeout"] = longest
    if isinstance(everyone_left := result.get("everyone_left_timeout"), Mapping):
        result["everyone_left_timeout"] = {"activate_after": 1, **everyone_left}
    return result


def _chat(chat: Mapping[str, Any], limits: PlatformLimits, notice: str) -> dict[str, Any]:
    """A notice that the operator requires is for everyone; where there is no chat, it stays to be refused."""
    if not limits.has_chat and not notice:
        return {}
    result = dict(chat)
    on_bot_join = result.pop("on_bot_join", None) or {}
    message = with_notice(on_bot_join.get("message", ""), notice, limits.chat_characters)
    if message:
        send_to = on_bot_join.get("send_to", EVERYONE)
        is_for_everyone = bool(notice) or send_to not in limits.chat_audiences
        result["on_bot_join"] = {
            **on_bot_join,
            "send_to": EVERYONE if is_for_everyone else send_to,
            "message": message,
        }
    if isinstance(greeting := result.get("on_participant_join"), Mapping) and "message" in greeting:
        result["on_participant_join"] = {
            **greeting,
            "message": truncate(greeting["message"], limits.chat_characters),
        }
    return result


def _chat_problems(chat: Mapping[str, Any], limits: PlatformLimits) -> list[Problem]:
    problems = []
    for occasion, saying in chat.items():
        if not limits.has_chat:
            problems.append(Problem(f"chat.{occasion}", f"bots can't use chat on {limits.name}."))
            continue
        if len(saying["message"]) > limits.chat_characters:
            sentence = f"{limits.name} allows {limits.chat_characters} characters at most."
            problems.append(Problem(f"chat.{occasion}.message", sentence))
        if saying.get("send_to", EVERYONE) not in limits.chat_audiences:
            problems.append(Problem(f"chat.{occasion}.send_to", f"{limits.name} only sends to `everyone`."))
    return problems
