"""Decide whether the account at the provider is that of the person in Slack who asked to connect it."""

from dataclasses import dataclass
from enum import StrEnum

from bot.core.calendars.outcomes import ConnectOutcome
from bot.core.calendars.providers import CalendarProvider


class OwnerCheck(StrEnum):
    """The values of `CALENDAR_OWNER_CHECK`."""

    EMAIL = "email"  # the provider's verified address is the one that Slack vouches for
    SLACK = "slack"  # who sits at the browser has signed in with Slack
    DOMAIN = "domain"  # the verified addresses are of one organization; the owner is told by DM


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose consent it was, out of the provider's `id_token`."""

    provider: CalendarProvider
    subject: str  # Google's `sub`, Microsoft's `tid/oid`: the address may change hands, this does not
    email: str  # lower case; empty where the provider names none
    has_verified_email: bool
    organization: str | None = None  # the domain or tenant that manages the account; None for a private one


def choose_owner_check(
    configured: OwnerCheck, provider: CalendarProvider, *, is_single_tenant: bool, has_slack_sign_in: bool
) -> OwnerCheck:
    """The check that this provider needs; signing in with Slack comes before the provider's page.

    Another organization's Microsoft admin can give an account any address. Outside of a single tenant who sits at the
    browser is therefore asked of Slack; where that is not set up, only an address with `xms_edov` passes.
    """
    if provider is CalendarProvider.MICROSOFT and not is_single_tenant and has_slack_sign_in:
        return OwnerCheck.SLACK
    return configured


def find_owner_problem(check: OwnerCheck, identity: Identity, slack_emails: tuple[str, ...]) -> ConnectOutcome | None:
    """Why this account may not be connected for the person with these addresses in Slack; None if it may.

    Under `SLACK` the person has signed in with Slack in this very browser before.
    """
    if check is OwnerCheck.SLACK:
        return None
    if not identity.has_verified_email:
        return ConnectOutcome.ADDRESS_NOT_VERIFIED
    if identity.email in slack_emails:
        return None
    if check is OwnerCheck.DOMAIN and _is_same_organization(identity, slack_emails):
        return None
    return ConnectOutcome.NOT_YOUR_ACCOUNT


def _is_same_organization(identity: Identity, slack_emails: tuple[str, ...]) -> bool:
    """Never for a private account: everyone has gmail.com in common."""
    domain = _domain(identity.email)
    return identity.organization is not None and bool(domain) and domain in {_domain(each) for each in slack_emails}


def _domain(email: str) -> str:
    return email.rpartition("@")[2]
