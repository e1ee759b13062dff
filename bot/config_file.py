"""Read `CONFIG_FILE` into a checked configuration, or fail with one sentence that names file and place."""

from pathlib import Path
from typing import Any

import yaml

from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.read_configuration import read_configuration
from bot.core.errors import SetupError


def read_config_file(path: str) -> Configuration:
    """Raises SetupError if the file is missing, unreadable, not YAML, or not a configuration."""
    try:
        return read_configuration(_parse(Path(path).read_text(encoding="utf-8-sig")))
    except OSError as error:
        problem = f"can't be read: {error.strerror or type(error).__name__}."
    except UnicodeDecodeError:
        problem = "isn't UTF-8 text: save it as UTF-8."
    except SetupError as error:
        problem = f"has a problem: {error}"
    raise SetupError(f"CONFIG_FILE ({path}) {problem}")


def _parse(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        place = f"line {error.problem_mark.line + 1}" if error.problem_mark else "an unknown place"
        raise SetupError(f"invalid YAML at {place}: {error.problem}.") from None
    except yaml.YAMLError:
        raise SetupError("invalid YAML: it contains characters that YAML doesn't allow.") from None
