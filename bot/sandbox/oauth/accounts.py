"""Describe the accounts that people have at a pretend provider."""

from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`claims` are added to those of every account, or take their place."""

    email: str
    name: str = ""
    has_verified_email: bool = True
    organization: str | None = None  # Google's hosted domain, Microsoft's tenant
    claims: dict[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"mailto:{self.email}"))


def google_claims(account: Account) -> dict[str, Any]:
    """https://developers.google.com/identity/openid-connect/openid-connect#an-id-tokens-payload"""
    hosted = {"hd": account.organization} if account.organization else {}
    return {
        "sub": account.subject.replace("-", "")[:21],
        "email": account.email,
        "email_verified": account.has_verified_email,
        **hosted,
        **account.claims,
    }


def microsoft_claims(account: Account) -> dict[str, Any]:
    """https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference"""
    return {
        "sub": f"pairwise-{account.subject}",
        "oid": account.subject,
        "tid": account.organization or "9188040d-6c67-4c5b-b112-36a304b66dad",
        "email": account.email,
        "preferred_username": account.email,
        **account.claims,
    }


def slack_claims(account: Account) -> dict[str, Any]:
    """https://docs.slack.dev/authentication/sign-in-with-slack"""
    return {
        "sub": account.claims.get("https://slack.com/user_id", ""),
        "email": account.email,
        "email_verified": True,
        **account.claims,
    }
