"""Serve the program on a port, from the ready line to a graceful stop."""

import asyncio
import gc
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from bot.app import build
from bot.clock import SystemClock
from bot.core.errors import SetupError
from bot.settings import Settings

BACKLOG = 2048


class _Server(uvicorn.Server):
    """uvicorn without its own handling of signals, which would end the process before we have cleaned up."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then stop within ten seconds with nothing half-done."""
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with _listening(settings) as listener:
        async with build(settings, SystemClock()) as program:
            config = uvicorn.Config(
                program.web, lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=1
            )
            server = _Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            _keep_out_of_garbage_collections()
            way = "socket" if settings.uses_socket_mode else "http"
            print(f"recall-schedule ready http://{settings.host}:{settings.port} ({way})", flush=True)  # noqa: T201
            await stop.wait()
            server.should_exit = True
            await serving


def _keep_out_of_garbage_collections() -> None:
    """Freeze what has been imported: collecting it every few seconds delayed requests by a tenth of a second."""
    gc.collect()
    gc.freeze()


def _listening(settings: Settings) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        # The protocol is named because asyncio switches Nagle's delay off only where it is.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        raise SetupError(
            f"HOST and PORT: can't listen on {settings.host}:{settings.port} ({error.strerror}). Set PORT "
            "to one that is free."
        ) from None
    return listener
