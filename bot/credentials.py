"""Validate tokens, keys and secrets without ever showing a wrong one."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.core.errors import SetupError
from bot.recall.signature import check_secret

Checked = TypeVar("Checked")


def build_pydantic_check(check: Callable[[str], Checked]) -> Callable[[str], Checked]:
    """Wrap a check for pydantic, which collects ValueErrors but would let a SetupError through at once."""

    def check_for_pydantic(text: str) -> Checked:
        try:
            return check(text)
        except SetupError as error:
            raise ValueError(str(error)) from None

    return check_for_pydantic


def _bot_token(token: SecretStr) -> SecretStr:
    return _require_prefix(token, "xoxb-")


def _app_token(token: SecretStr) -> SecretStr:
    return _require_prefix(token, "xapp-")


def _require_prefix(token: SecretStr, prefix: str) -> SecretStr:
    if not token.get_secret_value().startswith(prefix) or not _is_one_word(token.get_secret_value()):
        raise ValueError(f"must start with {prefix}. Check that it's the right token and has no quotes.")
    return token


def _signing_secret(secret: SecretStr) -> SecretStr:
    if secret.get_secret_value().startswith(("xox", "xapp-")) or not _is_one_word(secret.get_secret_value()):
        raise ValueError("must be the app's signing secret (Basic Information), not a token.")
    return secret


def _recall_key(key: SecretStr) -> SecretStr:
    """Without `Token `, which belongs to the header. https://docs.recall.ai/reference/authentication"""
    scheme, _, rest = key.get_secret_value().partition(" ")
    bare = rest.strip() if scheme.lower() == "token" else key.get_secret_value()
    if not _is_one_word(bare):
        raise ValueError("isn't an API key: copy it again from your Recall.ai dashboard.")
    return SecretStr(bare)


def _split_at_commas(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _webhook_secret(secret: SecretStr) -> SecretStr:
    build_pydantic_check(check_secret)(secret.get_secret_value())
    return secret


def _is_one_word(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and text.strip("\"'") == text != ""


BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(_app_token)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
RecallKey = Annotated[SecretStr, AfterValidator(_recall_key)]
WebhookSecrets = Annotated[
    tuple[Annotated[SecretStr, AfterValidator(_webhook_secret)], ...], BeforeValidator(_split_at_commas)
]
