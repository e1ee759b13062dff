"""Remember what people have allowed: requests, codes that work once, and refresh tokens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe

from bot.sandbox.oauth.accounts import Account

CODE_TTL = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    redirect_uri: str
    scope: str
    state: str
    nonce: str
    challenge: str
    login_hint: str
    is_offline: bool  # a refresh token is asked for


@dataclass(slots=True)
class IssuedCode:
    request: AuthorizationRequest
    account: Account
    scope: str
    issued_at: datetime
    is_used: bool = False


@dataclass(slots=True)
class Grants:
    requests: dict[str, AuthorizationRequest] = field(default_factory=dict)
    codes: dict[str, IssuedCode] = field(default_factory=dict)
    refresh_tokens: dict[str, Account] = field(default_factory=dict)  # those that were revoked are gone
    every_secret: list[str] = field(default_factory=list)  # for anyone who looks where they may not be found

    def add_request(self, request: AuthorizationRequest) -> str:
        request_id = token_urlsafe(16)
        self.requests[request_id] = request
        self.every_secret += [request.state, request.nonce]
        return request_id

    def issue_code(self, request: AuthorizationRequest, account: Account, scope: str, now: datetime) -> str:
        code = f"4/pretend-code-{token_urlsafe(24)}"
        self.codes[code] = IssuedCode(request, account, scope, now)
        self.every_secret.append(code)
        return code

    def redeem(self, code: str, now: datetime) -> IssuedCode | None:
        """Once, and not for long."""
        issued = self.codes.get(code)
        if issued is None or issued.is_used or now - issued.issued_at > CODE_TTL:
            return None
        issued.is_used = True
        return issued

    def issue_refresh_token(self, account: Account) -> str:
        token = f"1//pretend-refresh-{token_urlsafe(32)}"
        self.refresh_tokens[token] = account
        self.every_secret.append(token)
        return token
