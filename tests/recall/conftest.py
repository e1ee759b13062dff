"""Serve a Recall that answers as told and records its requests, for facts about requests."""

import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import stamina
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import SystemClock
from bot.recall.client import RecallClient
from bot.sandbox.serving import serving

Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class ScriptedRecall:
    url: str = ""
    answers: deque[Answer] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def will_answer(self, status: int = 200, value: Any = None, **headers: str) -> None:
        content = json.dumps(value) if value is not None else ""

        async def answer(request: Request) -> Response:
            return Response(content, status, {name.replace("_", "-"): text for name, text in headers.items()})

        self.answers.append(answer)

    @property
    def request(self) -> Request:
        [only] = self.requests
        return only

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = Request(scope, receive)
        self.requests.append(request)
        self.bodies.append(await request.body())
        response = await self.answers.popleft()(request)
        await response(scope, receive, send)


@pytest.fixture
async def recall() -> AsyncIterator[ScriptedRecall]:
    scripted = ScriptedRecall()
    async with serving(scripted) as scripted.url:
        yield scripted


@pytest.fixture
async def client_of() -> AsyncIterator[Callable[..., RecallClient]]:
    """Makes clients that are closed after the test."""
    async with AsyncExitStack() as stack:

        def make(url: str, key: str = "made-up-key", **options: Any) -> RecallClient:
            client = RecallClient(url, key, SystemClock(), **options)
            stack.push_async_callback(client.aclose)
            return client

        yield make


@pytest.fixture
def client(recall: ScriptedRecall, client_of: Callable[..., RecallClient]) -> RecallClient:
    return client_of(recall.url)


@pytest.fixture
async def impatient_http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=0.25) as http:
        yield http


@pytest.fixture(autouse=True)
def _reads_are_tried_again_at_once() -> Iterator[None]:
    stamina.set_testing(True, attempts=10, cap=True)
    yield
    stamina.set_testing(False)
