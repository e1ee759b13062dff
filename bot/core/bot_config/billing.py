"""Estimate what a bot with these settings will cost, before anything is sent to Recall."""

from datetime import datetime
from decimal import Decimal

from bot.core.bot_config.form_fields.table import config_of_settings
from bot.core.bot_config.merge import deep_merge, drop_omitted
from bot.core.bot_config.policy import Preset
from bot.core.bot_config.settings import ALL_FIELDS, BotSettings
from bot.core.costs.prices import Prices
from bot.core.costs.usage import BillingTerms, estimate, read_billing_terms


def billing_terms(settings: BotSettings, preset: Preset | None, platform: str | None) -> BillingTerms:
    """By the same layers as `build_bot_config`, but for settings that it would refuse as well."""
    fixed = preset.fixed_fields if preset else frozenset[str]()
    layers = [
        config_of_settings(settings, fixed),
        preset.bot_config if preset else {},
        config_of_settings(settings, ALL_FIELDS - fixed),
        preset.bot_config_extra if preset else {},
    ]
    config: dict[str, object] = {}
    for layer in layers:
        config = deep_merge(config, layer)
    return read_billing_terms(drop_omitted(config), platform)


def estimate_bot(
    settings: BotSettings,
    preset: Preset | None,
    platform: str | None,
    *,
    start: datetime,
    end: datetime,
    prices: Prices,
) -> Decimal:
    """Dollars for a meeting that takes as long as the calendar says."""
    return estimate(start, end, billing_terms(settings, preset, platform), prices)
