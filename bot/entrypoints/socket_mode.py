"""Receive Slack's requests over Socket Mode: the same listeners, without a public address."""

from collections.abc import Callable
from time import perf_counter

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.core.storable_text import make_payload_storable
from bot.scheduling.foreground_priority import ForegroundPriority


class SocketMode:
    def __init__(
        self, app: AsyncApp, app_token: str, on_ack: Callable[[float], None], foreground: ForegroundPriority
    ) -> None:
        # The client inside starts tasks at once, so this is made within the running loop only.
        self._handler = AsyncSocketModeHandler(app, app_token)
        self._handler.client.socket_mode_request_listeners[:] = [self._handle_timed]
        self._on_ack = on_ack
        self._foreground = foreground

    async def connect(self) -> None:
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _handle_timed(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        started = perf_counter()
        request.payload = make_payload_storable(request.payload)
        with self._foreground.track_request():
            await self._handler.handle(client, request)  # type: ignore[arg-type]  # Bolt names one of its clients
        self._on_ack(perf_counter() - started)
