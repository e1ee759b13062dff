"""`recall-schedule demo`: the real program between pretend services, in a browser or played through in a terminal."""

import asyncio
import contextlib
import errno
import signal
import tempfile
from pathlib import Path

from bot.core.errors import SetupError
from bot.sandbox.page import build_page
from bot.sandbox.play import Play
from bot.sandbox.serving import serving
from bot.sandbox.stage import Stage, staged


async def run_demo(port: int | None, once: bool) -> None:
    """Serve the page until interrupted; with `once`, play the story in the terminal instead. Nothing is kept.

    Raises SetupError if the port is taken or nothing can be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="recall-schedule-demo-", ignore_cleanup_errors=True) as folder:
            async with staged(Path(folder), app_port=(port or 0) if once else 0) as stage:
                if once:
                    await Play(stage.slack, stage.recall, stage.day).run()
                else:
                    await _serve_page(stage, port or 0)
    except OSError as error:
        raise SetupError(_why_not(error, port)) from None


async def _serve_page(stage: Stage, port: int) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with serving(build_page(stage), port=port) as url:
        print(f"Open {url} in a browser. Press Ctrl-C to stop; nothing is kept.", flush=True)  # noqa: T201
        with contextlib.suppress(asyncio.CancelledError):
            await stop.wait()


def _why_not(error: OSError, port: int | None) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"The demo cannot start: port {port} is taken. Try another --port."
        case errno.EACCES | errno.EPERM | errno.EROFS | errno.ENOSPC | errno.ENOENT:
            folder = tempfile.gettempdir() if tempfile.tempdir else "the folder for temporary files"
            return (
                f"The demo cannot start: {error.strerror}. It needs a port that it may listen on, and {folder} "
                "to write to. Try another --port, or set TMPDIR to a folder of yours."
            )
    return f"The demo cannot start: {error.strerror or error}."
