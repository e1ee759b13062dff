"""Model `CONFIG_FILE`: presets, people, and the policy that an admin sets; read_configuration.py validates it.

    presets:
      - name: Sales calls
        settings:                  # fields of the form, see BotSettings
          bot_name: Acme Notetaker
          retention: 168
        bot_config:                # any other property of Recall's Create Bot
          variant: {zoom: web_4_core}
        bot_config_extra: {}       # properties that this version does not know, sent as they are
    policy:
      operators: [U0EXAMPLE1]
      max_retention_hours: 720
    people:
      U0EXAMPLE2: [dana@example.com]
    deduplication: meeting
    prices: {bot_per_hour: 0.50}
    budget: {dollars_per_month: 200}
    summaries:
      tokens_per_day: 2000000

Only a preset's name is required. Its `bot_config` may also say what the form has a field for: the form then
starts with it, or leaves the field out if it could not show it (see `Preset.fixed_fields`).
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator

from bot.core.addresses import EmailAddress
from bot.core.bot_config.form_fields.table import fields_fixed_in_config, settings_in_config
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.team_rules import TeamRules
from bot.core.costs.prices import LIST_PRICES, NO_BUDGET, Budget, Prices

REQUIRED_NOTICE_LIMIT = 500  # what fits into a message on every platform
_USER_ID = re.compile(r"[UW][A-Z0-9]+")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]+")


def is_slack_user_id(text: str) -> bool:
    return _USER_ID.fullmatch(text) is not None


def _user_id(text: str) -> str:
    if not is_slack_user_id(text):
        raise ValueError(f"`{text}` isn't a Slack user ID (U… or W…): copy the member ID from the person's profile.")
    return text


def _channel_id(text: str) -> str:
    if not _CHANNEL_ID.fullmatch(text):
        raise ValueError(f"`{text}` isn't a Slack channel ID (C… or G…): copy it from the channel's details.")
    return text


# What calendars' rows have in common when they want one and the same bot.
DeduplicationScheme = Literal["meeting", "domain", "event"]
SlackUserId = Annotated[str, AfterValidator(_user_id)]
SlackChannelId = Annotated[str, AfterValidator(_channel_id)]


class Preset(BaseModel):
    """A named set of defaults. `bot_config` is deep-merged beneath what the form says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=75)
    settings: BotSettings = BotSettings()
    bot_config: dict[str, JsonValue] = {}
    bot_config_extra: dict[str, JsonValue] = {}  # keys that we do not know, sent as they are

    @model_validator(mode="before")
    @classmethod
    def _fill_settings_from_bot_config(cls, data: Any) -> Any:
        """Otherwise the form would show its own default, and take away what the operator wrote."""
        if not isinstance(data, dict) or not isinstance(data.get("bot_config"), dict):
            return data
        settings = data.get("settings", {})
        said = settings.model_dump(exclude_unset=True) if isinstance(settings, BotSettings) else settings
        if not isinstance(said, dict):
            return data
        return {**data, "settings": {**settings_in_config(data["bot_config"]), **said}}

    @property
    def fixed_fields(self) -> frozenset[str]:
        """Fields of BotSettings that a form leaves out: it could not show what `bot_config` says of them."""
        return fields_fixed_in_config(self.bot_config)


class Policy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    operators: frozenset[SlackUserId] = frozenset()
    channels: Annotated[frozenset[SlackChannelId], Field(min_length=1)] | None = None  # None: cards may go anywhere
    required_notice: str = Field("", max_length=REQUIRED_NOTICE_LIMIT)
    max_retention_hours: int | None = Field(None, ge=1)
    max_bots_per_person_per_day: int | None = Field(None, ge=1)
    everyone_sees_everything: bool = False
    guests: bool = False
    summaries_in_channels: bool = True  # else a channel's thread has only the way to them


class SummaryLimits(BaseModel):
    """What summaries may use. Tokens are what a model's answers are paid by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens_per_day: int = Field(2_000_000, ge=0)


class Configuration(BaseModel):
    """The whole of `CONFIG_FILE`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    presets: tuple[Preset, ...] = ()
    policy: Policy = Policy()
    rules: TeamRules = TeamRules()
    people: dict[SlackUserId, frozenset[EmailAddress]] = {}  # further addresses
    deduplication: DeduplicationScheme = "meeting"
    retention_days: int = Field(90, ge=1)
    give_up_after_minutes: int = Field(60, ge=1)
    prices: Prices = LIST_PRICES
    budget: Budget = NO_BUDGET
    summaries: SummaryLimits = SummaryLimits()
