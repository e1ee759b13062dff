"""Check that Slack accepts the token and that the app has the scopes it needs."""

import asyncio
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.errors import SlackRefusal
from bot.doctor.corners import describe_corners
from bot.doctor.finding import Finding, note, ok, wrong
from bot.settings import Settings
from bot.slack.session import slack_session
from bot.slack.web_api import NO_ANSWER, UNREACHABLE, call_slack

# A scope, and what does not work without it. The manifest asks for all of them.
NEEDED_SCOPES = {
    "commands": "the command and the shortcut don't work",
    "chat:write": "nothing can be posted",
    "users:read": "people can't be identified, so no one can schedule a bot",
    "users:read.email": "people can't be matched to calendars, so no one sees any meetings",
}
USEFUL_SCOPES = {
    "chat:write.public": "the app can only post in public channels it has been invited to",
    "channels:read": "the app can't tell if a public channel has external people",
    "groups:read": "the app can't tell if a private channel has external people",
}
_INSTALL_AGAIN = "Reinstall the app (api.slack.com/apps, Install App)"


@dataclass(frozen=True, slots=True)
class SignIn:
    team: str
    bot: str
    scopes: frozenset[str] | None  # None: Slack did not say


async def examine_slack(settings: Settings) -> list[Finding]:
    app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
    sign_in, socket = await asyncio.gather(
        fetch_sign_in(settings.slack_bot_token.get_secret_value(), settings.slack_api_url),
        try_socket(app_token, settings.slack_api_url),
    )
    corners = [] if isinstance(sign_in, SlackRefusal) else describe_corners(sign_in.scopes, settings)
    findings = [*judge_sign_in(sign_in), judge_listening(settings.uses_socket_mode, socket), *corners]
    return list(dict.fromkeys(findings))  # a Slack that cannot be reached is one fault, not two


def judge_sign_in(sign_in: SignIn | SlackRefusal) -> list[Finding]:
    if isinstance(sign_in, SlackRefusal):
        return [_refusal_finding("SLACK_BOT_TOKEN", sign_in, f"{_INSTALL_AGAIN} and copy the Bot User OAuth Token.")]
    return [ok(f"Slack accepts the token for {sign_in.bot} in {sign_in.team}."), *judge_scopes(sign_in.scopes)]


def judge_scopes(scopes: frozenset[str] | None) -> list[Finding]:
    if scopes is None:
        return [note("Slack didn't say which scopes the token has.")]
    remedy = f"Add it under OAuth & Permissions, or paste the manifest again. {_INSTALL_AGAIN}."
    missing = [
        wrong(f"The scope {scope} is missing: {loss}.", remedy)
        for scope, loss in NEEDED_SCOPES.items()
        if scope not in scopes
    ]
    missing += [
        note(f"The scope {scope} is missing: {loss}.", remedy)
        for scope, loss in USEFUL_SCOPES.items()
        if scope not in scopes
    ]
    return missing or [ok("The token has all the scopes the app needs.")]


def judge_listening(uses_socket_mode: bool, refusal: SlackRefusal | None) -> Finding:
    if not uses_socket_mode:
        return ok(
            "HTTP mode: Slack must be able to reach POST /slack/events, and Socket Mode must be off "
            "in the app's settings."
        )
    if refusal is None:
        return ok("Socket Mode: Slack accepts connections.")
    remedy = (
        "Create an app-level token with the scope connections:write (api.slack.com/apps, Basic "
        "Information), and turn Socket Mode on."
    )
    return _refusal_finding("SLACK_APP_TOKEN", refusal, remedy)


def _refusal_finding(variable: str, refusal: SlackRefusal, remedy: str) -> Finding:
    if refusal.code in {UNREACHABLE, NO_ANSWER}:
        return wrong("Slack can't be reached from here.", "Check this machine's network and proxy, and SLACK_API_URL.")
    if refusal.permanent:
        return wrong(f"Slack doesn't accept {variable}: {refusal.code}.", remedy)
    return wrong(f"Slack answered {refusal.code}.", "Run doctor again in a minute.")


def doctors_client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    token = settings.slack_bot_token.get_secret_value()
    return AsyncWebClient(token, base_url=settings.slack_api_url, session=session)


async def fetch_sign_in(token: str, api_url: str) -> SignIn | SlackRefusal:
    async with slack_session() as session:
        client = AsyncWebClient(token, base_url=api_url, session=session)
        call = asyncio.ensure_future(client.auth_test())
        try:
            answer = await call_slack(call)
        except SlackRefusal as refusal:
            return refusal
    header = call.result().headers.get("x-oauth-scopes")
    scopes = None if header is None else frozenset(scope.strip() for scope in header.split(","))
    return SignIn(team=str(answer.get("team")), bot=str(answer.get("user")), scopes=scopes)


async def try_socket(app_token: str | None, api_url: str) -> SlackRefusal | None:
    """Request a Socket Mode address and leave it unused."""
    if app_token is None:
        return None
    async with slack_session() as session:
        client = AsyncWebClient(base_url=api_url, session=session)
        try:
            await call_slack(client.apps_connections_open(app_token=app_token))
        except SlackRefusal as refusal:
            return refusal
    return None
