"""Read an `id_token` and check its claims.

The signature need not be checked for one that comes straight from the token endpoint over TLS: OpenID Connect Core,
section 3.1.3.7, item 6. https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
"""

import base64
import binascii
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

CLOCK_SKEW = timedelta(minutes=1)
TENANT_PLACEHOLDER = "{tenantid}"


class Claims(BaseModel):
    """What this program asks about. Errors and representations must not show them: they are about a person."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    iss: str
    sub: str = Field(min_length=1, max_length=255, repr=False)
    aud: str | list[str]
    exp: float
    nonce: str = Field("", repr=False)
    email: str | None = Field(None, repr=False)
    email_verified: bool | None = None
    hd: str | None = None  # Google: the Workspace domain that manages the account
    tid: str | None = None  # Microsoft: the tenant
    oid: str | None = Field(None, repr=False)  # Microsoft: the person within the tenant
    # Microsoft: the domain's owner has verified the address. Written in several ways.
    xms_edov: bool | int | str | None = None
    slack_user_id: str | None = Field(None, alias="https://slack.com/user_id")
    slack_team_id: str | None = Field(None, alias="https://slack.com/team_id")


def read_claims(id_token: str) -> Claims | None:
    """None for what is no `id_token`."""
    try:
        _, payload, _ = id_token.split(".")
        return Claims.model_validate_json(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, binascii.Error, ValidationError):
        return None


def are_claims_valid(claims: Claims, issuers: Collection[str], client_id: str, nonce: str, now: datetime) -> bool:
    """Whether it was made by this provider, for this client, in answer to this request, and is not too old.

    An issuer with a placeholder is that of the tenant which the token names.
    """
    allowed = {issuer.replace(TENANT_PLACEHOLDER, claims.tid or "") for issuer in issuers}
    return (
        claims.iss in allowed
        and claims.aud in (client_id, [client_id])
        and claims.exp > (now - CLOCK_SKEW).timestamp()
        and nonce != ""
        and claims.nonce == nonce
    )


def is_true(value: Any) -> bool:
    """Of a claim that may be `true`, `1`, `"1"` or `"true"`."""
    return str(value).lower() in {"true", "1"}
