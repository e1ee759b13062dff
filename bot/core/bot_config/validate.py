"""Validate chosen settings, word each problem for the person, and bring settings within the policy."""

from dataclasses import dataclass

from bot.core.bot_config.form_fields.row import Bounds
from bot.core.bot_config.form_fields.table import FORM_FIELDS
from bot.core.bot_config.policy import Configuration, Policy, Preset
from bot.core.bot_config.settings import BotSettings


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """`field` is a name of BotSettings."""

    field: str
    sentence: str


def check_settings(
    settings: BotSettings, platform: str | None, policy: Policy, preset: Preset | None = None
) -> list[SettingProblem]:
    """What the person has to correct before this can be booked, in the order of the form."""
    bounds = bounds_of(policy, preset, platform)
    return [SettingProblem(field.name, sentence) for field in FORM_FIELDS for sentence in field.check(settings, bounds)]


def apply_policy(policy: Policy, settings: BotSettings) -> BotSettings:
    """Apply the policy: add the notice that it requires, and cut the retention to its longest."""
    bounds = bounds_of(policy)
    news = {field.name: field.bring_within(settings, bounds) for field in FORM_FIELDS if field.bring_within}
    return settings.model_copy(update=news)


def starting_settings(preset: Preset | None, policy: Policy) -> BotSettings:
    """What a form shows first: the preset's settings or the defaults, brought within the policy."""
    return apply_policy(policy, preset.settings if preset else BotSettings())


def usual_settings(preset_name: str | None, configuration: Configuration) -> BotSettings:
    """What the form starts with under this preset: settings that go without saying."""
    preset = next((each for each in configuration.presets if each.name == preset_name), None)
    return starting_settings(preset, configuration.policy)


def bounds_of(policy: Policy, preset: Preset | None = None, platform: str | None = None) -> Bounds:
    return Bounds(
        platform=platform,
        required_notice=policy.required_notice,
        max_retention_hours=policy.max_retention_hours,
        preset_config=preset.bot_config if preset else {},
    )
