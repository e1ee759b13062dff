"""Serve the pretend services over real HTTP: a loopback socket in the running loop, up and down at once."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.requests import Request

_DISCONNECT = "sandbox.disconnect"
# Longer than any client keeps one that is idle: else a request may cross with the closing, and have no answer.
_KEEP_ALIVE_SECONDS = 75
# How many rounds of the loop it takes, at most, until an accepted client is known as a connection.
_TICKS_OF_AN_ARRIVAL = 5


@asynccontextmanager
async def serving(
    app: Any, host: str = "127.0.0.1", port: int = 0, *, listener: socket.socket | None = None
) -> AsyncIterator[str]:
    """Yields the base URL. Lifespan events are not sent. Leaving cuts off whatever is still open.

    `listener` takes the place of host and port. Raises OSError if the port is taken.
    """
    with listener or listening(host, port) as listener:
        server = _Server(app)
        await server.open(listener)
        address = address_of(listener)
        try:
            yield address
        finally:
            await server.close()


async def hang_up(request: Request) -> None:
    """Close the client's connection, whatever has been answered so far. Only for apps under `serving`."""
    request.scope["extensions"][_DISCONNECT]()
    while (await request.receive())["type"] != "http.disconnect":
        pass


def listening(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Open a listening socket; clients that connect before `serving` wait. Raises OSError if the port is taken."""
    # asyncio sets TCP_NODELAY only where the protocol is named; without it an answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """uvicorn's connections without its main loop, which captures signals, logs and waits for keep-alives."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._is_closing = False
        super().__init__(
            uvicorn.Config(
                self._run,
                interface="asgi3",
                lifespan="off",
                proxy_headers=False,
                log_config=None,
                log_level=None,
                access_log=False,
                date_header=False,
                timeout_keep_alive=_KEEP_ALIVE_SECONDS,
                http="httptools",
                ws="websockets-sansio",
            )
        )

    async def open(self, listener: socket.socket) -> None:
        self.config.load()
        self.lifespan = self.config.lifespan_class(self.config)
        await self.startup([listener])
        await self.on_tick(0)

    async def close(self) -> None:
        self._is_closing = True
        for listening in self.servers:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(_TICKS_OF_AN_ARRIVAL):
            await asyncio.sleep(0)
            for connection in list(self.server_state.connections):
                connection.transport.abort()
        await self._cut_off()
        for listening in self.servers:
            await listening.wait_closed()

    async def _cut_off(self) -> None:
        unfinished = list(self.server_state.tasks)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)

    async def _run(self, scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("extensions", {})[_DISCONNECT] = lambda: self._disconnect(scope["client"])
        try:
            await self._app(scope, receive, send)
        except (asyncio.CancelledError, Exception):
            if not self._is_closing:
                raise

    def _disconnect(self, client: tuple[str, int]) -> None:
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.close()
