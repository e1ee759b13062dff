"""Check what lets people connect calendars: redirect addresses, the providers' answers and the clients' secrets."""

import asyncio
from contextlib import AsyncExitStack

from bot.app.oauth_settings import open_oauth_clients
from bot.clock import SystemClock
from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.identifiers import TeamId
from bot.doctor.finding import Finding, note, ok, wrong
from bot.oauth.client import OAuthClient
from bot.oauth.description import OAuthFailure
from bot.oauth.microsoft import is_single_tenant
from bot.settings import Settings

_NAMES = {Leg.GOOGLE: "Google", Leg.MICROSOFT: "Microsoft", Leg.SLACK: "Sign in with Slack"}
_SECRETS = {
    Leg.GOOGLE: "GOOGLE_CLIENT_SECRET",
    Leg.MICROSOFT: "MICROSOFT_CLIENT_SECRET",
    Leg.SLACK: "SLACK_CLIENT_SECRET",
}
_WHERE = {
    Leg.GOOGLE: "in the Google Cloud console, APIs & Services, Credentials",
    Leg.MICROSOFT: "in the Entra admin center, App registrations, Certificates & secrets",
    Leg.SLACK: "at api.slack.com/apps, Basic Information",
}
# What a client is told whose secret was right, and whose code was none.
_CODE_REFUSED = frozenset({"invalid_grant", "invalid_code", "AADSTS70000", "AADSTS70008", "AADSTS54005"})
_EXPIRED = "AADSTS7000222"
_WRONG = frozenset({"invalid_client", "AADSTS7000215", "bad_client_secret"})
_UNKNOWN = frozenset({"AADSTS700016", "invalid_client_id", "deleted_client"})
_NO_TENANT = "AADSTS50194"
_SET_UP = "docs/calendars.md shows how."


async def examine_connecting(settings: Settings) -> list[Finding]:
    if (missing := judge_missing(settings)) is not None:
        return [missing]
    async with AsyncExitStack() as stack:
        clients = await open_oauth_clients(stack, settings, SystemClock(), TeamId(""))
        found = await asyncio.gather(*(_examine_client(client, settings) for client in clients.values()))
    return [*judge_owner_check(settings), *(finding for findings in found for finding in findings)]


def judge_missing(settings: Settings) -> Finding | None:
    """None where something is set up."""
    has_client = bool(settings.google_client_id or settings.microsoft_client_id)
    if settings.public_url is not None and has_client:
        return None
    if has_client:
        return wrong("PUBLIC_URL isn't set, so no one can connect a calendar from Slack.", _SET_UP)
    what = "GOOGLE_CLIENT_ID nor MICROSOFT_CLIENT_ID is"
    first = f"Neither {what}" if settings.public_url else "PUBLIC_URL is not set, and neither " + what
    return note(f"{first} set: people can't connect their calendars from Slack.", _SET_UP)


def judge_owner_check(settings: Settings) -> list[Finding]:
    """Whether people can pass the check of whose calendar it is."""
    is_shared = settings.microsoft_client_id is not None and not is_single_tenant(settings.microsoft_tenant)
    if is_shared and not settings.signs_in_with_slack:
        return [
            note(
                f"MICROSOFT_TENANT is {settings.microsoft_tenant}: Outlook calendars connect only where Microsoft"
                " vouches for the address (xms_edov).",
                "Set MICROSOFT_TENANT to your tenant's id, or set up Sign in with Slack. " + _SET_UP,
            )
        ]
    return []


async def _examine_client(client: OAuthClient, settings: Settings) -> list[Finding]:
    leg = client.description.leg
    redirect = ok(f"{_NAMES[leg]}: the redirect address to register is {settings.public_url}/connect/callback/{leg}")
    endpoints = await client.discover()
    if isinstance(endpoints, OAuthFailure):
        return [redirect, judge_discovery(leg, client.description.issuer, endpoints)]
    return [redirect, judge_secret(leg, await client.try_secret(_probe(leg, settings)))]


def _probe(leg: Leg, settings: Settings) -> dict[str, str]:
    """What the token endpoint refuses for the secret before it refuses it for anything else."""
    if leg is Leg.MICROSOFT and is_single_tenant(settings.microsoft_tenant):
        return {"grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default"}
    redirect_uri = f"{settings.public_url}/connect/callback/{leg}"
    return {"grant_type": "authorization_code", "code": "doctor", "redirect_uri": redirect_uri}


def judge_discovery(leg: Leg, issuer: str, failure: OAuthFailure) -> Finding:
    if failure.outcome is ConnectOutcome.ANSWER_NOT_TRUSTED:
        remedy = "Check MICROSOFT_TENANT." if leg is Leg.MICROSOFT else "Check this machine's network and proxy."
        return wrong(f"{_NAMES[leg]} at {issuer} doesn't describe itself as expected ({failure.code}).", remedy)
    return wrong(
        f"{_NAMES[leg]} at {issuer} couldn't be asked ({failure.code}).", "Check this machine's network and proxy."
    )


def judge_secret(leg: Leg, failure: OAuthFailure | None) -> Finding:
    """`failure`: how the token endpoint refused us. None: it took the secret and gave what was asked for."""
    name, secret = _NAMES[leg], _SECRETS[leg]
    if failure is None or failure.code in _CODE_REFUSED:
        return ok(f"{name} answers and accepts {secret}.")
    if failure.code == _EXPIRED:
        remedy = f"Make a new one {_WHERE[leg]}, set {secret}, and restart. Then {_rotation(leg)}."
        return wrong(f"{secret} has expired: no calendar can be connected, and those connected stop.", remedy)
    if failure.code in _WRONG:
        remedy = f"Copy the secret's value again, or make a new one, {_WHERE[leg]}."
        replaced = "" if leg is Leg.SLACK else f" If it was replaced, set it, and {_rotation(leg)}."
        return wrong(f"{name} doesn't accept {secret}.", f"{remedy}{replaced}")
    if failure.code in _UNKNOWN:
        return wrong(f"{name} doesn't know this client id ({failure.code}).", f"Check it {_WHERE[leg]}.")
    if failure.code == _NO_TENANT:
        return wrong("The Entra app is for a single tenant.", "Set MICROSOFT_TENANT to that tenant's ID.")
    if failure.outcome is ConnectOutcome.PROVIDER_SILENT or failure.outcome is ConnectOutcome.SLACK_SILENT:
        return wrong(f"{name}'s token endpoint couldn't be asked ({failure.code}).", "Run doctor again in a minute.")
    return note(f"{name} answers, but doesn't say whether {secret} is right ({failure.code}).")


def _rotation(leg: Leg) -> str:
    """Recall has a copy of the secret for each calendar."""
    return f"run recall-schedule calendars rotate-secret --provider {leg}"
