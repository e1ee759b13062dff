"""Serve the program on a port, from the ready line to a graceful stop."""

import asyncio
import gc
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from bot.app import Program, build
from bot.clock import SystemClock
from bot.core.errors import SetupError
from bot.entrypoints.http_protocol import bounded_protocol
from bot.settings import Settings

BACKLOG = 2048
STOP_WITHIN_SECONDS = 9.0
# Proxies keep a connection for a minute: one that we close sooner may be closed under a request, which they do not
# send again if it is a POST.
KEEP_ALIVE_SECONDS = 75
EXIT_BY_FORCE = 1


class _Server(uvicorn.Server):
    """uvicorn without its own handling of signals, which would end the process before we have cleaned up."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT, then stop within ten seconds with nothing half-done, however far the start is."""
    with _listening(settings) as listener:
        stop, is_ready = asyncio.Event(), asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, _stop, stop)
        running = asyncio.create_task(_run(settings, listener, stop, is_ready))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not is_ready.is_set():
            running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def _run(settings: Settings, listener: socket.socket, stop: asyncio.Event, is_ready: asyncio.Event) -> None:
    async with build(settings, SystemClock()) as program:
        is_ready.set()
        server = _Server(_config(program))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        _keep_out_of_garbage_collections()
        way = "socket" if settings.uses_socket_mode else "http"
        print(f"recall-schedule ready http://{settings.host}:{settings.port} ({way})", flush=True)  # noqa: T201
        await stop.wait()
        server.should_exit = True
        await serving


def _config(program: Program) -> uvicorn.Config:
    return uvicorn.Config(
        program.web,
        http=bounded_protocol(program.on_refusal),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=1,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


def _stop(stop: asyncio.Event) -> None:
    """What does not end on its own in time, such as a thread that waits for a name server, is ended."""
    if not stop.is_set():
        stop.set()
        deadline = threading.Timer(STOP_WITHIN_SECONDS, os._exit, [EXIT_BY_FORCE])
        deadline.daemon = True
        deadline.start()


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
