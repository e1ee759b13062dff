"""Build the `bot_config` that Recall gets from settings, preset, policy and platform.

The payload's own rules are in payload/, those of a platform in platform_rules.py.
"""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from bot.core.bot_config.form_fields.table import config_of_settings
from bot.core.bot_config.merge import deep_merge, drop_omitted
from bot.core.bot_config.payload.create_bot import BotConfig
from bot.core.bot_config.platform_rules import fit_to_platform, problems_on_platform
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.problems import Problem, problems_in
from bot.core.bot_config.settings import ALL_FIELDS, BotSettings
from bot.core.errors import RecallScheduleError


class InvalidBotConfig(RecallScheduleError):
    """Settings, preset and platform make no payload that Recall could carry out. The text is for people."""

    def __init__(self, problems: Collection[Problem]) -> None:
        super().__init__("; ".join(str(problem).rstrip(".") for problem in problems))
        self.problems = tuple(problems)


def build_bot_config(
    settings: BotSettings,
    preset: Preset | None,
    *,
    platform: str | None,
    metadata: Mapping[str, str],
    policy: Policy,
    shown_fields: Collection[str] | None = None,
) -> dict[str, Any]:
    """The complete `bot_config`, ready for JSON.

    From the bottom: settings that the form does not show, the preset's `bot_config`, settings that it shows,
    what platform and policy make of all that, the preset's `bot_config_extra` as it is, `metadata`.
    `shown_fields` are names of BotSettings; if not given, all but the preset's `fixed_fields`.

    Raises InvalidBotConfig.
    """
    shown = shown_fields_of(preset) if shown_fields is None else frozenset(shown_fields)
    layers = [
        config_of_settings(settings, ALL_FIELDS - shown),
        preset.bot_config if preset else {},
        config_of_settings(settings, shown),
        {"metadata": metadata},
    ]
    config: dict[str, Any] = {}
    for layer in layers:
        config = deep_merge(config, layer)
    accepted = read_bot_config(fit_to_platform(drop_omitted(config), platform, policy), platform)
    ready = accepted.model_dump(mode="json", exclude_unset=True)
    return deep_merge(deep_merge(ready, preset.bot_config_extra if preset else {}), {"metadata": metadata})


def shown_fields_of(preset: Preset | None) -> frozenset[str]:
    return ALL_FIELDS - preset.fixed_fields if preset else ALL_FIELDS


def read_bot_config(data: Mapping[str, Any], platform: str | None) -> BotConfig:
    """`data` as a payload that Recall accepts and that `platform` carries out. Raises InvalidBotConfig."""
    try:
        config = BotConfig.model_validate(data)
    except ValidationError as error:
        raise InvalidBotConfig(problems_in(error, BotConfig)) from error
    if problems := problems_on_platform(config, platform):
        raise InvalidBotConfig(problems)
    return config
