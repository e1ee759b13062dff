"""Run `recall-schedule demo`: the real program between pretend services, in a browser or played in a terminal."""

import asyncio
import errno
import signal
import socket
import tempfile
from contextlib import AsyncExitStack, suppress
from pathlib import Path

from bot.core.errors import SetupError
from bot.sandbox.page.site import build_page
from bot.sandbox.play import Play
from bot.sandbox.serving import listening, serving
from bot.sandbox.stage import Stage, set_up_stage


async def run_demo(port: int | None, once: bool) -> None:
    """Serve the page until interrupted; with `once`, play the story in the terminal instead. Nothing is kept.

    Raises SetupError if the port is taken or nothing can be written.
    """
    _stop_on_signal()
    async with AsyncExitStack() as stack:
        stack.enter_context(suppress(asyncio.CancelledError))
        try:
            listener = stack.enter_context(listening(port=port or 0))  # first: everything else takes seconds
            folder = _open_temporary_folder()
            stage = await stack.enter_async_context(
                set_up_stage(Path(stack.enter_context(folder)), listener if once else None)
            )
        except OSError as error:
            raise SetupError(_why_not(error, port)) from None
        await (Play(stage).run() if once else _serve_page(stage, listener))


def _stop_on_signal() -> None:
    """A terminal that is closed hangs up, perhaps twice: the first time ends everything as Ctrl-C does."""
    task = asyncio.current_task()

    def end() -> None:
        if task and not task.cancelling():
            task.cancel()

    for told in (signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(told, end)


def _open_temporary_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="recall-schedule-demo-", ignore_cleanup_errors=True)


async def _serve_page(stage: Stage, listener: socket.socket) -> None:
    async with serving(build_page(stage), listener=listener) as url:
        print(f"Open {url} in a browser. Press Ctrl-C to stop. Nothing is saved.", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def _why_not(error: OSError, port: int | None) -> str:
    another = 'Try another: make demo ARGS="--port N", or leave it out for any that is free.'
    match error.errno:
        case errno.EADDRINUSE:
            return f"The demo can't start: port {port} is in use. {another}"
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOSPC | errno.ENOENT:
            folder = tempfile.gettempdir() if tempfile.tempdir else "the temporary folder"
            return (
                f"The demo can't start: {error.strerror}. It needs a port to listen on and {folder} to "
                f"write to. {another} Set TMPDIR to use another folder."
            )
    return f"The demo can't start: {error.strerror or error}."
