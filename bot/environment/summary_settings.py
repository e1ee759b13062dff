"""Read who writes summaries: the provider, its address, the model and the key, which belong together."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationInfo, field_validator

from bot.core.summaries.model import SummaryProvider
from bot.credentials import is_header_value
from bot.recall.base_url import is_loopback
from bot.urls import browser_base


class SummarySettings(BaseModel):
    """A part of the settings, under the variables' own names."""

    summary_provider: SummaryProvider = Field(SummaryProvider.OFF, description="off, highlights, openai or anthropic")
    summary_base_url: Annotated[str, AfterValidator(browser_base)] | None = None
    summary_model: str | None = None
    summary_api_key: SecretStr | None = None
    summary_timeout_seconds: int = Field(120, ge=5, le=900, description="a whole number from 5 to 900")

    @field_validator("summary_model")
    @classmethod
    def _require_model(cls, model: str | None, info: ValidationInfo) -> str | None:
        if _asks_model(info) and model is None:
            raise ValueError(
                f"isn't set. With SUMMARY_PROVIDER={info.data['summary_provider']} it must be the name of the model "
                "that writes summaries, as its provider lists it."
            )
        return model

    @field_validator("summary_api_key")
    @classmethod
    def _require_key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A model on this machine may need none."""
        if key is not None and not is_header_value(key.get_secret_value()):
            raise ValueError("isn't an API key: copy it again from your model's provider.")
        is_elsewhere = not _is_on_this_machine(info.data.get("summary_base_url"))
        if _asks_model(info) and key is None and is_elsewhere:
            raise ValueError(
                f"isn't set. With SUMMARY_PROVIDER={info.data['summary_provider']} it must be your provider's API key."
            )
        return key


def _asks_model(info: ValidationInfo) -> bool:
    provider = info.data.get("summary_provider")
    return isinstance(provider, SummaryProvider) and provider.is_model


def _is_on_this_machine(url: str | None) -> bool:
    return url is not None and is_loopback(urlsplit(url).hostname or "")
