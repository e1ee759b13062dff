"""The program as a real process at one address: started, killed and started again."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tests.benchmarks.processes import KEPT_VARIABLES, PROJECT
from tests.ports import free_port

SERVE = ("-m", "bot", "serve")
TIMEOUT_SECONDS = 60.0


class Served:
    """What it logs, in all its lives, goes to `log_file`."""

    def __init__(self, name: str, folder: Path, variables: Mapping[str, str], arguments: Sequence[str] = SERVE) -> None:
        self.port = free_port()
        self.log_file = folder / f"{name}.log"
        self._arguments = [sys.executable, *arguments]
        self._folder = folder
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        self._environment = {**kept, "PYTHONPATH": str(PROJECT), "PORT": str(self.port), **variables}
        self._running: subprocess.Popen[str] | None = None

    @property
    def is_running(self) -> bool:
        return self._running is not None

    @property
    def is_ready(self) -> bool:
        return self.is_running and self._ready_line.done()

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            self._running = subprocess.Popen(
                self._arguments,
                cwd=self._folder,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._ready_line = asyncio.create_task(asyncio.to_thread(_pipe(self._running).readline))

    async def until_ready(self) -> None:
        if not await asyncio.wait_for(asyncio.shield(self._ready_line), TIMEOUT_SECONDS):
            raise ChildProcessError(f"it did not start: {self.log_file.read_text()[-2000:]}")

    def freeze(self) -> None:
        """It does nothing until it is resumed, and does not notice."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def is_killed(self) -> None:
        """As by `kill -9`: in the middle of whatever it does."""
        await self._ends_by(signal.SIGKILL)

    async def stops(self) -> tuple[int, float]:
        """As by SIGTERM; the exit code, and how many seconds it took."""
        started = time.monotonic()
        return await self._ends_by(signal.SIGTERM), time.monotonic() - started

    async def beside(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Another command of the program, run to its end with the same settings."""
        return await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-m", "bot", *command],
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )

    @property
    def log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log_file.read_text().splitlines()]

    @property
    def _process(self) -> subprocess.Popen[str]:
        if self._running is None:
            raise ChildProcessError("it does not run")
        return self._running

    async def _ends_by(self, by: signal.Signals) -> int:
        ending, self._running = self._process, None
        ending.send_signal(by)
        code = await asyncio.to_thread(ending.wait, TIMEOUT_SECONDS)
        await self._ready_line
        _pipe(ending).close()
        return code

    async def aclose(self) -> None:
        if self.is_running:
            await self.is_killed()


def _pipe(process: subprocess.Popen[str]) -> IO[str]:
    if process.stdout is None:
        raise ChildProcessError("its output goes nowhere")
    return process.stdout
