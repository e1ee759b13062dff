"""Describe Microsoft's consent. https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow"""

import re
from urllib.parse import urlencode

from pydantic import SecretStr

from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.owner_check import Identity
from bot.core.calendars.providers import CalendarProvider
from bot.core.calendars.scopes import CALENDAR_SCOPES
from bot.oauth.description import OAuthFailure, ProviderDescription
from bot.oauth.error_codes import fallback_failure
from bot.oauth.id_token import Claims, is_true

MICROSOFT_LOGIN = "https://login.microsoftonline.com"
# Any number of organizations, or people without one, may use such an app.
SHARED_TENANTS = frozenset({"common", "organizations", "consumers"})
ADMIN_CONSENT_STATE = "admin-consent"  # no flow of ours: the answer is only shown
_PERSONAL_ACCOUNTS = "9188040d-6c67-4c5b-b112-36a304b66dad"
_NUMBER = re.compile(r"\bAADSTS(\d{4,7})\b")

# The numbers are meant for people: they choose a sentence here, and nothing else.
# https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes
_OUTCOMES = {
    "65004": ConnectOutcome.DECLINED,
    "65001": ConnectOutcome.ADMIN_CONSENT_NEEDED,
    "90008": ConnectOutcome.ADMIN_CONSENT_NEEDED,
    "90094": ConnectOutcome.ADMIN_CONSENT_NEEDED,
    "900941": ConnectOutcome.ADMIN_CONSENT_NEEDED,
    "50020": ConnectOutcome.WRONG_TENANT,
    "50105": ConnectOutcome.WRONG_TENANT,
    "53003": ConnectOutcome.BLOCKED_BY_ADMIN,
    "50011": ConnectOutcome.MISCONFIGURED,
    "50194": ConnectOutcome.MISCONFIGURED,
    "70011": ConnectOutcome.MISCONFIGURED,
    "500011": ConnectOutcome.MISCONFIGURED,
    "700016": ConnectOutcome.MISCONFIGURED,
    "7000215": ConnectOutcome.CLIENT_REJECTED,
    "7000222": ConnectOutcome.CLIENT_REJECTED,
    "54005": ConnectOutcome.CODE_EXPIRED,
    "70000": ConnectOutcome.CODE_EXPIRED,
    "70008": ConnectOutcome.CODE_EXPIRED,
}


def describe_microsoft(
    client_id: str, client_secret: SecretStr, tenant: str, issuer: str | None = None
) -> ProviderDescription:
    return ProviderDescription(
        leg=Leg.MICROSOFT,
        issuer=issuer or f"{MICROSOFT_LOGIN}/{tenant}/v2.0",
        client_id=client_id,
        client_secret=client_secret,
        scope=f"offline_access openid email {CALENDAR_SCOPES[CalendarProvider.MICROSOFT]}",
        # `consent` would stop people whose admin has approved already.
        parameters={"response_mode": "query", "prompt": "select_account"},
        may_call_itself_otherwise=True,
        is_for_any_tenant=not is_single_tenant(tenant),
        read_error=_read_error,
    )


def is_single_tenant(tenant: str) -> bool:
    return tenant not in SHARED_TENANTS


def read_microsoft_identity(claims: Claims, *, is_single_tenant: bool) -> Identity | None:
    """None without a tenant, a person or an address.

    The admin of any tenant can give an account any address. It counts where only one's own tenant may use the app,
    which the check of `iss` has seen to, or where Microsoft says that the domain's owner has verified it.
    """
    if not claims.tid or not claims.oid or not claims.email:
        return None
    return Identity(
        provider=CalendarProvider.MICROSOFT,
        subject=f"{claims.tid}/{claims.oid}",
        email=claims.email.strip().lower(),
        has_verified_email=is_single_tenant or is_true(claims.xms_edov),
        organization=None if claims.tid == _PERSONAL_ACCOUNTS else claims.tid,
    )


def build_admin_consent_url(client_id: str, tenant: str, redirect_uri: str) -> str:
    """What an admin opens once, after which no one in the organization is asked."""
    where = tenant if tenant != "common" else "organizations"
    query = {
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": f"openid email offline_access {CALENDAR_SCOPES[CalendarProvider.MICROSOFT]}",
        "state": ADMIN_CONSENT_STATE,
    }
    return f"{MICROSOFT_LOGIN}/{where}/v2.0/adminconsent?{urlencode(query)}"


def _read_error(error: str, description: str) -> OAuthFailure:
    number = _NUMBER.search(description)
    if number is None:
        return fallback_failure(error)
    outcome = _OUTCOMES.get(number[1], fallback_failure(error).outcome)
    return OAuthFailure(outcome, f"AADSTS{number[1]}")
