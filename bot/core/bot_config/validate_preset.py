"""Check that a preset can be carried out. A written preset is its path in the file and the YAML's own dict."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.core.bot_config.build import InvalidBotConfig, build_bot_config
from bot.core.bot_config.form_fields.row import Bounds
from bot.core.bot_config.form_fields.table import FORM_FIELDS
from bot.core.bot_config.payload.create_bot import BotConfig
from bot.core.bot_config.policy import Policy, Preset
from bot.core.bot_config.problems import COMBINATION, MISSING, Problem, join_path, problems_in
from bot.core.bot_config.settings import BotSettings
from bot.core.bot_config.validate import apply_policy, bounds_of, check_settings

WrittenPreset = tuple[str, dict[str, Any]]
_FROM_THE_MEETING = ("meeting_url", "join_at")
_MOST_CAPABLE_PLATFORM = "zoom"


def problems_of(preset: Mapping[str, Any], place: str) -> list[Problem]:
    """Problems of its `bot_config` alone; what the form adds to it may still be missing."""
    bot_config = preset.get("bot_config")
    if not isinstance(bot_config, dict):
        return []
    path = join_path(place, "bot_config")
    problems = [
        Problem(join_path(path, key), "comes from the meeting; remove it.")
        for key in _FROM_THE_MEETING
        if key in bot_config
    ]
    try:
        BotConfig.model_validate(bot_config)
    except ValidationError as error:
        found = problems_in(error, BotConfig, path)
        problems += [problem for problem in found if problem.kind not in {MISSING, COMBINATION}]
    return problems


def repeated_names(presets: Sequence[WrittenPreset]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for place, preset in presets:
        name = preset.get("name")
        if isinstance(name, str):
            if name in seen:
                sentence = f"another preset is already called `{name}`; use a unique name."
                problems.append(Problem(join_path(place, "name"), sentence))
            seen.add(name)
    return problems


def conflicts_of(preset: Preset, written: WrittenPreset, policy: Policy) -> list[Problem]:
    """What is wrong with a well-formed preset together with the defaults of the form and the policy."""
    place, _ = written
    settings = apply_policy(policy, preset.settings)
    problems = [
        Problem(join_path(place, "settings", problem.field), problem.sentence)
        for problem in check_settings(settings, _MOST_CAPABLE_PLATFORM, policy, preset)
    ]
    problems += _beyond_policy(preset, settings, written, bounds_of(policy, preset))
    return problems or _build_problems(preset, place, policy)


def _beyond_policy(preset: Preset, settings: BotSettings, written: WrittenPreset, bounds: Bounds) -> Iterator[Problem]:
    """For what the preset states and the policy does not allow: `settings` are those that it would come down to."""
    place, document = written
    for field in FORM_FIELDS:
        is_other = getattr(settings, field.name) != getattr(preset.settings, field.name)
        sentence = field.beyond_policy(bounds) if is_other else ""
        if sentence and field.name in preset.settings.model_fields_set:
            is_a_setting = field.name in (document.get("settings") or {})
            steps = ("settings", field.name) if is_a_setting else ("bot_config", *field.path)
            yield Problem(join_path(place, *steps), sentence)


def _build_problems(preset: Preset, place: str, policy: Policy) -> list[Problem]:
    settings = apply_policy(policy, preset.settings)
    try:
        build_bot_config(settings, preset, platform=None, metadata={}, policy=policy)
    except InvalidBotConfig as error:
        path = join_path(place, "bot_config")
        return [
            Problem(join_path(path, problem.path) if problem.path else path, problem.sentence)
            for problem in error.problems
        ]
    return []
