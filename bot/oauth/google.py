"""Describe Google's consent. https://developers.google.com/identity/protocols/oauth2/web-server"""

from pydantic import SecretStr

from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import Identity
from bot.core.calendars.providers import CalendarProvider
from bot.core.calendars.scopes import CALENDAR_SCOPES
from bot.oauth.description import OAuthFailure, ProviderDescription
from bot.oauth.error_codes import fallback_failure, safe_code
from bot.oauth.id_token import Claims

GOOGLE_ISSUER = "https://accounts.google.com"

_OUTCOMES = {
    "access_denied": ConnectOutcome.DECLINED,
    "admin_policy_enforced": ConnectOutcome.BLOCKED_BY_ADMIN,
    "org_internal": ConnectOutcome.WRONG_TENANT,
    "deleted_client": ConnectOutcome.CLIENT_REJECTED,
}


def describe_google(client_id: str, client_secret: SecretStr, issuer: str = GOOGLE_ISSUER) -> ProviderDescription:
    email = "https://www.googleapis.com/auth/userinfo.email"
    return ProviderDescription(
        leg=Leg.GOOGLE,
        issuer=issuer,
        client_id=client_id,
        client_secret=client_secret,
        scope=f"openid {email} {CALENDAR_SCOPES[CalendarProvider.GOOGLE]}",
        # Without `consent` a refresh token comes the first time only. `include_granted_scopes` is left out: it would
        # hand over whatever the person ever gave to this Cloud project.
        parameters={"access_type": "offline", "prompt": "select_account consent"},
        issuer_aliases=frozenset({"accounts.google.com"}) if issuer == GOOGLE_ISSUER else frozenset(),
        read_error=_read_error,
    )


def read_google_identity(claims: Claims) -> Identity | None:
    """None without an address, which Recall needs."""
    if not claims.email:
        return None
    return Identity(
        provider=CalendarProvider.GOOGLE,
        subject=claims.sub,
        email=claims.email.strip().lower(),
        has_verified_email=claims.email_verified is True,
        organization=claims.hd,
    )


def _read_error(error: str, _description: str) -> OAuthFailure:
    if error in _OUTCOMES:
        return OAuthFailure(_OUTCOMES[error], safe_code(error))
    return fallback_failure(error)
