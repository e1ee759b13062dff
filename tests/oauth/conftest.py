"""A pretend Google, and a client of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from bot.oauth.client import OAuthClient, new_http
from bot.oauth.google import describe_google
from bot.sandbox.clock import MovableClock
from bot.sandbox.oauth.pretend_provider import PretendProvider
from bot.sandbox.oauth.profiles import GOOGLE
from bot.sandbox.serving import serving

CALLBACK = "http://127.0.0.1:9/connect/callback/google"
STATE, NONCE, VERIFIER = "made-up-state", "made-up-nonce", "made-up-verifier-of-forty-three-characters-ab"


@dataclass
class Rig:
    provider: PretendProvider
    client: OAuthClient
    http: httpx.AsyncClient
    clock: MovableClock

    async def code(self) -> str:
        """From the authorization request to the code in the callback."""
        url = await self.client.build_request_url(redirect_uri=CALLBACK, state=STATE, nonce=NONCE, verifier=VERIFIER)
        assert isinstance(url, str)
        page = (await self.http.get(url)).text
        request_id = page.partition('name="request" value="')[2].partition('"')[0]
        form = {"request": request_id, "account": "dana@example.com", "choice": "allow", "calendar": "on"}
        base = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        answer = await self.http.post(f"{base}/decide", data=form)
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    clock = MovableClock(ticking=False)
    provider = PretendProvider(GOOGLE, clock, client_id="client", client_secret="made-up-client-secret")
    provider.redirect_uris.add(CALLBACK)
    provider.add_account("dana@example.com", organization="example.com")
    async with serving(provider.asgi) as url, new_http(trust_env=False) as http:
        description = describe_google("client", SecretStr("made-up-client-secret"), url)
        yield Rig(provider, OAuthClient(description, http, clock), http, clock)
