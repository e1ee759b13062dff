"""Verify a webhook's signature: (headers, body, secrets, now) to the delivery's id or an error. Without I/O.

https://docs.recall.ai/docs/authenticating-requests-from-recallai
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from bot.core.errors import RecallScheduleError, SetupError

# Recall names no limit; five minutes is what the libraries of the scheme allow, either way.
TOLERANCE = timedelta(minutes=5)
# The second is that of accounts from before December 2025 without a workspace secret.
HEADER_FAMILIES = ("webhook", "svix")
SECRET_PREFIX = "whsec_"  # noqa: S105 -- the prefix, not a secret

_UNIX_SECONDS = re.compile(r"[1-9][0-9]{0,10}")  # as the signed text spells them: without leading zeros


class Fault(StrEnum):
    MISSING_HEADERS = "missing headers"  # Recall signs nothing until a workspace secret has been created
    NOT_A_NUMBER = "not a number"  # the timestamp
    TOO_OLD = "too old"
    TOO_NEW = "too new"  # one of the two clocks is wrong
    MISMATCH = "mismatch"


class BadSignature(RecallScheduleError):
    """The request is not provably Recall's."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(f"Webhook refused: {reason}")
        self.reason = reason


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """The delivery's id, which is the same when Recall sends it again. Raises BadSignature.

    `body` is the raw request body; each of `secrets` has passed `check_secret`.
    """
    fault = Fault.MISSING_HEADERS
    for delivery in _deliveries(headers):
        found = _fault(delivery, body, secrets, now)
        if found is None:
            return delivery.id
        fault = found
    raise BadSignature(fault)


def check_secret(secret: str) -> None:
    """Raises SetupError unless it is a secret of this scheme: `whsec_` and base64."""
    try:
        Webhook(secret)
        is_one = secret.startswith(SECRET_PREFIX)
    except (ValueError, EmptyWebhookSecretError):
        is_one = False
    if not is_one:
        raise SetupError(
            "RECALL_WEBHOOK_SECRET contains something that isn't a webhook secret. Copy the secret that "
            "starts with whsec_ from API Keys & Secrets in your Recall.ai dashboard. Separate several "
            "with commas."
        )


@dataclass(frozen=True, slots=True)
class _Delivery:
    id: str
    timestamp: str
    signatures: str


def _deliveries(headers: Mapping[str, str]) -> list[_Delivery]:
    values = {name.lower(): value for name, value in headers.items()}
    families = (
        [values.get(f"{family}-{part}", "") for part in ("id", "timestamp", "signature")] for family in HEADER_FAMILIES
    )
    return [_Delivery(*family) for family in families if all(family)]


def _fault(delivery: _Delivery, body: bytes, secrets: Sequence[str], now: datetime) -> Fault | None:
    if not _UNIX_SECONDS.fullmatch(delivery.timestamp):
        return Fault.NOT_A_NUMBER
    age = now - datetime.fromtimestamp(int(delivery.timestamp), UTC)
    if age > TOLERANCE:
        return Fault.TOO_OLD
    if age < -TOLERANCE:
        return Fault.TOO_NEW
    return None if _matches(delivery, body, secrets) else Fault.MISMATCH


def _matches(delivery: _Delivery, body: bytes, secrets: Sequence[str]) -> bool:
    """Any signature by any secret will do: Recall sends several while a secret is being replaced."""
    try:
        given = [signature.encode() for signature in delivery.signatures.split(" ")]
        expected = [_signature(delivery, body, secret) for secret in secrets]
    except UnicodeError:  # Recall sends UTF-8
        return False
    return any(hmac.compare_digest(one, other) for one in expected for other in given)


def _signature(delivery: _Delivery, body: bytes, secret: str) -> bytes:
    # The library's own `verify` reads the system clock and one family of headers only; its `sign` serves.
    sent_at = datetime.fromtimestamp(int(delivery.timestamp), UTC)
    return Webhook(secret).sign(delivery.id, sent_at, body.decode()).encode()
