"""Describe settings in words: the line on the card, and what an edit would change."""

from dataclasses import dataclass

from bot.core.bot_config.form_fields.table import FORM_FIELDS
from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import BotSettings

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
    parts = (field.summary_if_fixed if field.name in fixed else field.summary(settings) for field in FORM_FIELDS)
    return ", ".join(filter(None, parts))


def difference(old: BotSettings, new: BotSettings) -> list[SettingChange]:
    """One for each setting that would change, in the order of the form."""
    changes = [(field.label, field.words(old), field.words(new)) for field in FORM_FIELDS if field.label]
    return [SettingChange(label, *_excerpts(before, after)) for label, before, after in changes if before != after]


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
