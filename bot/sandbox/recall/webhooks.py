"""Deliver webhooks to the app: signed, with retries, and on a test's demand lost, doubled or out of order.

https://docs.recall.ai/docs/authenticating-requests-from-recallai
"""

import asyncio
import json
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from standardwebhooks import Webhook

from bot.clock import Clock

HeaderFamily = Literal["webhook", "svix"]
TIMEOUT_SECONDS = 15.0
# https://docs.recall.ai/docs/webhook-faqs
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
# Sent only to those who ask for it by name.
LEGACY_EVENT = "bot.status_change"


@dataclass(frozen=True, slots=True)
class Attempt:
    at: datetime
    status: int | None  # None: no answer


@dataclass(slots=True)
class Delivery:
    event: str
    body: bytes
    id: str = field(default_factory=lambda: f"msg_{uuid4().hex}")
    attempts: list[Attempt] = field(default_factory=list)
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Endpoint:
    url: str
    secrets: tuple[str, ...]
    headers: HeaderFamily
    events: frozenset[str] | None

    def wants(self, event: str) -> bool:
        return event in self.events if self.events is not None else event != LEGACY_EVENT


def signed_headers(
    secrets: Sequence[str], message_id: str, at: datetime, body: bytes, family: HeaderFamily = "webhook"
) -> dict[str, str]:
    """A signature for each secret, as while one replaces another; without a secret no headers at all."""
    if not secrets:
        return {}
    signatures = [Webhook(secret).sign(message_id, at, body.decode()) for secret in secrets]
    return {
        f"{family}-id": message_id,
        f"{family}-timestamp": str(int(at.timestamp())),
        f"{family}-signature": " ".join(signatures),
    }


class Webhooks:
    def __init__(self, clock: Clock) -> None:
        self.sent: list[Delivery] = []
        self._clock = clock
        self._endpoint: _Endpoint | None = None
        self._held: list[Delivery] | None = None
        self._drops = 0
        self._loses_all = False
        self._repeats = 0
        self._in_order = asyncio.Lock()
        self._posting: set[asyncio.Task[None]] = set()
        self._retrying: dict[asyncio.Task[None], datetime] = {}
        # Deliveries go to loopback over plain HTTP: loading the system's certificates would be wasted.
        self._no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    def webhooks_to(
        self,
        url: str,
        *secrets: str,
        headers: HeaderFamily = "webhook",
        events: Collection[str] | None = None,
    ) -> None:
        """Deliver from now on to `url`, which must be plain HTTP on this machine. `events`: only these."""
        parts = urlsplit(url)
        if parts.scheme != "http" or parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ValueError("the pretend Recall delivers to http:// on this machine only")
        wanted = frozenset(events) if events is not None else None
        self._endpoint = _Endpoint(url, secrets, headers, wanted)

    def tell(self, event: str, data: dict[str, Any]) -> None:
        """Needs a running event loop once `webhooks_to` was called."""
        if self._endpoint is None or not self._endpoint.wants(event):
            return
        delivery = Delivery(event, json.dumps({"event": event, "data": data}).encode())
        self.sent.append(delivery)
        if self._drops or self._loses_all:
            self._drops -= not self._loses_all
            delivery.is_dropped = True
            return
        self._pass_on(delivery)
        if self._repeats:
            self._repeats -= 1
            self._pass_on(delivery)

    def drop_next_delivery(self, times: int = 1) -> None:
        """It is lost for good: no retry brings it."""
        self._drops += times

    @contextmanager
    def lose_deliveries(self) -> Iterator[None]:
        """All that is told meanwhile is lost in the same way."""
        self._loses_all = True
        try:
            yield
        finally:
            self._loses_all = False

    def repeat_next_delivery(self, times: int = 1) -> None:
        """The same message twice, with the same id."""
        self._repeats += times

    def hold_deliveries(self) -> None:
        self._held = self._held if self._held is not None else []

    def release_deliveries(self, order: Sequence[int] | None = None) -> None:
        """Send what was held. `order` names them by their place; those that it leaves out are lost."""
        held, self._held = self._held or [], None
        for place in order if order is not None else range(len(held)):
            self._pass_on(held[place])

    async def deliveries(self) -> None:
        """Wait until every delivery that is due has had its answer. A retry is due when the clock says so."""
        while waiting := self._posting | self._due():
            await asyncio.wait(waiting)

    async def aclose(self) -> None:
        unfinished = [*self._posting, *self._retrying]
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    def _due(self) -> set[asyncio.Task[None]]:
        return {task for task, due in self._retrying.items() if due <= self._clock.now()}

    def _pass_on(self, delivery: Delivery) -> None:
        if self._held is not None:
            self._held.append(delivery)
            return
        task = asyncio.create_task(self._post(delivery))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, delivery: Delivery) -> None:
        async with self._in_order:
            status = await self._send(delivery)
        delivery.attempts.append(Attempt(self._clock.now(), status))
        is_accepted = status is not None and 200 <= status < 300
        if not is_accepted and len(delivery.attempts) <= len(RETRIES):
            self._try_again(delivery, self._clock.now() + RETRIES[len(delivery.attempts) - 1])

    async def _send(self, delivery: Delivery) -> int | None:
        endpoint = self._endpoint
        if endpoint is None:
            return None
        signature = signed_headers(endpoint.secrets, delivery.id, self._clock.now(), delivery.body, endpoint.headers)
        headers = {"Content-Type": "application/json", **signature}
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False, verify=self._no_tls) as client:
                answer = await client.post(endpoint.url, content=delivery.body, headers=headers)
        except httpx.TransportError:
            return None
        return answer.status_code

    def _try_again(self, delivery: Delivery, due: datetime) -> None:
        task = asyncio.create_task(self._post_at(delivery, due))
        self._retrying[task] = due
        task.add_done_callback(self._retrying.pop)

    async def _post_at(self, delivery: Delivery, due: datetime) -> None:
        await self._clock.sleep_until(due)
        self._pass_on(delivery)
