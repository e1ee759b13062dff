"""List what has to be known before the app can run, in the order in which a person comes by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import SecretStr, TypeAdapter, ValidationError

from bot.core.errors import SetupError
from bot.credentials import AppToken, BotToken, RecallKey, SigningSecret
from bot.recall.base_url import REGIONS, base_url_for, check_region
from bot.urls import public_base


class Transport(StrEnum):
    SOCKET_MODE = "socket"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Question:
    variable: str
    name: str  # as the page calls it where it is found
    where: str
    is_secret: bool = True
    suggestion: str = ""


PUBLIC_URL = Question(
    "PUBLIC_URL",
    "Public address",
    "Where Slack reaches this app from outside, such as https://bot.example.com.",
    is_secret=False,
)
BOT_TOKEN = Question(
    "SLACK_BOT_TOKEN",
    "Bot User OAuth Token",
    "Open your app at https://api.slack.com/apps, click Install App and allow it. Then copy the Bot User OAuth Token; "
    "it starts with xoxb-.",
)
APP_TOKEN = Question(
    "SLACK_APP_TOKEN",
    "App-Level Token",
    "Click Basic Information, then Generate Token and Scopes under App-Level Tokens. Add the scope connections:write "
    "and copy the token; it starts with xapp-.",
)
SIGNING_SECRET = Question(
    "SLACK_SIGNING_SECRET", "Signing Secret", "Click Basic Information and copy the Signing Secret."
)
REGION = Question(
    "RECALL_REGION",
    "Region",
    f"The address of your Recall.ai dashboard begins with your region: {', '.join(REGIONS)}.",
    is_secret=False,
    suggestion=REGIONS[0],
)
API_KEY = Question(
    "RECALL_API_KEY",
    "API key",
    "Open your Recall.ai dashboard, go to API Keys & Secrets, create a key and copy it.",
)

_FORMATS: dict[str, TypeAdapter[Any]] = {
    "SLACK_BOT_TOKEN": TypeAdapter(BotToken),
    "SLACK_APP_TOKEN": TypeAdapter(AppToken),
    "SLACK_SIGNING_SECRET": TypeAdapter(SigningSecret),
    "RECALL_API_KEY": TypeAdapter(RecallKey),
}
_SHOWN = 4


def list_questions(transport: Transport, given: Mapping[str, str]) -> list[Question]:
    """Socket Mode needs no public address, RECALL_API_URL takes the region's place, and a secret in a file is there."""
    slack = [BOT_TOKEN, APP_TOKEN] if transport is Transport.SOCKET_MODE else [PUBLIC_URL, BOT_TOKEN, SIGNING_SECRET]
    recall = [API_KEY] if given.get("RECALL_API_URL") else [REGION, API_KEY]
    return [question for question in [*slack, *recall] if not given.get(f"{question.variable}_FILE")]


def describe_place(question: Question, values: Mapping[str, str]) -> str:
    """Where the answer is found. https://docs.recall.ai/reference/authentication"""
    region = values.get(REGION.variable)
    if question is not API_KEY or region not in REGIONS or values.get("RECALL_API_URL"):
        return question.where
    return f"Open {base_url_for(region)}/dashboard/developers/api-keys, create a key and copy it."


def choose_transport(given: Mapping[str, str]) -> Transport:
    """The one that these values are for; Socket Mode where nothing is known."""
    is_http = _is_given(SIGNING_SECRET, given) and not _is_given(APP_TOKEN, given)
    return Transport.HTTP if is_http else Transport.SOCKET_MODE


def _is_given(question: Question, given: Mapping[str, str]) -> bool:
    return bool(given.get(question.variable) or given.get(f"{question.variable}_FILE"))


def parse_answer(question: Question, text: str) -> str:
    """The value to keep. Raises SetupError, which names the variable and never shows a secret."""
    text = text.strip()
    if not text:
        raise SetupError(f"{question.variable} is missing.")
    try:
        if question.variable == REGION.variable:
            return check_region(text)
        if question.variable == PUBLIC_URL.variable:
            return public_base(text)
        value = _FORMATS[question.variable].validate_python(SecretStr(text))
        return str(value.get_secret_value())
    except ValidationError as error:
        reason = str(error.errors()[0]["ctx"]["error"])
    except ValueError as error:
        reason = str(error)
    raise SetupError(f"{question.variable} {reason}")


def mask_answer(question: Question, value: str) -> str:
    """A value as it may be shown: of a secret, its kind and its end, by which a person knows it again."""
    if not question.is_secret:
        return value
    kind = value[: value.find("-") + 1] if value.startswith(("xoxb-", "xapp-")) else ""
    return f"{kind}…{value[-_SHOWN:]}" if len(value) >= 4 * _SHOWN else f"{kind}…"
