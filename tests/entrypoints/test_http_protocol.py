"""What anyone can do to the port, without a proxy in front and without a signature."""

import asyncio
import logging
from collections import Counter
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.entrypoints.http_protocol import LARGEST_HEADERS, bounded_protocol

SOON = 0.3
GET = b"GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"


async def hello(request):
    try:
        body = await request.body()
    except ClientDisconnect:
        return Response(status_code=400)
    return PlainTextResponse(f"hello {len(body)}")


async def reads_nothing(request):
    return Response(status_code=413)


class Port:
    def __init__(self, number: int, refused: Counter[str]) -> None:
        self.number = number
        self.refused = refused

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.number)

    async def hears(self, *pieces: bytes, within: float = 5) -> bytes:
        """Everything until the other side hangs up."""
        reader, writer = await self.connect()
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.01)
        try:
            return await asyncio.wait_for(reader.read(), within)
        except ConnectionError:
            return b""
        finally:
            writer.close()


@asynccontextmanager
async def listening(**bounds):
    refused: Counter[str] = Counter()
    protocol = bounded_protocol(lambda reason: refused.update([reason]), **bounds)
    app = Starlette(routes=[Route("/", hello, methods=["GET", "POST"]), Route("/413", reads_nothing, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=protocol, ws="none", lifespan="off", log_config=None))
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn tells no one
        await asyncio.sleep(0.01)
    try:
        yield Port(server.servers[0].sockets[0].getsockname()[1], refused)
    finally:
        server.should_exit = server.force_exit = True
        await serving


@pytest.fixture
async def port():
    async with listening(request_within=SOON) as port:
        yield port


async def test_a_request_is_answered(port):
    answer = await port.hears(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody")

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"hello 4")
    assert not port.refused


async def test_one_connection_carries_many_requests(port):
    reader, writer = await port.connect()

    for _ in range(3):
        writer.write(GET)
        assert b"200" in await reader.readuntil(b"hello 0")
        await asyncio.sleep(SOON / 2)

    writer.close()


async def test_anyone_who_says_nothing_is_let_go(port):
    assert await port.hears() == b""
    assert not port.refused


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([b"GET / HT"], id="half a line"),
        pytest.param([b"GET / HTTP/1.1\r\nHost: a\r\n"], id="half the headers"),
        pytest.param([b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"], id="half a body"),
        pytest.param([b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"], id="chunks"),
    ],
)
async def test_anyone_who_does_not_come_to_the_end_is_let_go(port, pieces):
    answer = await port.hears(*pieces)

    assert answer.startswith(b"HTTP/1.1 408")
    assert port.refused == {"too slow": 1}


async def test_dripping_does_not_help(port):
    drops = [b"X-Drop: x\r\n"] * 200

    answer = await port.hears(b"GET / HTTP/1.1\r\nHost: a\r\n", *drops)

    assert b"200" not in answer
    assert port.refused == {"too slow": 1}


async def test_a_body_that_no_one_reads_is_not_taken_for_ever(port):
    head = b"POST /413 HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"

    await port.hears(head, *[b"x" * 100] * 100)

    assert port.refused == {"too slow": 1}


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * LARGEST_HEADERS + b"\r\n\r\n"], id="one"),
        pytest.param([b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 8_000 + b"\r\n"], id="many"),
        pytest.param([b"GET /" + b"x" * LARGEST_HEADERS + b" HTTP/1.1\r\n\r\n"], id="address"),
        pytest.param([b"GET / HTTP/1.1\r\nX: ", *[b"x" * 4_096] * 9], id="without an end"),
    ],
)
async def test_headers_have_a_largest_size(port, pieces):
    answer = await port.hears(*pieces)

    assert answer.startswith(b"HTTP/1.1 431") or not answer  # a reset may overtake it
    assert port.refused == {"headers too large": 1}


async def test_headers_may_be_long(port):
    answer = await port.hears(b"GET / HTTP/1.1\r\nConnection: close\r\nX: " + b"x" * 30_000 + b"\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00 TLS for a port that speaks none\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: after the body\r\n\r\n",
        GET * 100,
    ],
)
async def test_what_is_not_http_fills_no_log(port, caplog, request_):
    caplog.set_level(logging.DEBUG, logger="uvicorn.error")
    caplog.set_level(logging.ERROR, logger="uvicorn.error")

    answer = await port.hears(request_)

    assert b"HTTP/1.1 400" in answer or not answer
    assert port.refused == {"malformed": 1}
    assert not caplog.records


async def test_of_too_many_connections_an_idle_one_goes_before_any_that_owes_a_request():
    async with listening(request_within=30, most_connections=3) as port:
        first, idle, third = [await port.connect() for _ in range(3)]
        idle[1].write(GET)
        await idle[0].readuntil(b"hello 0")

        newest = await port.connect()

        with suppress(ConnectionError):
            assert await asyncio.wait_for(idle[0].read(), 5) == b""
        for reader, writer in (first, third, newest):
            writer.write(GET)
            assert await reader.readuntil(b"hello 0")
        for _, writer in (first, idle, third, newest):
            writer.close()


async def test_of_too_many_connections_the_one_that_has_owed_a_request_for_longest_goes():
    async with listening(request_within=30, most_connections=5) as port:
        idle = [await port.connect() for _ in range(5)]
        await asyncio.sleep(0.05)

        answer = await port.hears(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

        assert answer.startswith(b"HTTP/1.1 200")
        assert port.refused == {"too many connections": 1}
        oldest, _ = idle[0]
        with suppress(ConnectionError):
            assert await asyncio.wait_for(oldest.read(), 2) == b""
        for _, writer in idle:
            writer.close()


async def test_an_unfinished_request_takes_no_place_from_others():
    async with listening(request_within=30) as port:
        _, writer = await port.connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf")

        answer = await port.hears(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", within=1)

        assert answer.startswith(b"HTTP/1.1 200")
        writer.close()
