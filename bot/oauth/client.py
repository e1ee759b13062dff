"""Speak OpenID Connect's code flow: find the endpoints, build the request, exchange the code.

Weighed and left: Authlib (keeps the state in a session of its own, wants httpx's successor), httpx-oauth (no id_token
checks, an old address for revoking), msal (synchronous, and made to keep refresh tokens, which must not be kept here).
Two calls on the HTTP library that is here anyway remain.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from bot.clock import Clock
from bot.core.calendars.outcomes import ConnectOutcome
from bot.oauth.description import OAuthFailure, ProviderDescription
from bot.oauth.id_token import TENANT_PLACEHOLDER, Claims, are_claims_valid, read_claims

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
REQUEST_SECONDS = 12.0  # a person is waiting; and an answer may drip
MAX_ANSWER_BYTES = 200_000
DISCOVERY_TTL = timedelta(hours=1)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Endpoints(BaseModel):
    """A provider's own description. https://openid.net/specs/openid-connect-discovery-1_0.html"""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    revocation_endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person has allowed. The refresh token is in no one's representation, and goes to Recall only."""

    claims: Claims
    scope: str
    refresh_token: SecretStr | None = field(repr=False)
    ends_at: datetime | None = None  # of an access that was given for a time


def new_http(*, trust_env: bool = True) -> httpx.AsyncClient:
    """`trust_env` False: a proxy from the environment cannot reach this machine's own loopback."""
    return httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=trust_env)


