import asyncio
import contextlib
import signal
import socket
import time

import httpx
import pytest
import websockets
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from bot.sandbox.serving import hang_up, serving
from tests.sandbox.recall.calls import http


async def _hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def _for_ever(request: Request) -> PlainTextResponse:
    request.app.state.is_waiting.set()
    await asyncio.Event().wait()
    return PlainTextResponse("never")


async def _hang_up(request: Request) -> PlainTextResponse:
    await hang_up(request)
    return PlainTextResponse("nobody is listening")


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    async for text in socket.iter_text():
        await socket.send_text(text)


@pytest.fixture
def app() -> Starlette:
    app = Starlette(
        routes=[
            Route("/hello", _hello),
            Route("/for-ever", _for_ever),
            Route("/hang-up", _hang_up),
            WebSocketRoute("/echo", _echo),
        ]
    )
    app.state.is_waiting = asyncio.Event()
    return app


async def test_an_app_answers_at_the_url_that_is_given(app: Starlette):
    async with serving(app) as url, http(base_url=url) as client:
        answer = await client.get("/hello")

    assert answer.text == "hello"
    assert url.startswith("http://127.0.0.1:")


async def test_answers_come_at_once(app: Starlette):
    async with serving(app) as url, http(base_url=url) as client:
        await client.get("/hello")
        began = time.monotonic()
        for _ in range(50):
            await client.get("/hello")

    assert time.monotonic() - began < 1.5  # without TCP_NODELAY: 2 s


async def test_no_one_answers_afterwards(app: Starlette):
    async with serving(app) as url:
        pass

    with pytest.raises(httpx.ConnectError):
        async with http() as client:
            await client.get(url)


async def test_a_taken_port_is_an_os_error(app: Starlette):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        with pytest.raises(OSError, match="in use"):
            async with serving(app, port=taken.getsockname()[1]):
                pass


async def test_a_port_can_be_used_again_at_once(app: Starlette):
    async with serving(app) as first, http() as client:
        await client.get(f"{first}/hello")

        port = int(first.rpartition(":")[2])

    async with serving(app, port=port) as second:
        assert second == first


async def test_the_end_waits_for_no_keep_alive_request_or_websocket(app: Starlette, caplog: pytest.LogCaptureFixture):
    async with contextlib.AsyncExitStack() as stack:
        client = await stack.enter_async_context(http(timeout=30))
        async with serving(app) as url:
            await client.get(f"{url}/hello")
            stuck = asyncio.create_task(client.get(f"{url}/for-ever"))
            chat = await websockets.connect(f"ws{url.removeprefix('http')}/echo", proxy=None)
            await chat.send("still there?")
            assert await chat.recv() == "still there?"
            await app.state.is_waiting.wait()
            began = time.monotonic()

        assert time.monotonic() - began < 0.5
        with pytest.raises(httpx.TransportError):
            await stuck
        await chat.wait_closed()

    assert not caplog.records


async def test_signal_handlers_are_left_alone(app: Starlette):
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    async with serving(app):
        during = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    assert during == before


async def test_a_request_can_be_hung_up_on(app: Starlette, caplog: pytest.LogCaptureFixture):
    async with serving(app) as url, http(base_url=url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/hang-up")

        assert (await client.get("/hello")).text == "hello"

    assert not caplog.records
