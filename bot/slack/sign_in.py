"""Sign in to Slack: ask once at start who we are, so that no request waits for it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import stamina
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import SetupError, SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.slack.web_api import call_slack

TIMEOUT_SECONDS = 20.0  # longer outages are for the supervisor to retry
ANSWERS_WITHIN_SECONDS = 3.0  # someone waits who gives up after five


@dataclass(frozen=True, slots=True)
class SignIn:
    team_id: TeamId
    bot_user_id: UserId
    bot_id: str
    token: str
    facts: Mapping[str, Any]
    scopes: frozenset[str] = frozenset()

    @property
    def bolt_authorization(self) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=self.facts.get("enterprise_id"),
            team_id=self.team_id,
            bot_token=self.token,
            bot_id=self.bot_id,
            bot_user_id=self.bot_user_id,
        )


async def sign_in(client: AsyncWebClient, token: str) -> SignIn:
    """Raises SetupError if Slack does not accept the token, or cannot be reached for a while."""
    try:
        facts, scopes = await _auth_test(client)
    except SlackRefusal as refusal:
        if refusal.permanent:
            raise SetupError(
                f"Slack doesn't accept SLACK_BOT_TOKEN ({refusal.code}). Copy the Bot User OAuth Token of "
                "the installed app from api.slack.com/apps, OAuth & Permissions."
            ) from None
        raise SetupError(unreachable(refusal)) from None
    return SignIn(
        team_id=TeamId(facts["team_id"]),
        bot_user_id=UserId(facts["user_id"]),
        bot_id=facts.get("bot_id", ""),
        token=token,
        facts=facts,
        scopes=scopes,
    )


async def open_socket(client: AsyncWebClient, app_token: str) -> str:
    """The address of a Socket Mode connection, good for one. Raises SetupError as `sign_in` does."""
    try:
        answer = await _connections_open(client, app_token)
    except SlackRefusal as refusal:
        if refusal.permanent:
            raise SetupError(
                f"Slack doesn't accept SLACK_APP_TOKEN ({refusal.code}). Create an app-level token with "
                "the scope connections:write at api.slack.com/apps, Basic Information, and turn Socket "
                "Mode on."
            ) from None
        raise SetupError(unreachable(refusal)) from None
    return str(answer["url"])


def unreachable(refusal: SlackRefusal) -> str:
    return (
        f"Slack can't be reached from here ({refusal.code}). Check this machine's network and proxy, and SLACK_API_URL "
        "if it is set, then start again."
    )


async def is_signed_in(client: AsyncWebClient) -> bool | None:
    """Whether Slack still accepts the token, asked now; None if it does not say."""
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            await call_slack(client.auth_test())
    except TimeoutError:
        return None
    except SlackRefusal as refusal:
        return False if refusal.permanent else None
    return True


def _may_pass(error: Exception) -> bool:
    return isinstance(error, SlackRefusal) and not error.permanent


@stamina.retry(on=_may_pass, attempts=None, timeout=TIMEOUT_SECONDS)
async def _connections_open(client: AsyncWebClient, app_token: str) -> dict[str, Any]:
    return await call_slack(client.apps_connections_open(app_token=app_token))


@stamina.retry(on=_may_pass, attempts=None, timeout=TIMEOUT_SECONDS)
async def _auth_test(client: AsyncWebClient) -> tuple[dict[str, Any], frozenset[str]]:
    """Call auth.test; return its answer and the scopes, which Slack names in a header."""
    call = asyncio.ensure_future(client.auth_test())
    facts = await call_slack(call)
    named = call.result().headers.get("x-oauth-scopes") or ""
    return facts, frozenset(filter(None, (scope.strip() for scope in named.split(","))))
