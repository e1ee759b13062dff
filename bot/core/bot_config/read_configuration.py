"""Parse and validate `CONFIG_FILE`, and name every key with a problem."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.problems import Problem, problems_in, suggest_name
from bot.core.bot_config.validate_preset import conflicts_of, problems_of, repeated_names
from bot.core.errors import SetupError

_GROUPS = ("policy", "prices", "budget", "rules")  # keys that hold keys


def read_configuration(data: object) -> Configuration:
    """`data` is the parsed YAML. Raises SetupError, which names every key with a problem, and the fix."""
    if not isinstance(data, dict | None):
        raise SetupError("it must contain keys such as `presets:` and `policy:`.")
    document = _drop_empty_keys(data or {})
    written = _written_presets(document)
    problems = [problem for place, preset in written for problem in problems_of(preset, place)]
    problems += repeated_names(written)
    try:
        configuration = Configuration.model_validate(document)
    except ValidationError as error:
        raise SetupError(_list_problems([*problems_in(error, Configuration), *problems])) from None
    if not problems:
        pairs = zip(configuration.presets, written, strict=True)
        problems = [found for preset, place in pairs for found in conflicts_of(preset, place, configuration.policy)]
        problems += _unknown_preset(configuration)
    if problems:
        raise SetupError(_list_problems(problems))
    return configuration


def _drop_empty_keys(document: dict[Any, Any]) -> dict[Any, Any]:
    """YAML reads a key with nothing after it as null; its author meant the default."""
    kept: dict[Any, Any] = _drop_nulls(document)
    if isinstance(kept.get("presets"), list):
        kept["presets"] = [_drop_nulls(preset) for preset in kept["presets"]]
    groups = {key: _drop_nulls(kept[key]) for key in _GROUPS if key in kept}
    rules = groups.get("rules")
    if isinstance(rules, dict) and "never" in rules:
        groups["rules"] = rules | {"never": _drop_nulls(rules["never"])}
    return kept | groups


def _drop_nulls(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _written_presets(document: dict[Any, Any]) -> list[tuple[str, dict[str, Any]]]:
    presets = document.get("presets")
    entries = enumerate(presets) if isinstance(presets, list) else ()
    return [(f"presets[{place}]", preset) for place, preset in entries if isinstance(preset, dict)]


def _unknown_preset(configuration: Configuration) -> list[Problem]:
    """Of the rules: they would silently record with other settings."""
    name, known = configuration.rules.preset, [preset.name for preset in configuration.presets]
    if name is None or name in known:
        return []
    return [Problem("rules.preset", f"there is no preset `{name}`; {suggest_name(name, known)}")]


def _list_problems(problems: Sequence[Problem]) -> str:
    if len(problems) == 1:
        return str(problems[0])
    return "\n".join([f"{len(problems)} problems:", *(f"- {problem}" for problem in problems)])
