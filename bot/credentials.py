"""Validate tokens, keys and secrets without ever showing a wrong one."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.core.bot_config.policy import is_slack_user_id
from bot.core.errors import SetupError
from bot.recall.signature import check_secret

Checked = TypeVar("Checked")

SHORTEST_AGENT_TOKEN = 32  # no one guesses that many characters at random

# Prefixes tell Slack's tokens and Recall's webhook secrets apart. https://docs.slack.dev/authentication/tokens
_KINDS: dict[str, tuple[str, str | None]] = {
    "xoxb-": ("a bot token (xoxb-…)", "SLACK_BOT_TOKEN"),
    "xapp-": ("an app-level token (xapp-…)", "SLACK_APP_TOKEN"),
    "xoxp-": ("a user token (xoxp-…)", None),
    "xoxe": ("a token for app configuration (xoxe…)", None),
    "whsec_": ("a webhook secret (whsec_…)", "RECALL_WEBHOOK_SECRET"),
}


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
    text = token.get_secret_value()
    if not text.startswith(prefix):
        _refuse_other_kinds(text)
        raise ValueError(f"must start with {prefix}, without quotes.")
    if not is_header_value(text):
        raise ValueError(f"must be one word that starts with {prefix}, without quotes or spaces.")
    return token


def _signing_secret(secret: SecretStr) -> SecretStr:
    _refuse_other_kinds(secret.get_secret_value())
    if not is_header_value(secret.get_secret_value()):
        raise ValueError("must be the app's signing secret (Basic Information), one word without quotes.")
    return secret


def recognize_secret(text: str) -> tuple[str, str | None] | None:
    """What kind of secret a value is, by its prefix, and the variable it belongs in, if any."""
    return next((kind for prefix, kind in _KINDS.items() if text.lower().startswith(prefix)), None)


def _refuse_other_kinds(text: str) -> None:
    """Raises ValueError for a secret of another kind, naming its place but never showing it."""
    found = recognize_secret(text)
    if found:
        kind, place = found
        raise ValueError(f"holds {kind}. " + (f"That goes in {place}." if place else "This app doesn't use one."))


def _recall_key(key: SecretStr) -> SecretStr:
    """Without `Token `, which belongs to the header. https://docs.recall.ai/reference/authentication"""
    scheme, _, rest = key.get_secret_value().partition(" ")
    bare = rest.strip() if scheme.lower() == "token" else key.get_secret_value()
    _refuse_other_kinds(bare)
    if not is_header_value(bare):
        raise ValueError("isn't an API key: copy it again from your Recall.ai dashboard.")
    return SecretStr(bare)


def _split_at_commas(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _webhook_secret(secret: SecretStr) -> SecretStr:
    if not secret.get_secret_value().startswith("whsec_"):
        _refuse_other_kinds(secret.get_secret_value())
    build_pydantic_check(check_secret)(secret.get_secret_value())
    return secret


def _split_token_pairs(value: Any) -> Any:
    """`U…=token` pairs, separated by commas. What is wrong is never shown: most of it is a secret."""
    if not isinstance(value, str):
        return value
    pairs = [part.strip().partition("=")[::2] for part in value.split(",") if part.strip()]
    for user_id, token in pairs:
        if not is_slack_user_id(user_id) or not is_header_value(token) or len(token) < SHORTEST_AGENT_TOKEN:
            raise ValueError(
                "must be pairs of a Slack user ID and a token, such as U0EXAMPLE1=…, separated by commas; a token has "
                f"{SHORTEST_AGENT_TOKEN} characters or more."
            )
    if len({token for _, token in pairs}) < len(pairs):
        raise ValueError("names a token twice: each belongs to one person.")
    return tuple(pairs)


def is_header_value(text: str) -> bool:
    """Whether it is one word that can be sent as a key; quotes around it were copied with it."""
    return text.isascii() and text.isprintable() and " " not in text and text.strip("\"'") == text != ""


AgentTokens = Annotated[tuple[tuple[str, SecretStr], ...], BeforeValidator(_split_token_pairs)]
BotToken = Annotated[SecretStr, AfterValidator(_bot_token)]
AppToken = Annotated[SecretStr, AfterValidator(_app_token)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing_secret)]
RecallKey = Annotated[SecretStr, AfterValidator(_recall_key)]
WebhookSecrets = Annotated[
    tuple[Annotated[SecretStr, AfterValidator(_webhook_secret)], ...], BeforeValidator(_split_at_commas)
]
