"""Read secrets from files: `SLACK_BOT_TOKEN_FILE=/run/secrets/token` stands for `SLACK_BOT_TOKEN`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A secret that is still in its file. Reading waits for validation, where all faults are gathered."""

    variable: str  # with `_FILE`
    path: str
    is_second: bool  # the variable without `_FILE` is set too

    def read(self) -> str:
        """Raises ValueError, which names the variable and never shows what is in the file."""
        if self.is_second:
            raise ValueError(f"{self.variable} and {self.variable.removesuffix('_FILE')} are both set: keep one.")
        try:
            secret = Path(self.path).read_text(encoding="utf-8-sig").strip()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise ValueError(f"{self.variable} ({self.path}) can't be read: {reason}.") from None
        except ValueError:
            raise ValueError(f"{self.variable} ({self.path}) isn't UTF-8 text.") from None
        if not secret:
            raise ValueError(f"{self.variable} ({self.path}) is empty.")
        return secret


def list_secret_fields(settings: type[BaseModel]) -> list[str]:
    """The fields that may come from a file: those that hold a SecretStr."""
    return [name for name, field in settings.model_fields.items() if _holds_secret(field.annotation)]


def _holds_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_holds_secret(part) for part in get_args(annotation))


class SecretFileSource(PydanticBaseSettingsSource):
    """Find `…_FILE` among variables, whose names are in lower case."""

    def __init__(self, settings: type[BaseSettings], variables: Mapping[str, str | None]) -> None:
        super().__init__(settings)
        self._variables = variables

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = self._get(f"{field_name}_file")
        is_second = bool(self._get(field_name))
        return path and SecretFile(f"{field_name}_file".upper(), path, is_second), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(fields[name], name)[0] for name in list_secret_fields(self.settings_cls)}
        return {name: value for name, value in found.items() if value}

    def _get(self, name: str) -> str:
        return (self._variables.get(name) or "").strip()
