"""Describe what differs between providers: addresses, scopes, parameters, claims and words for what went wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.core.calendars.flow import Leg
from bot.core.calendars.outcomes import ConnectOutcome


@dataclass(frozen=True, slots=True)
class OAuthFailure:
    """`code` is the provider's word or number, fit for a log; its sentences never leave this package."""

    outcome: ConnectOutcome
    code: str


ReadError = Callable[[str, str], OAuthFailure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDescription:
    """`issuer` is where discovery looks. A provider of several tenants calls itself by a template instead."""

    leg: Leg
    issuer: str
    client_id: str
    client_secret: SecretStr
    scope: str
    parameters: Mapping[str, str] = field(default_factory=dict)  # of the authorization request, beside the usual ones
    uses_pkce: bool = True
    may_call_itself_otherwise: bool = False  # on the same host: Microsoft's tenants
    is_for_any_tenant: bool = False
    issuer_aliases: frozenset[str] = frozenset()  # further values of `iss`
    read_error: ReadError  # (error, description) of a callback or of the token endpoint
