"""Pretend to be an OpenID provider over loopback HTTP, strict about redirect address, PKCE, secret and single use."""

import asyncio
import base64
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.sandbox.oauth.accounts import Account
from bot.sandbox.oauth.grants import AuthorizationRequest, Grants, IssuedCode
from bot.sandbox.oauth.mischief import Mischief
from bot.sandbox.oauth.profiles import Profile

ID_TOKEN_TTL = timedelta(hours=1)
_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)


class PretendProvider:
    """Serve `asgi` with `bot.sandbox.serving`; the issuer is the address at which it is reached."""

    def __init__(self, profile: Profile, clock: Clock, *, client_id: str, client_secret: str) -> None:
        self.profile = profile
        self.client_id = client_id
        self.client_secret = client_secret
        self.accounts: list[Account] = []
        self.redirect_uris: set[str] = set()
        self.grants = Grants()
        self.revoked: list[str] = []
        self.mischief = Mischief()
        self._clock = clock
        self.routes = [
            Route("/.well-known/openid-configuration", self._discover),
            Route(profile.authorize_path, self._authorize),
            Route("/decide", self._decide, methods=["POST"]),
            Route(profile.token_path, self._token, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
        ]
        self.asgi = Starlette(routes=self.routes)

    def add_account(self, email: str, **details: Any) -> Account:
        account = Account(email=email, **details)
        self.accounts.append(account)
        return account

    def misbehave(self, **how: Any) -> None:
        """From now on, in these of the ways that Mischief knows."""
        self.mischief = replace(self.mischief, **how)

    def behave(self) -> None:
        self.mischief = Mischief()

    def find_account(self, refresh_token: str) -> str | None:
        """Whose calendar it opens: what Recall asks the provider."""
        account = self.grants.refresh_tokens.get(refresh_token)
        return account.email if account else None

    def _issuer(self, request: Request) -> str:
        return self.profile.issuer_template or f"{request.url.scheme}://{request.url.netloc}"

    async def _discover(self, request: Request) -> Response:
        base = f"{request.url.scheme}://{request.url.netloc}"
        found = {
            "issuer": self._issuer(request),
            "authorization_endpoint": f"{base}{self.profile.authorize_path}",
            "token_endpoint": f"{base}{self.profile.token_path}",
            "revocation_endpoint": f"{base}/revoke",
        }
        return JSONResponse(found | self.mischief.discovery, self.mischief.discovery_status)

    async def _authorize(self, request: Request) -> Response:
        """The page on which a person chooses an account and allows it; what is wrong with the request goes nowhere."""
        query = request.query_params
        if query.get("client_id") != self.client_id or query.get("redirect_uri") not in self.redirect_uris:
            return HTMLResponse("<h1>redirect_uri_mismatch or unknown client</h1>", 400)
        asked = AuthorizationRequest(
            redirect_uri=query["redirect_uri"],
            scope=query.get("scope", ""),
            state=query.get("state", ""),
            nonce=query.get("nonce", ""),
            challenge=query.get("code_challenge", ""),
            login_hint=query.get("login_hint", ""),
            is_offline=self.profile.wants_refresh_token(query.get("scope", ""), query.get("access_type", "")),
        )
        if problem := self._find_problem(query.get("response_type"), query.get("code_challenge_method"), asked):
            return self._send_back(request, asked, {"error": "invalid_request", "error_description": problem})
        page = _TEMPLATES.get_template("consent.html").render(
            company=self.profile.company,
            accounts=self.accounts,
            login_hint=asked.login_hint,
            request_id=self.grants.add_request(asked),
            asks_for_calendar=self.profile.calendar_scope in asked.scope.split(),
        )
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    def _find_problem(self, response_type: str | None, method: str | None, asked: AuthorizationRequest) -> str | None:
        if response_type != "code" or "openid" not in asked.scope.split() or not asked.state or not asked.nonce:
            return "response_type=code, scope=openid, state and nonce are required"
        if self.profile.requires_pkce and (method != "S256" or len(asked.challenge) != 43):
            return "code_challenge with S256 is required"
        return None

    async def _decide(self, request: Request) -> Response:
        form = await _read_form(request)
        asked = self.grants.requests.pop(form.get("request", ""), None)
        if asked is None:
            return HTMLResponse("<h1>This page has expired</h1>", 400)
        if self.mischief.callback_error is not None:
            error, description = self.mischief.callback_error
            return self._send_back(request, asked, {"error": error, "error_description": description})
        if form.get("choice") != "allow":
            return self._send_back(request, asked, {"error": "access_denied", "error_description": "AADSTS65004: no"})
        account = next(each for each in self.accounts if each.email == form.get("account"))
        allowed = [
            each for each in asked.scope.split() if each != self.profile.calendar_scope or form.get("calendar") == "on"
        ]
        code = self.grants.issue_code(asked, account, " ".join(allowed), self._clock.now())
        return self._send_back(request, asked, {"code": code})

    def _send_back(self, request: Request, asked: AuthorizationRequest, answer: dict[str, str]) -> Response:
        """RFC 9207's `iss` says who answers."""
        iss = self.mischief.callback_iss or (self._issuer(request) if self.profile.sends_iss else None)
        parameters = {**answer, "state": asked.state, **({"iss": iss} if iss else {})}
        return RedirectResponse(f"{asked.redirect_uri}?{urlencode(parameters)}", 302)

    async def _token(self, request: Request) -> Response:
        form = await _read_form(request)
        await asyncio.sleep(self.mischief.seconds)
        if self.mischief.token_html is not None:
            return HTMLResponse("<h1>Sorry</h1>", self.mischief.token_html)
        if self.mischief.token_error is not None:
            return self._refuse(*self.mischief.token_error)
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return self._refuse(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        issued = self.grants.redeem(form.get("code", ""), self._clock.now())
        if issued is None or form.get("grant_type") != "authorization_code":
            return self._refuse(400, "invalid_grant", "AADSTS70008: The code has expired or was redeemed.")
        if form.get("redirect_uri") != issued.request.redirect_uri or not self._is_verified(form, issued):
            return self._refuse(400, "invalid_grant", "the redirect_uri or the code_verifier is another")
        return JSONResponse(self._answer(request, issued))

    def _is_verified(self, form: dict[str, str], issued: IssuedCode) -> bool:
        if not self.profile.requires_pkce:
            return True
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") == issued.request.challenge

    def _answer(self, request: Request, issued: IssuedCode) -> dict[str, Any]:
        answer = {
            "access_token": "pretend-access-token",
            "token_type": "Bearer",
            "expires_in": 3599,
            "scope": self.profile.show_scope(issued.scope),
            "id_token": _unsigned_token(self._claims(request, issued)),
        }
        if issued.request.is_offline and not self.mischief.leaves_out_refresh_token:
            answer["refresh_token"] = self.grants.issue_refresh_token(issued.account)
        return answer | ({"ok": True} if self.profile.refuses_with_200 else {})

    def _claims(self, request: Request, issued: IssuedCode) -> dict[str, Any]:
        claims = self.profile.claims(issued.account)
        now = self._clock.now()
        issuer = self._issuer(request).replace("{tenantid}", str(claims.get("tid")))
        return {
            "iss": issuer,
            "aud": self.client_id,
            "iat": int(now.timestamp()),
            "exp": int((now + ID_TOKEN_TTL).timestamp()),
            "nonce": issued.request.nonce,
            **claims,
            **self.mischief.claims,
        }

    async def _revoke(self, request: Request) -> Response:
        form = await _read_form(request)
        self.revoked.append(form.get("token", ""))
        known = self.grants.refresh_tokens.pop(form.get("token", ""), None)
        return JSONResponse({}, 200 if known else 400)

    def _refuse(self, status: int, error: str, description: str) -> Response:
        if self.profile.refuses_with_200:
            return JSONResponse({"ok": False, "error": error})
        return JSONResponse({"error": error, "error_description": description}, status)


async def _read_form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


def _unsigned_token(claims: dict[str, Any]) -> str:
    """Signatures are not checked for what comes from the token endpoint itself."""
    parts = (json.dumps({"alg": "none"}), json.dumps(claims), "")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
