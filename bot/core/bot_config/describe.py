"""Describe settings in words: the line on the card, and what an edit would change."""

from dataclasses import dataclass

from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import LANGUAGES, BotSettings, Media, Retention, Transcript

_MEDIA = {Media.SPEAKER: "speaker view", Media.GALLERY: "gallery view", Media.AUDIO_ONLY: "audio only"}
_LONGEST_EXCERPT = 120
_BEFORE_THE_CHANGE = 20


@dataclass(frozen=True, slots=True)
class SettingChange:
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


def settings_line(settings: BotSettings, preset: Preset | None = None) -> str:
    """For example "Transcript by Recall.ai (auto), speaker view, kept 7 days"."""
    fixed = preset.fixed_fields if preset else frozenset()
    transcript = "Transcript as the preset says" if "transcript" in fixed else _transcript_line(settings)
    media = "video as the preset says" if "media" in fixed else _MEDIA[settings.media]
    return ", ".join(filter(None, (transcript, media, _retention_line(settings.retention))))


def difference(old: BotSettings, new: BotSettings) -> list[SettingChange]:
    """One for each setting that would change, in the order of the form."""
    before, after = _value_text(old), _value_text(new)
    return [
        SettingChange(label, *_excerpts(before[label], after[label]))
        for label in before
        if before[label] != after[label]
    ]


def hours_in_words(hours: int) -> str:
    """Whole days as days: 168 is "7 days", 36 is "36 hours"."""
    return _count_phrase(hours // 24, "day") if hours % 24 == 0 else _count_phrase(hours, "hour")


def seconds_in_words(seconds: int) -> str:
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return _count_phrase(seconds // size, unit)
    return _count_phrase(seconds, "second")


def retention_in_words(retention: Retention) -> str:
    if isinstance(retention, int):
        return hours_in_words(retention)
    return {
        "account": "as the Recall.ai account says",
        "forever": "until somebody deletes it",
        "none": "not at all",
    }[retention]


def _value_text(settings: BotSettings) -> dict[str, str]:
    return {
        "Bot name": settings.bot_name,
        "Transcript": _transcript_choice(settings),
        "Message in the meeting's chat": settings.chat_notice or "none",
        "Recording": _MEDIA[settings.media],
        "Kept": retention_in_words(settings.retention),
        "Waits in the lobby for": seconds_in_words(settings.waiting_room_timeout_seconds),
        "Leaves an empty meeting after": seconds_in_words(settings.everyone_left_timeout_seconds),
    }


def _transcript_choice(settings: BotSettings) -> str:
    if settings.transcript is Transcript.NONE:
        return "none"
    if settings.transcript is Transcript.CAPTIONS:
        return "the meeting's captions"
    return f"Recall.ai ({_language(settings.language)})"


def _transcript_line(settings: BotSettings) -> str:
    if settings.transcript is Transcript.NONE:
        return "No transcript"
    if settings.transcript is Transcript.CAPTIONS:
        return "Transcript from the meeting's captions"
    return f"Transcript by Recall.ai ({_language(settings.language)})"


def _language(code: str) -> str:
    return "auto" if code == "auto" else LANGUAGES.get(code, code)


def _retention_line(retention: Retention) -> str:
    if retention == "account":
        return ""
    return "not kept" if retention == "none" else f"kept {retention_in_words(retention)}"


def _count_phrase(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def _excerpts(before: str, after: str) -> tuple[str, str]:
    """Long texts are shown from shortly before the place where they part."""
    if max(len(before), len(after)) <= _LONGEST_EXCERPT:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    parting = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    start = max(0, parting - _BEFORE_THE_CHANGE)
    return _excerpt(before, start), _excerpt(after, start)


def _excerpt(text: str, start: int) -> str:
    end = start + _LONGEST_EXCERPT
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
