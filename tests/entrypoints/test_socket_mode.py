"""The socket that we open: what stops the start, and how a lost one comes back."""

import asyncio
import base64
import hashlib
import logging
import re
from contextlib import asynccontextmanager
from functools import partial

import pytest
import stamina
from slack_bolt.async_app import AsyncApp

from bot.core.errors import SetupError
from bot.entrypoints import socket_mode
from bot.entrypoints.socket_mode import SocketMode
from bot.sandbox.clock import MovableClock
from bot.sandbox.slack.installation import APP_TOKEN, BOT_TOKEN
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.slack.session import slack_session
from bot.slack.sign_in import open_socket
from bot.slack.web_client import web_client
from tests.examples import NOW


@pytest.fixture(autouse=True)
def _tries_follow_soon(monkeypatch):
    monkeypatch.setattr(socket_mode, "LOOK_EVERY_SECONDS", 0.02)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def slack():
    slack = PretendSlack(MovableClock(NOW))
    async with slack.serving():
        yield slack


@asynccontextmanager
async def socket_to(slack, app_token=APP_TOKEN):
    async with slack_session() as session:
        client = web_client(BOT_TOKEN, f"{slack.workspace.base_url}/api/", session)
        app = AsyncApp(client=client, signing_secret="x", request_verification_enabled=False)
        address = partial(open_socket, client, app_token)
        socket = SocketMode(app, app_token, address, lambda seconds: None, ForegroundPriority())
        socket._handler.client.ping_interval = 0.05
        try:
            yield socket
        finally:
            await socket.close()


@asynccontextmanager
async def watched(socket):
    watching = asyncio.create_task(socket.watch())
    try:
        yield
    finally:
        watching.cancel()


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_revoked_app_token_is_a_set_up_error(slack, code):
    slack.fail_next("apps.connections.open", error=code)

    async with socket_to(slack) as socket:
        with pytest.raises(SetupError, match=f"SLACK_APP_TOKEN \\({code}\\)") as caught:
            await socket.connect()

    assert APP_TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_a_slack_that_is_away_is_one_sentence(slack):
    slack.fail_next("apps.connections.open", no_answer=True, times=10)

    async with socket_to(slack) as socket:
        with pytest.raises(SetupError, match="can't be reached"):
            await socket.connect()


async def test_a_network_that_lets_no_socket_out_is_one_sentence(slack, monkeypatch):
    monkeypatch.setattr(socket_mode, "CONNECT_WITHIN_SECONDS", 0.2)
    monkeypatch.setattr(slack.sockets, "_tickets", frozenset())  # no address is good

    async with socket_to(slack) as socket:
        socket._open_socket = partial(_nowhere)
        with pytest.raises(SetupError, match="wss://"):
            await socket.connect()


async def _nowhere() -> str:
    return "ws://127.0.0.1:9/link/"


async def test_a_lost_socket_comes_back(slack):
    async with socket_to(slack) as socket:
        await socket.connect()
        async with watched(socket):
            await slack.until(lambda: slack.sockets.is_connected)
            await slack.disconnect_sockets(None)
            await slack.until(lambda: not slack.sockets.is_connected)
            await slack.until(lambda: slack.sockets.is_connected)

        assert socket.seconds_without_socket == 0


async def test_an_address_that_is_used_up_is_not_tried_for_ever(slack, monkeypatch):
    monkeypatch.setattr(socket_mode, "NEW_ADDRESS_AFTER_SECONDS", 0.2)
    async with socket_to(slack) as socket, watched(socket):
        socket._handler.client.wss_uri = f"{slack.workspace.base_url.replace('http', 'ws')}/link/?ticket=used"
        connecting = asyncio.create_task(socket._handler.connect_async())

        await slack.until(lambda: slack.sockets.is_connected)
        await connecting


@asynccontextmanager
async def silent_server():
    """Takes the connection, and never says another word: as a network does that drops everything."""

    async def answer(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = re.search(r"(?i)sec-websocket-key: (\S+)", head)[1] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}"
        writer.write(f"HTTP/1.1 101 Switching Protocols\r\n{upgrade}\r\n\r\n".encode())
        while await reader.read(1024):
            pass
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"ws://{host}:{port}/link/"


async def test_a_slack_that_does_not_say_goodbye_holds_up_no_stop(slack, monkeypatch):
    """Nine seconds later the process is ended by force, and bookings in hand with it."""
    monkeypatch.setattr(socket_mode, "CLOSE_WITHIN_SECONDS", 0.2)
    async with silent_server() as url, socket_to(slack) as socket:
        socket._open_socket = partial(_return, url)
        await socket.connect()
        began = asyncio.get_running_loop().time()

        await socket.close()

        assert asyncio.get_running_loop().time() - began < 2


async def _return(url: str) -> str:
    return url


async def test_while_slack_is_away_one_line_says_so(slack, monkeypatch, caplog):
    monkeypatch.setattr(socket_mode, "TIMEOUT_SECONDS", 0.2)
    caplog.set_level(logging.WARNING)
    async with socket_to(slack) as socket:
        await socket.connect()
        slack.fail_next("apps.connections.open", error="internal_error", times=1_000)
        async with watched(socket):
            await slack.disconnect_sockets(None)
            await asyncio.sleep(1)

        assert socket.seconds_without_socket > 0.2
    assert not caplog.records
