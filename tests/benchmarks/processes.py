"""Programs in processes of their own, each of which prints a line when it is ready."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
TIMEOUT_SECONDS = 60
# The programs see no one's settings, and no variable that changes how Python runs.
KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "LANG", "VIRTUAL_ENV")


class Process:
    """`folder` is where it runs and where what it logs goes, as `<name>.log`."""

    def __init__(
        self, name: str, arguments: list[str], folder: Path, variables: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self._arguments = [sys.executable, *arguments]
        self._folder = folder
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self._environment = {**kept, "PYTHONPATH": str(PROJECT), **(variables or {})}
        self.seconds_to_ready = 0.0
        self.ready_line = ""

    async def __aenter__(self) -> "Process":
        with (self._folder / f"{self.name}.log").open("ab") as log:
            started = time.perf_counter()
            self._running = subprocess.Popen(  # noqa: ASYNC220 -- it only starts here
                self._arguments, cwd=self._folder, env=self._environment, stdout=subprocess.PIPE, stderr=log
            )
        self.ready_line = await asyncio.wait_for(asyncio.to_thread(self._first_line), TIMEOUT_SECONDS)
        self.seconds_to_ready = time.perf_counter() - started
        if not self.ready_line:
            self._running.wait()
            raise ChildProcessError(f"{self.name} did not start: {(self._folder / f'{self.name}.log').read_text()}")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.resume()
        self._running.terminate()
        await asyncio.to_thread(self._running.wait, TIMEOUT_SECONDS)
        if self._running.stdout:
            self._running.stdout.close()

    def _first_line(self) -> str:
        return self._running.stdout.readline().decode() if self._running.stdout else ""

    def freeze(self) -> None:
        """It does nothing, and takes no time from others, until it is resumed."""
        self._running.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running.send_signal(signal.SIGCONT)

    @property
    def resident_mb(self) -> float:
        """What of its memory is in RAM, in units of 10**6 bytes."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self._running.pid)], capture_output=True, text=True, check=True
        )
        return int(shown.stdout) * 1024 / 1e6


async def until_listening(port: int) -> None:
    """Raises TimeoutError."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return
