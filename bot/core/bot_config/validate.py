"""Validate chosen settings, word each problem for the person, and bring settings within the policy."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.bot_config.chat_notice import has_notice, with_notice
from bot.core.bot_config.describe import hours_in_words
from bot.core.bot_config.payload.types import has_local_address
from bot.core.bot_config.platform_limits import limits_of
from bot.core.bot_config.platform_rules import has_captions
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.problems import suggest_name
from bot.core.bot_config.settings import CHAT_MESSAGE_LIMIT, LANGUAGES, BotSettings, Media, Transcript


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """`field` is a name of BotSettings."""

    field: str
    sentence: str


def check_settings(
    settings: BotSettings, platform: str | None, policy: Policy, preset: Preset | None = None
) -> list[SettingProblem]:
    """What the person has to correct before this can be booked, in the order of the form."""
    return [
        *_name_problems(settings.bot_name),
        *_transcript_problems(settings, platform, preset),
        *_notice_problems(settings.chat_notice, platform, policy.required_notice),
        *_media_problems(settings.media, preset),
        *_retention_problems(settings, policy.max_retention_hours),
    ]


def apply_policy(policy: Policy, settings: BotSettings) -> BotSettings:
    """Apply the policy: add the notice that it requires, and cut the retention to its longest."""
    longest = policy.max_retention_hours
    notice = with_notice(settings.chat_notice, policy.required_notice, CHAT_MESSAGE_LIMIT)
    retention = settings.retention if longest is None or _is_kept_within(settings, longest) else longest
    return settings.model_copy(update={"chat_notice": notice, "retention": retention})


def starting_settings(preset: Preset | None, policy: Policy) -> BotSettings:
    """What a form shows first: the preset's settings or the defaults, brought within the policy."""
    return apply_policy(policy, preset.settings if preset else BotSettings())


def _name_problems(name: str) -> Iterator[SettingProblem]:
    if not name.strip():
        yield SettingProblem("bot_name", "Give the bot a name: people see it in the meeting.")
    if has_local_address(name):
        yield SettingProblem("bot_name", _LOCAL_ADDRESS)


def _transcript_problems(
    settings: BotSettings, platform: str | None, preset: Preset | None
) -> Iterator[SettingProblem]:
    if preset and "transcript" in preset.fixed_fields:
        return
    if settings.transcript is Transcript.CAPTIONS:
        if not has_captions(platform, preset.bot_config if preset else {}):
            sentence = f"The bot cannot read captions on {limits_of(platform).name}: choose another transcript."
            yield SettingProblem("transcript", sentence)
    elif settings.transcript is Transcript.RECALLAI:
        if settings.language not in LANGUAGES:
            yield SettingProblem("language", _unknown_language(settings.language))
        elif settings.language != "en" and preset and preset.has_low_latency:
            sentence = "This preset's fast transcript understands only English: choose English."
            yield SettingProblem("language", sentence)


def _unknown_language(word: str) -> str:
    code = next((code for code, name in LANGUAGES.items() if name.casefold() == word.casefold()), None)
    hint = f"its code is `{code}`." if code else suggest_name(word, LANGUAGES)
    return f"We do not know the language `{word}`; {hint}"


def _notice_problems(text: str, platform: str | None, required: str) -> Iterator[SettingProblem]:
    limits = limits_of(platform)
    if not limits.has_chat:
        if required:
            sentence = f"Your workspace requires a notice in the chat, and {limits.name} has no chat for bots."
            yield SettingProblem("chat_notice", f"{sentence} Ask an operator of this app.")
        elif text.strip():
            sentence = f"Bots cannot write in the chat of {limits.name}: leave this empty."
            yield SettingProblem("chat_notice", sentence)
        return
    if (excess := len(text) - limits.chat_characters) > 0:
        place = limits.name if limits.is_known else "Google Meet, where this meeting may be,"
        sentence = f"{place} takes at most {limits.chat_characters} characters: shorten this by {excess}."
        yield SettingProblem("chat_notice", sentence)
    if not has_notice(text, required):
        yield SettingProblem("chat_notice", f"Your workspace requires these words in it: {required}")
    if has_local_address(text):
        yield SettingProblem("chat_notice", _LOCAL_ADDRESS)


def _media_problems(media: Media, preset: Preset | None) -> Iterator[SettingProblem]:
    if preset and preset.has_separate_videos and media is Media.SPEAKER:
        sentence = "This preset also records each person by themselves, which needs the gallery view: choose that."
        yield SettingProblem("media", sentence)


def _retention_problems(settings: BotSettings, longest: int | None) -> Iterator[SettingProblem]:
    if longest is not None and not _is_kept_within(settings, longest):
        sentence = f"Your workspace keeps recordings for {hours_in_words(longest)} at most: choose that or less."
        yield SettingProblem("retention", sentence)


def _is_kept_within(settings: BotSettings, hours: int) -> bool:
    """The account's own default is not known here, so it counts as too long."""
    if isinstance(settings.retention, int):
        return settings.retention <= hours
    return settings.retention == "none"


_LOCAL_ADDRESS = "Take out the address on a local machine (localhost): Recall refuses it."
