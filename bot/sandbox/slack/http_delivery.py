"""Deliver over HTTP to the app's one request URL, signed.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import ssl
from urllib.parse import urlencode

import httpx

from bot.clock import Clock
from bot.sandbox.slack.wire import Answer, EnvelopeType, Json, Retry, UnreachableError

# The app is on this machine and speaks plain HTTP; reading the system's authorities takes longer than a delivery.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def signed_headers(body: bytes, signing_secret: str, timestamp: int) -> dict[str, str]:
    digest = hmac.new(signing_secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


class HttpDelivery:
    """Signed with the time of the clock: the app has to check it by the same one."""

    def __init__(self, url: str, signing_secret: str, clock: Clock) -> None:
        self._url = url
        self._signing_secret = signing_secret
        self._clock = clock
        self._client = httpx.AsyncClient(timeout=60, trust_env=False, verify=_NO_AUTHORITIES)

    async def close(self) -> None:
        await self._client.aclose()

    async def carry(self, envelope_type: EnvelopeType, payload: Json, retry: Retry | None) -> Answer:
        body, content_type = _encode(envelope_type, payload)
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed_headers(body, self._signing_secret, timestamp),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        try:
            response = await self._client.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise UnreachableError from error
        return Answer(response.status_code, _body(response))


def _encode(envelope_type: EnvelopeType, payload: Json) -> tuple[bytes, str]:
    form = "application/x-www-form-urlencoded"
    if envelope_type == "slash_commands":
        return urlencode(payload).encode(), form
    if envelope_type == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), form
    return json.dumps(payload).encode(), "application/json"


def _body(response: httpx.Response) -> Json | str | None:
    """JSON counts as such only if the app says that it is."""
    if not response.content:
        return None
    if response.headers.get("content-type", "").startswith("application/json"):
        try:
            answer = response.json()
        except ValueError:
            return response.text
        return answer if isinstance(answer, dict) else response.text
    return response.text
