"""Remember a person's last choice in a conversation, and start the next form there with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, ValidationError

from bot.core.bot_config.policy import Configuration, Preset
from bot.core.bot_config.settings import ALL_FIELDS, BotSettings
from bot.core.bot_config.validate import apply_policy, starting_settings
from bot.core.identifiers import ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """`changed` holds only the settings that differ from the preset's, so an operator's later change of the preset
    still reaches the form. Nothing in here is about the meeting.
    """

    channel_id: ChannelId  # where the form was opened
    preset: str | None = None
    changed: Mapping[str, JsonValue] = field(default_factory=dict)
    shows_title: bool = True


@dataclass(frozen=True, slots=True)
class Start:
    """What a form starts with."""

    preset: Preset | None
    settings: BotSettings
    shows_title: bool = True

    def differs_from(self, usual: "Start") -> bool:
        return (self.preset, self.settings, self.shows_title) != (usual.preset, usual.settings, usual.shows_title)


def choice_of(
    channel_id: ChannelId,
    preset_name: str | None,
    settings: BotSettings,
    configuration: Configuration,
    *,
    shows_title: bool,
) -> Choice:
    preset = _find_preset(preset_name, configuration)
    start = _plain_start(preset, configuration).settings
    fixed = preset.fixed_fields if preset else frozenset()
    differing = {name for name in ALL_FIELDS - fixed if getattr(settings, name) != getattr(start, name)}
    changed = settings.model_dump(mode="json", include=differing)
    return Choice(channel_id=channel_id, preset=preset_name, changed=changed, shows_title=shows_title)


def start_with(choice: Choice | None, configuration: Configuration) -> Start:
    """The last choice, within today's policy; the usual start where there is none that is still valid."""
    first = usual_start(configuration)
    if choice is None:
        return first
    preset = _find_preset(choice.preset, configuration)
    if choice.preset is not None and preset is None:
        return Start(first.preset, first.settings, choice.shows_title)
    plain = _plain_start(preset, configuration).settings
    return Start(preset, _with_choice(plain, choice, preset, configuration), choice.shows_title)


def start_with_preset(name: str, configuration: Configuration) -> Start | None:
    """The preset's own settings; None for one that there is not."""
    preset = _find_preset(name, configuration)
    return _plain_start(preset, configuration) if preset else None


def usual_start(configuration: Configuration) -> Start:
    """The first preset's settings, or the default ones."""
    return _plain_start(next(iter(configuration.presets), None), configuration)


def _plain_start(preset: Preset | None, configuration: Configuration) -> Start:
    return Start(preset, starting_settings(preset, configuration.policy))


def _with_choice(
    plain: BotSettings, choice: Choice, preset: Preset | None, configuration: Configuration
) -> BotSettings:
    fixed = preset.fixed_fields if preset else frozenset()
    changed = {name: value for name, value in choice.changed.items() if name not in fixed}
    try:
        settings = BotSettings.model_validate({**plain.model_dump(), **changed})
    except ValidationError:  # of a version whose settings were others
        return plain
    return apply_policy(configuration.policy, settings)


def _find_preset(name: str | None, configuration: Configuration) -> Preset | None:
    return next((preset for preset in configuration.presets if preset.name == name), None)
