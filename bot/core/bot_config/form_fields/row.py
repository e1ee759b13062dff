"""Define what the table of form fields says of one field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.core.bot_config.merge import part_of
from bot.core.bot_config.settings import BotSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What narrows a booking's settings: the meeting's platform, the policy, the preset's `bot_config`."""

    platform: str | None = None
    required_notice: str = ""
    max_retention_hours: int | None = None
    preset_config: Mapping[str, Any] = field(default_factory=dict)


def _nothing(_: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """A row of the table. `name` as in BotSettings; the defaults suit a value that stands at `path` as it is.

    `label` and `words` show what an edit would change; without a label, the words of another field tell of this one.
    """

    name: str
    path: tuple[str, ...]  # in a `bot_config`
    label: str = ""
    words: Callable[[BotSettings], str] = _nothing
    summary: Callable[[BotSettings], str] = _nothing  # its part of the line on the card
    summary_if_fixed: str = ""
    to_config: Callable[[BotSettings], dict[str, Any]] | None = None  # may hold OMITTED
    from_config: Callable[[Mapping[str, Any]], Any] | None = None  # None: the config does not say
    is_fixed: Callable[[Mapping[str, Any]], bool] = lambda config: False  # it says what the form cannot show
    check: Callable[[BotSettings, Bounds], Iterable[str]] = lambda settings, bounds: ()  # a sentence a problem
    bring_within: Callable[[BotSettings, Bounds], Any] | None = None  # the nearest value that the policy allows
    beyond_policy: Callable[[Bounds], str] = _nothing  # the sentence about a preset that has to be brought within

    def write(self, settings: BotSettings) -> dict[str, Any]:
        if self.to_config:
            return self.to_config(settings)
        return nest(self.path, getattr(settings, self.name))

    def read(self, config: Mapping[str, Any]) -> Any:
        if self.from_config:
            return self.from_config(config)
        return part_of(config, *self.path[:-1]).get(self.path[-1])


def nest(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """`value` at the end of `path`: ("a", "b") and 1 are {"a": {"b": 1}}."""
    nested: Any = value
    for step in reversed(path):
        nested = {step: nested}
    return dict(nested)
