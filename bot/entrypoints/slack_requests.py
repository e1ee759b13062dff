"""Slack over HTTP: verify, decode, and hand Bolt the same kind of request that Socket Mode gives it.

Bolt's own HTTP path reads any form whose text contains the word "payload" as an interaction, and logs the bodies of
requests that it refuses. Decoding here avoids both.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any
from urllib.parse import parse_qs

import structlog
from pydantic_core import from_json
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.requests import Request
from starlette.responses import Response
from yarl import URL

from bot.clock import Clock
from bot.core.storable_text import make_payload_storable
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.request_body import read_limited_body
from bot.entrypoints.slack_signature import build_verifier, is_signed_by_slack
from bot.scheduling.foreground_priority import ForegroundPriority

log = structlog.get_logger()

# Slack's largest view is 250 KB, and a submission repeats it with its state.
MAX_BODY_BYTES = 2_000_000
FORM = "application/x-www-form-urlencoded"
LARGEST_CERTIFICATE_CHECK = 1_000
# What Slack says about its deliveries rather than about anything that happened.
# https://docs.slack.dev/apis/events-api#rate-limiting
UNHEARD = frozenset({"app_rate_limited"})


class SlackRequests:
    def __init__(
        self,
        app: AsyncApp,
        signing_secret: str,
        clock: Clock,
        on_ack: Callable[[float], None],
        rejected: RejectedRequests,
        foreground: ForegroundPriority,
    ) -> None:
        self._app = app
        self._foreground = foreground
        self._on_ack = on_ack
        self._rejected = rejected
        self._verifier = build_verifier(signing_secret, clock)

    async def answer(self, request: Request) -> Response:
        """200 for what Slack sent and for checks of the certificate; 401, 413 and 400 for the rest."""
        started = perf_counter()
        if request.query_params.get("ssl_check") == "1":
            return Response()
        if request.method == "GET":
            return Response(status_code=405, headers={"Allow": "POST"})
        body = await read_limited_body(request, MAX_BODY_BYTES)
        if body is None:
            return self._refuse("too large", 413)
        if is_certificate_check(body):
            return Response()
        if not is_signed_by_slack(self._verifier, body, request.headers):
            return self._refuse("not signed by Slack", 401)
        decoded = decode(body, request.headers.get("content-type", ""))
        if decoded is None:
            return Response(status_code=400)
        if decoded.get("type") in UNHEARD:
            return Response()
        with self._foreground.track_request():
            return await self._dispatch(request, decoded, started)

    async def _dispatch(self, request: Request, decoded: dict[str, Any], started: float) -> Response:
        try:
            answer = await self._app.async_dispatch(
                AsyncBoltRequest(body=decoded, mode="socket_mode", headers=_own_headers(request.headers))
            )
        except Exception:  # Bolt raises of itself only for a shape that Slack never sends
            log.exception("request not understood")
            return Response(status_code=400)
        self._on_ack(perf_counter() - started)
        headers = {name: values[0] for name, values in answer.headers.items()}
        return Response(answer.body, answer.status, headers)

    def _refuse(self, reason: str, status: int) -> Response:
        """Whatever else they send is not read."""
        self._rejected.note(reason)
        return Response(status_code=status, headers={"Connection": "close"})


def is_certificate_check(body: bytes) -> bool:
    """Slack's check of the certificate: signed or not, and beside a token perhaps.

    https://docs.slack.dev/interactivity/implementing-slash-commands#ssl
    """
    if len(body) > LARGEST_CERTIFICATE_CHECK or b"ssl_check" not in body:
        return False
    fields = parse_qs(body.decode(errors="replace"))
    return fields.get("ssl_check") == ["1"] and not {"command", "payload"} & fields.keys()


def decode(body: bytes, content_type: str) -> dict[str, Any] | None:
    """The request as a dict; None for what Slack never sends."""
    try:
        if content_type.startswith(FORM):
            # Of a form's 50 KB, urllib's pure Python takes ten times as long.
            fields = dict(URL.build(query_string=body.decode(), encoded=True).query)
            decoded = _loaded(fields["payload"]) if "payload" in fields else fields
        else:
            decoded = _loaded(body)
        return make_payload_storable(decoded) if isinstance(decoded, dict) else None
    except (ValueError, RecursionError):
        return None


def _loaded(text: str | bytes) -> Any:
    """pydantic's reader takes half as long as the standard library's, but refuses half a character."""
    try:
        return from_json(text)
    except ValueError:
        return json.loads(text)


def _own_headers(headers: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    """Bolt takes headers of its own name for things that it has checked itself."""
    return {name: value for name, value in headers.items() if not name.startswith("x-slack-bolt")}
