"""Read the environment, here and nowhere else. A field has its variable's name and describes what is wanted."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config_file import read_config_file
from bot.core.bot_config.policy import Configuration
from bot.core.calendars.owner_check import OwnerCheck
from bot.core.errors import SetupError
from bot.credentials import (
    AgentTokens,
    AppToken,
    BotToken,
    RecallKey,
    SigningSecret,
    WebhookSecrets,
    build_pydantic_check,
)
from bot.environment.command_names import name_command
from bot.environment.problems import describe_fault, describe_suggestion, suggest_variables
from bot.environment.summary_settings import SummarySettings
from bot.recall.base_url import base_url_for, check_base_url, check_region
from bot.secret_files import SecretFile, SecretFileSource
from bot.urls import browser_base, check_tenant, collector_base, slack_api_base, sqlalchemy_url

ENV_FILE = ".env"
DEFAULT_DATABASE_URL = SecretStr("sqlite:///recall-schedule.db")
LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
LogFormat = Literal["console", "json"]

_ENV_ENCODING = "utf-8-sig"
_LOG_LEVELS = "one of DEBUG, INFO, WARNING, ERROR or CRITICAL"
_LOG_FORMATS = "console or json"
_Loaded = TypeVar("_Loaded")
_AtLeastOne = Annotated[int, Field(ge=1, description="a whole number, 1 or more")]
_NO_CONFIGURATION = Configuration()
# With these two in sight Bolt would switch to OAuth and leave the bot token unused.
_OAUTH_VARIABLES = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


def _secret_database_url(url: SecretStr) -> SecretStr:
    return SecretStr(sqlalchemy_url(url.get_secret_value()))


DatabaseUrl = Annotated[SecretStr, AfterValidator(_secret_database_url)]


class Settings(SummarySettings):
    """The validated settings. Constructed directly, as the demo and tests do, they read no environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    slack_bot_token: BotToken = Field(
        description="the app's bot token, xoxb-… (api.slack.com/apps, OAuth & Permissions)"
    )
    slack_signing_secret: SigningSecret | None = None
    slack_app_token: AppToken | None = None
    slack_api_url: Annotated[str, AfterValidator(slack_api_base)] = "https://slack.com/api/"
    recall_api_key: RecallKey = Field(description="an API key from your Recall.ai dashboard")
    recall_api_url: Annotated[str, AfterValidator(build_pydantic_check(check_base_url))] | None = None
    recall_region: str | None = None
    recall_webhook_secret: WebhookSecrets = ()
    database_url: DatabaseUrl = DEFAULT_DATABASE_URL
    host: str = "127.0.0.1"
    port: int = Field(3000, ge=1, le=65535, description="a whole number from 1 to 65535")
    log_level: LogLevel = Field("INFO", description=_LOG_LEVELS)
    log_format: LogFormat = Field("console", description=_LOG_FORMATS)
    sync_interval_seconds: _AtLeastOne = 300
    sweep_interval_seconds: _AtLeastOne = 60
    processes: _AtLeastOne = 1
    otel_exporter_otlp_endpoint: Annotated[str, AfterValidator(collector_base)] | None = None
    public_url: Annotated[str, AfterValidator(browser_base)] | None = None
    google_client_id: str | None = None
    google_client_secret: SecretStr | None = None
    google_oauth_url: Annotated[str, AfterValidator(browser_base)] = "https://accounts.google.com"
    microsoft_client_id: str | None = None
    microsoft_client_secret: SecretStr | None = None
    microsoft_tenant: Annotated[str, AfterValidator(check_tenant)] = "organizations"
    microsoft_oauth_url: Annotated[str, AfterValidator(browser_base)] | None = None
    calendar_owner_check: OwnerCheck = Field(OwnerCheck.EMAIL, description="email, slack or domain")
    mcp_enabled: bool = Field(False, description="true or false")
    mcp_tokens: AgentTokens = ()
    # For Sign in with Slack alone; Bolt never sees them.
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    workflow_step_enabled: bool = Field(False, description="true or false")
    config_file: Path | None = None
    configuration: Configuration = _NO_CONFIGURATION

    @field_validator("slack_app_token")
    @classmethod
    def _require_one_slack_transport(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token is None and info.data.get("slack_signing_secret", "at fault") is None:
            raise ValueError(
                "isn't set, and neither is SLACK_SIGNING_SECRET. Set SLACK_APP_TOKEN (xapp-…) for Socket "
                "Mode or SLACK_SIGNING_SECRET for HTTP. Both are under api.slack.com/apps, Basic "
                "Information."
            )
        return token

    @field_validator("recall_region")
    @classmethod
    def _require_one_recall_address(cls, region: str | None, info: ValidationInfo) -> str | None:
        if region is not None or info.data.get("recall_api_url", "at fault") is None:
            return build_pydantic_check(check_region)(region or "")
        return region

    @field_validator("slack_client_secret")
    @classmethod
    def _require_slack_client(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Beside a check that needs it. Half a client of Slack's is ignored otherwise, as it always was."""
        is_complete = secret is not None and info.data.get("slack_client_id") is not None
        if info.data.get("calendar_owner_check") is OwnerCheck.SLACK and not is_complete:
            raise ValueError(
                "and SLACK_CLIENT_ID must be set when CALENDAR_OWNER_CHECK is slack; both are under "
                "api.slack.com/apps, Basic Information."
            )
        return secret

    @field_validator("google_client_secret", "microsoft_client_secret")
    @classmethod
    def _require_both_of_a_client(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        name = str(info.field_name).removesuffix("_client_secret")
        if (secret is None) is not (info.data.get(f"{name}_client_id") is None):
            raise ValueError(
                f"and {name.upper()}_CLIENT_ID belong together: set both to let people connect their calendars, or "
                "neither."
            )
        return secret

    @property
    def uses_socket_mode(self) -> bool:
        return self.slack_app_token is not None

    @property
    def signs_in_with_slack(self) -> bool:
        """Whether Slack's client may be needed to see who connects a calendar."""
        return self.slack_client_id is not None and self.slack_client_secret is not None and self.public_url is not None

    @property
    def recall_base_url(self) -> str:
        """Scheme and host, without a slash at the end."""
        return self.recall_api_url or base_url_for(self.recall_region or "")


class StorageSettings(BaseModel):
    """What a command needs that reads the database alone."""

    model_config = ConfigDict(frozen=True, extra="ignore", validate_default=True)

    database_url: DatabaseUrl = DEFAULT_DATABASE_URL
    log_level: LogLevel = Field("INFO", description=_LOG_LEVELS)
    log_format: LogFormat = Field("console", description=_LOG_FORMATS)


def load_settings() -> Settings:
    """The environment, `.env` and CONFIG_FILE. Raises SetupError, which names every variable at fault."""
    return _load(_Environment)


def load_storage_settings() -> StorageSettings:
    """The same for the database alone. Raises SetupError."""
    return _load(_StorageEnvironment)


def find_misnamed_variables() -> dict[str, str | None]:
    """Names in `.env`, and likely mistakes in the environment, that this app does not read; with the one meant."""
    names = {name.upper() for name in Settings.model_fields} - {"CONFIGURATION"}
    return suggest_variables(dotenv_values(ENV_FILE, encoding=_ENV_ENCODING), os.environ, names)


def remove_oauth_variables() -> list[str]:
    """Take Bolt's OAuth variables out of this process's environment; returns the names of those found."""
    return [name for name in _OAUTH_VARIABLES if os.environ.pop(name, None) is not None]


def _load(environment: Callable[[], _Loaded]) -> _Loaded:
    try:
        return environment()
    except ValidationError as error:
        faults = error.errors()
    except (OSError, UnicodeDecodeError):
        raise SetupError(f"{ENV_FILE} can't be read: make it a readable UTF-8 text file.") from None
    sentences = [describe_fault(fault, Settings.model_fields) for fault in faults]
    misnamed = [describe_suggestion(*each) for each in find_misnamed_variables().items()]
    raise SetupError("\n".join(dict.fromkeys([*_describe_absence(faults), *sentences, *misnamed])))


def _describe_absence(faults: list[ErrorDetails]) -> list[str]:
    """First, where nothing was set up yet. A container has no file, and all that is required in its environment."""
    is_incomplete = any(fault["type"] == "missing" for fault in faults)
    if Path(ENV_FILE).exists() or not is_incomplete:
        return []
    return [f"There is no {ENV_FILE} in {Path.cwd()} yet: `{name_command('init')}` creates it with you."]


def _read_configuration(value: Any) -> Any:
    return build_pydantic_check(read_config_file)(value) if isinstance(value, str) else value


_READING = SettingsConfigDict(env_file=ENV_FILE, env_file_encoding=_ENV_ENCODING, env_ignore_empty=True, extra="ignore")


class _EnvironmentReader(BaseSettings):
    """How variables are read, whichever of them."""

    model_config = _READING

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        variables = {**_variables(dotenv_settings), **_variables(env_settings)}
        return SecretFileSource(settings_cls, variables), env_settings, dotenv_settings

    @field_validator("*", mode="before")
    @classmethod
    def _read_secret_file(cls, value: Any) -> Any:
        return value.read() if isinstance(value, SecretFile) else value

    @model_validator(mode="before")
    @classmethod
    def _drop_blank_values(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: v.strip() if isinstance(v, str) else v for name, v in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator("log_level", mode="before", check_fields=False)
    @classmethod
    def _uppercase(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", "summary_provider", mode="before", check_fields=False)
    @classmethod
    def _lowercase(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value


class _StorageEnvironment(StorageSettings, _EnvironmentReader):
    """Out of the environment."""

    model_config = _READING


class _Environment(Settings, _EnvironmentReader):
    """The same fields, out of the environment."""

    model_config = _READING

    recall_webhook_secret: Annotated[WebhookSecrets, NoDecode] = ()
    mcp_tokens: Annotated[AgentTokens, NoDecode] = ()
    configuration: Annotated[Configuration, NoDecode, BeforeValidator(_read_configuration)] = Field(
        _NO_CONFIGURATION, validation_alias="CONFIG_FILE"
    )


def _variables(source: PydanticBaseSettingsSource) -> Mapping[str, str | None]:
    return source.env_vars if isinstance(source, EnvSettingsSource) else {}
