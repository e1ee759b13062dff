"""A terminal in which a program is run, and someone who reads and types."""

import asyncio
import contextlib
import fcntl
import os
import pty
import subprocess
import termios
from pathlib import Path

PATIENCE = 30.0


class Terminal:
    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._ours, theirs = pty.openpty()
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TERM": "xterm-256color", "COLUMNS": "200"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # hidden answers are read from it
        )
        os.close(theirs)
        self.screen = ""
        self._is_read = 0

    async def answers(self, prompt: str, answer: str) -> None:
        """Once the prompt is there, after what was read before."""
        await self.reads(prompt)
        await asyncio.sleep(0.05)  # hidden input drops what was typed before the echo was switched off
        os.write(self._ours, f"{answer}\n".encode())

    async def reads(self, text: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while text not in self.screen[self._is_read :]:
                more = await asyncio.to_thread(self._read)
                assert more, f"{text!r} is not in: {self.screen[self._is_read :]!r}"
        self._is_read = self.screen.index(text, self._is_read) + len(text)

    async def ends(self) -> int:
        """With this exit code."""
        async with asyncio.timeout(PATIENCE):
            while await asyncio.to_thread(self._read):
                pass
            return await asyncio.to_thread(self._process.wait)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def _read(self) -> str:
        more = b""
        with contextlib.suppress(OSError):  # the program has ended
            more = os.read(self._ours, 65536)
        self.screen += more.decode(errors="replace").replace("\r\n", "\n")
        return more.decode(errors="replace")
