"""Define the fields of the transcript: who makes it, and in which language."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.bot_config.form_fields.row import Bounds, FormField, nest
from bot.core.bot_config.merge import part_of
from bot.core.bot_config.platform_limits import has_captions, limits_of
from bot.core.bot_config.problems import suggest_name
from bot.core.bot_config.settings import LANGUAGES, BotSettings, Transcript

_PROVIDER = ("recording_config", "transcript", "provider")
_LANGUAGE = (*_PROVIDER, "recallai_streaming", "language_code")
_OUR_PROVIDERS = {"recallai_streaming": Transcript.RECALLAI, "meeting_captions": Transcript.CAPTIONS}


def _write_transcript(settings: BotSettings) -> dict[str, Any]:
    """Without a provider Recall writes no transcript; an explicit null also takes away a preset's."""
    if settings.transcript is Transcript.NONE:
        return nest(_PROVIDER[:-1], None)
    provider = "recallai_streaming" if settings.transcript is Transcript.RECALLAI else "meeting_captions"
    return nest(_PROVIDER, {provider: {}})


def _read_transcript(config: Mapping[str, Any]) -> Transcript | None:
    recording = part_of(config, "recording_config")
    if "transcript" in recording and recording["transcript"] is None:
        return Transcript.NONE
    provider = part_of(config, *_PROVIDER)
    return next((ours for name, ours in _OUR_PROVIDERS.items() if name in provider), None)


def _has_provider_of_others(config: Mapping[str, Any]) -> bool:
    provider = part_of(config, *_PROVIDER)
    return bool(provider) and not provider.keys() & _OUR_PROVIDERS.keys()


def _check_transcript(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    if settings.transcript is not Transcript.CAPTIONS or _has_provider_of_others(bounds.preset_config):
        return
    if not has_captions(bounds.platform, bounds.preset_config):
        yield (f"The bot can't read captions on {limits_of(bounds.platform).name}. Choose another transcript.")


def _transcript_in_words(settings: BotSettings) -> str:
    if settings.transcript is Transcript.NONE:
        return "none"
    return "the meeting's captions" if settings.transcript is Transcript.CAPTIONS else _with_language(settings)


def _transcript_summary(settings: BotSettings) -> str:
    if settings.transcript is Transcript.NONE:
        return "No transcript"
    if settings.transcript is Transcript.CAPTIONS:
        return "Meeting captions"
    return f"Transcript by {_with_language(settings)}"


def _with_language(settings: BotSettings) -> str:
    code = settings.language
    return f"Recall.ai ({'auto' if code == 'auto' else LANGUAGES.get(code, code)})"


def _write_language(settings: BotSettings) -> dict[str, Any]:
    return nest(_LANGUAGE, settings.language) if settings.transcript is Transcript.RECALLAI else {}


def _check_language(settings: BotSettings, bounds: Bounds) -> Iterator[str]:
    if settings.transcript is not Transcript.RECALLAI or _has_provider_of_others(bounds.preset_config):
        return
    if settings.language not in LANGUAGES:
        yield _unknown_language(settings.language)
    elif settings.language != "en" and _has_low_latency(bounds.preset_config):
        yield "This preset's fast transcript only works in English. Choose English."


def _unknown_language(word: str) -> str:
    code = next((code for code, name in LANGUAGES.items() if name.casefold() == word.casefold()), None)
    hint = f"its code is `{code}`." if code else suggest_name(word, LANGUAGES)
    return f"Unknown language `{word}`; {hint}"


def _has_low_latency(config: Mapping[str, Any]) -> bool:
    return part_of(config, *_LANGUAGE[:-1]).get("mode") == "prioritize_low_latency"


TRANSCRIPT = FormField(
    name="transcript",
    path=_PROVIDER[:-1],
    label="Transcript",
    words=_transcript_in_words,
    summary=_transcript_summary,
    summary_if_fixed="Transcript set by the preset",
    to_config=_write_transcript,
    from_config=_read_transcript,
    is_fixed=_has_provider_of_others,
    check=_check_transcript,
)
LANGUAGE = FormField(
    name="language",
    path=_LANGUAGE,
    to_config=_write_language,
    is_fixed=_has_provider_of_others,
    check=_check_language,
)
