"""Make the OAuth clients that the settings name."""

from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.core.calendars.flow import Leg
from bot.core.identifiers import TeamId
from bot.oauth.client import OAuthClient, new_http
from bot.oauth.description import ProviderDescription
from bot.oauth.google import describe_google
from bot.oauth.microsoft import describe_microsoft
from bot.oauth.slack import describe_slack
from bot.recall.base_url import is_loopback
from bot.settings import Settings


async def open_oauth_clients(
    stack: AsyncExitStack, settings: Settings, clock: Clock, team_id: TeamId
) -> Mapping[Leg, OAuthClient]:
    """None of them, and no connections, where nothing is configured."""
    descriptions = list(describe_clients(settings, team_id))
    if not descriptions:
        return {}
    is_here = all(is_loopback(urlsplit(each.issuer).hostname or "") for each in descriptions)
    http = await stack.enter_async_context(new_http(trust_env=not is_here))
    return {each.leg: OAuthClient(each, http, clock) for each in descriptions}


def describe_clients(settings: Settings, team_id: TeamId) -> Iterator[ProviderDescription]:
    """Those whose id and secret are set."""
    if settings.google_client_id and settings.google_client_secret:
        yield describe_google(settings.google_client_id, settings.google_client_secret, settings.google_oauth_url)
    if settings.microsoft_client_id and settings.microsoft_client_secret:
        yield describe_microsoft(
            settings.microsoft_client_id,
            settings.microsoft_client_secret,
            settings.microsoft_tenant,
            settings.microsoft_oauth_url,
        )
    if settings.signs_in_with_slack and settings.slack_client_id and settings.slack_client_secret:
        issuer = _slack_issuer(settings.slack_api_url)
        yield describe_slack(settings.slack_client_id, settings.slack_client_secret, issuer, team_id)


def _slack_issuer(api_url: str) -> str:
    """Slack signs people in at the host that answers its Web API."""
    url = urlsplit(api_url)
    return f"{url.scheme}://{url.netloc}"
