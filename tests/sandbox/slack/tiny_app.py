"""Run an app that records what Slack sent, and answers what the test told it to."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Reply = Callable[[dict[str, Any]], object]


@dataclass
class TinyApp:
    """`reply` gets a payload and returns JSON, text, a Response or None; `seconds` is how long it takes."""

    reply: Reply = lambda _payload: None
    seconds: float = 0
    payloads: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def asgi(self) -> Starlette:
        return Starlette(routes=[Route("/slack/events", self._endpoint, methods=["POST"])])

    @property
    def last(self) -> dict[str, Any]:
        return self.payloads[-1]

    async def _endpoint(self, request: Request) -> Response:
        body = await request.body()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.payloads.append(_payload(body))
        answer = self.reply(self.last)
        await asyncio.sleep(self.seconds)
        if isinstance(answer, Response):
            return answer
        return PlainTextResponse(answer or "") if answer is None or isinstance(answer, str) else JSONResponse(answer)


def _payload(body: bytes) -> dict[str, Any]:
    if body.startswith(b"{"):
        return json.loads(body)
    fields = dict(parse_qsl(body.decode()))
    return json.loads(fields["payload"]) if "payload" in fields else fields