class OAuthClient:
    """Failures are values. None of them holds a token, a code, or a sentence of the provider's."""

    def __init__(self, description: ProviderDescription, http: httpx.AsyncClient, clock: Clock) -> None:
        self.description = description
        self._http = http
        self._clock = clock
        self._endpoints: tuple[Endpoints, datetime] | None = None

    async def discover(self) -> Endpoints | OAuthFailure:
        """The provider's endpoints, asked for once an hour."""
        now = self._clock.now()
        if self._endpoints is not None and now - self._endpoints[1] < DISCOVERY_TTL:
            return self._endpoints[0]
        answer = await self._request("GET", f"{self.description.issuer}/.well-known/openid-configuration")
        if isinstance(answer, OAuthFailure):
            return answer
        endpoints = _read_endpoints(answer, self.description)
        if isinstance(endpoints, Endpoints):
            self._endpoints = endpoints, now
        return endpoints

    async def build_request_url(
        self, *, redirect_uri: str, state: str, nonce: str, verifier: str, login_hint: str | None = None
    ) -> str | OAuthFailure:
        """Where the browser goes next."""
        endpoints = await self.discover()
        if isinstance(endpoints, OAuthFailure):
            return endpoints
        parameters = {
            "client_id": self.description.client_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": self.description.scope,
            "state": state,
            "nonce": nonce,
            **({"login_hint": login_hint} if login_hint else {}),
            **(_pkce_challenge(verifier) if self.description.uses_pkce else {}),
            **self.description.parameters,
        }
        return f"{endpoints.authorization_endpoint}?{urlencode(parameters)}"

    async def exchange(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> Grant | OAuthFailure:
        """Redeem the code. The provider answers that once."""
        endpoints = await self.discover()
        if isinstance(endpoints, OAuthFailure):
            return endpoints
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self.description.client_id,
            "client_secret": self.description.client_secret.get_secret_value(),
            **({"code_verifier": verifier} if self.description.uses_pkce else {}),
        }
        answer = await self._request("POST", endpoints.token_endpoint, form)
        return answer if isinstance(answer, OAuthFailure) else self._read_grant(answer, endpoints, nonce)

    async def try_secret(self, form: Mapping[str, str]) -> OAuthFailure | None:
        """Ask the token endpoint for what `form` says, to see whether it takes the secret; what it gives is dropped."""
        endpoints = await self.discover()
        if isinstance(endpoints, OAuthFailure):
            return endpoints
        client = {
            "client_id": self.description.client_id,
            "client_secret": self.description.client_secret.get_secret_value(),
        }
        answer = await self._request("POST", endpoints.token_endpoint, {**form, **client})
        return answer if isinstance(answer, OAuthFailure) else None

    async def revoke(self, token: SecretStr) -> None:
        """Give a token back, where the provider takes it. Whether that worked changes nothing for anyone."""
        endpoints = await self.discover()
        if isinstance(endpoints, Endpoints) and endpoints.revocation_endpoint:
            await self._request("POST", endpoints.revocation_endpoint, {"token": token.get_secret_value()})

    def read_callback_error(self, error: str, description: str) -> OAuthFailure:
        return self.description.read_error(error, description)

    async def is_issuer(self, iss: str | None) -> bool:
        """Whether a callback's `iss` is this provider; one that says nothing may be. RFC 9207, against mix-ups."""
        if iss is None:
            return True
        endpoints = await self.discover()
        return isinstance(endpoints, Endpoints) and iss in {endpoints.issuer, *self.description.issuer_aliases}

    def _read_grant(self, answer: Mapping[str, Any], endpoints: Endpoints, nonce: str) -> Grant | OAuthFailure:
        now = self._clock.now()
        claims = read_claims(str(answer.get("id_token") or ""))
        issuers = {endpoints.issuer, *self.description.issuer_aliases}
        if claims is None or not are_claims_valid(claims, issuers, self.description.client_id, nonce, now):
            return OAuthFailure(ConnectOutcome.ANSWER_NOT_TRUSTED, "id_token")
        token = answer.get("refresh_token")
        seconds = answer.get("refresh_token_expires_in")
        return Grant(
            claims=claims,
            scope=str(answer.get("scope") or ""),
            refresh_token=SecretStr(token) if isinstance(token, str) and token else None,
            ends_at=now + timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 10**9 else None,
        )

    async def _request(
        self, method: str, url: str, form: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | OAuthFailure:
        """The JSON object of a success."""
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                status, body = await self._fetch(method, url, form)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return self._silence(type(error).__name__)
        if status >= 500 or status == 429:
            return self._silence(f"http_{status}")
        answer = _read_object(body)
        is_success = status == 200 and answer.get("ok") is not False  # Slack refuses with 200
        if is_success and answer:
            return answer
        if is_success or not isinstance(answer.get("error"), str):
            return OAuthFailure(ConnectOutcome.ANSWER_NOT_TRUSTED, f"http_{status}")
        return self.description.read_error(answer["error"], str(answer.get("error_description") or ""))

    async def _fetch(self, method: str, url: str, form: Mapping[str, str] | None) -> tuple[int, bytes]:
        """Status and body; what is longer than any answer of theirs counts as no body at all."""
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with self._http.stream(method, url, data=dict(form) if form else None, headers=headers) as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MAX_ANSWER_BYTES:
                    return response.status_code, b""
            return response.status_code, bytes(body)

    def _silence(self, code: str) -> OAuthFailure:
        return OAuthFailure(self.description.read_error("temporarily_unavailable", "").outcome, code)


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _read_endpoints(answer: Mapping[str, Any], description: ProviderDescription) -> Endpoints | OAuthFailure:
    """Another provider's endpoints are never taken for this one's."""
    try:
        endpoints = Endpoints.model_validate(answer)
    except ValidationError:
        return OAuthFailure(ConnectOutcome.ANSWER_NOT_TRUSTED, "discovery")
    is_own = (
        _origin(endpoints.issuer) == _origin(description.issuer)
        if description.may_call_itself_otherwise
        else endpoints.issuer.rstrip("/") == description.issuer
    )
    addresses = filter(
        None, (endpoints.authorization_endpoint, endpoints.token_endpoint, endpoints.revocation_endpoint)
    )
    names_any_tenant = TENANT_PLACEHOLDER in endpoints.issuer and not description.is_for_any_tenant
    if names_any_tenant or not is_own or not all(_is_safe(address) for address in addresses):
        return OAuthFailure(ConnectOutcome.ANSWER_NOT_TRUSTED, "discovery")
    return endpoints


def _is_safe(address: str) -> bool:
    """Codes, secrets and tokens travel there."""
    url = urlsplit(address)
    return url.scheme == "https" or (url.scheme == "http" and url.hostname in _LOOPBACK)


def _origin(address: str) -> tuple[str, str]:
    url = urlsplit(address)
    return url.scheme, url.netloc


def _pkce_challenge(verifier: str) -> dict[str, str]:
    """https://datatracker.ietf.org/doc/html/rfc7636"""
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return {"code_challenge": challenge, "code_challenge_method": "S256"}
