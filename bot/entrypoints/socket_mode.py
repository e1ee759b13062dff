"""Receive Slack's requests over Socket Mode: the same listeners, without a public address."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import perf_counter

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.core.errors import SetupError
from bot.core.storable_text import make_payload_storable
from bot.scheduling.foreground_priority import ForegroundPriority

log = structlog.get_logger()

# Slack replaces connections within seconds; without one for this long no one's clicks arrive.
TIMEOUT_SECONDS = 30.0
CONNECT_WITHIN_SECONDS = 30.0
CLOSE_WITHIN_SECONDS = 1.0
LOOK_EVERY_SECONDS = 1.0
# The SDK goes on trying the address that it has, which is good for one connection and for half a minute.
NEW_ADDRESS_AFTER_SECONDS = 15.0

OpenSocket = Callable[[], Awaitable[str]]


class SocketMode:
    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        open_socket: OpenSocket,
        on_ack: Callable[[float], None],
        foreground: ForegroundPriority,
    ) -> None:
        # The client inside starts tasks at once, so this is made within the running loop only.
        self._handler = AsyncSocketModeHandler(app, app_token, logger=_silent_logger())
        self._handler.client.socket_mode_request_listeners[:] = [self._handle_timed]
        self._open_socket = open_socket
        self._on_ack = on_ack
        self._foreground = foreground
        self._connected_at = asyncio.get_running_loop().time()
        self._is_down = False

    async def connect(self) -> None:
        """Raises SetupError if Slack does not accept the token, or does not let us connect for a while."""
        self._handler.client.wss_uri = await self._open_socket()
        try:
            async with asyncio.timeout(CONNECT_WITHIN_SECONDS):
                await self._handler.connect_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            raise SetupError(
                f"Slack's Socket Mode can't be reached from here: no connection within {CONNECT_WITHIN_SECONDS:g} "
                "seconds. Check that this machine's network and proxy let WebSockets (wss://) out, then start again."
            ) from None
        self._connected_at = asyncio.get_running_loop().time()

    async def close(self) -> None:
        """A Slack that does not say goodbye keeps no one: what is stopped after this needs the seconds."""
        try:
            async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
                await self._handler.close_async()  # type: ignore[no-untyped-call]
        except TimeoutError:
            await self._handler.close_async()  # type: ignore[no-untyped-call]  # the rest: the connection is cut off

    @property
    def seconds_without_socket(self) -> float:
        """0 while there is one."""
        silence = asyncio.get_running_loop().time() - self._connected_at
        return silence if silence > 2 * LOOK_EVERY_SECONDS else 0.0

    async def watch(self) -> None:
        """Note whether there is a connection, and help the SDK to a new one."""
        while True:
            if await self._handler.client.is_connected():
                self._connected_at = asyncio.get_running_loop().time()
            elif self.seconds_without_socket > NEW_ADDRESS_AFTER_SECONDS:
                self._handler.client.wss_uri = None  # asks for another
            self._log_change()
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _log_change(self) -> None:
        is_down = self.seconds_without_socket >= TIMEOUT_SECONDS
        if is_down and not self._is_down:
            log.error("no socket mode connection", seconds=round(self.seconds_without_socket))
        elif self._is_down and not is_down:
            log.info("socket mode connection is back")
        self._is_down = is_down

    async def _handle_timed(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = perf_counter()
        try:
            request.payload = make_payload_storable(request.payload)
            with self._foreground.track_request():
                await self._handler.handle(client, request)  # type: ignore[arg-type]  # Bolt names one of its clients
        except Exception:
            log.exception("request not understood")
        self._on_ack(perf_counter() - started)


def _silent_logger() -> logging.Logger:
    """While Slack is away the SDK logs a traceback for every try; what matters of that is said here once."""
    logger = logging.getLogger("slack_sdk.socket_mode.silent")
    logger.setLevel(logging.CRITICAL)
    return logger
