"""Deliver Slack's requests to the app and judge the answer: status 200 within three seconds of real time.

https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
"""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.sandbox.slack.http_delivery import HttpDelivery
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.wire import Answer, EnvelopeType, Json, Retry, UnreachableError
from bot.sandbox.slack.workspace import Workspace

Way = SocketMode | HttpDelivery


@dataclass(frozen=True, slots=True)
class Ack:
    """`error` is Slack's own word for why the person is shown a failure: `operation_timeout`, `dispatch_failed`, …"""

    answer: Answer | None
    latency_ms: float
    error: str | None = None

    @property
    def is_ok(self) -> bool:
        return self.error is None

    @property
    def body(self) -> Json | str | None:
        return self.answer.body if self.answer else None


@dataclass(frozen=True, slots=True)
class Delivery:
    envelope_type: EnvelopeType
    payload: Json
    way: Literal["http", "socket"] | None  # None: the app could not be reached at all
    at: datetime
    ack: Ack


class Deliveries:
    """`patience` is how many seconds of real time the app has. Sockets, where there are any, go before HTTP."""

    def __init__(self, workspace: Workspace, sockets: SocketMode, patience: float) -> None:
        self.delivered: list[Delivery] = []
        self.patience = patience
        self.http: HttpDelivery | None = None
        self._workspace = workspace
        self._sockets = sockets

    async def send(self, envelope_type: EnvelopeType, payload: Json, retry: Retry | None = None) -> Delivery:
        at = self._workspace.clock.now()
        way = self._sockets if self._sockets.is_connected else self.http
        ack = await self._deliver(way, envelope_type, payload, retry)
        name: Literal["http", "socket"] = "http" if way is self.http else "socket"
        delivery = Delivery(envelope_type, payload, name if way else None, at, ack)
        self.delivered.append(delivery)
        self._workspace.changes.tell("app_answered", delivery, _user_id(payload))
        return delivery

    async def _deliver(self, way: Way | None, envelope_type: EnvelopeType, payload: Json, retry: Retry | None) -> Ack:
        started = time.perf_counter()
        answer, error = None, None
        try:
            async with asyncio.timeout(self.patience):
                answer = await _carry(way, envelope_type, payload, retry)
        except TimeoutError:
            error = "operation_timeout"
        except UnreachableError:
            error = "dispatch_failed"
        if answer and answer.status != 200:
            error = f"http_error_{answer.status}"
        return Ack(answer, (time.perf_counter() - started) * 1000, error)


async def _carry(way: Way | None, envelope_type: EnvelopeType, payload: Json, retry: Retry | None) -> Answer:
    if way is None:
        raise UnreachableError
    return await way.carry(envelope_type, payload, retry)


def _user_id(payload: Json) -> str | None:
    user = payload.get("user") or payload.get("event", {}).get("user")
    return payload.get("user_id") or (user.get("id") if isinstance(user, dict) else user)
