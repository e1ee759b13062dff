"""Set up the pretend Google and Microsoft at which the demo's people give their consent."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.sandbox.day import CalendarOwner
from bot.sandbox.oauth.pretend_provider import PretendProvider
from bot.sandbox.oauth.profiles import GOOGLE, MICROSOFT
from bot.sandbox.serving import serving

TENANT = "11111111-2222-4333-8444-555555555555"
DOMAIN = "example.com"
# Anyone who chooses it reads why it is not taken.
PRIVATE_ACCOUNT = "jonas.private@mail.test"


@dataclass(frozen=True, slots=True)
class ConsentPages:
    google: PretendProvider
    microsoft: PretendProvider
    settings: dict[str, Any]  # what the app is told of them

    def find_account(self, refresh_token: str) -> str | None:
        return self.google.find_account(refresh_token) or self.microsoft.find_account(refresh_token)


async def serve_consent_pages(
    stack: AsyncExitStack, clock: Clock, public_url: str, people: Sequence[CalendarOwner]
) -> ConsentPages:
    """Everyone has an account at both; `public_url` is the app's."""
    google = PretendProvider(GOOGLE, clock, client_id="demo-google", client_secret="demo-google-secret")
    microsoft = PretendProvider(MICROSOFT, clock, client_id="demo-entra", client_secret="demo-entra-secret")
    google.redirect_uris.add(f"{public_url}/connect/callback/google")
    microsoft.redirect_uris.add(f"{public_url}/connect/callback/microsoft")
    for who in people:
        google.add_account(who.email, name=who.name, organization=DOMAIN)
        microsoft.add_account(who.email, name=who.name, organization=TENANT)
    google.add_account(PRIVATE_ACCOUNT, name="Jonas, private")
    settings = {
        "public_url": public_url,
        "google_client_id": google.client_id,
        "google_client_secret": google.client_secret,
        "google_oauth_url": await stack.enter_async_context(serving(google.asgi)),
        "microsoft_client_id": microsoft.client_id,
        "microsoft_client_secret": microsoft.client_secret,
        "microsoft_oauth_url": await stack.enter_async_context(serving(microsoft.asgi)),
        "microsoft_tenant": TENANT,
    }
    return ConsentPages(google, microsoft, settings)
