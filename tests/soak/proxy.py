"""A proxy in front of several processes: each connection goes to the next that takes it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count

from tests.ports import free_port


class Proxy:
    def __init__(self, ports: Sequence[int]) -> None:
        self.port = free_port()
        self._ports = ports
        self._turns = count()
        self.carried = dict.fromkeys(ports, 0)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        async with server:
            yield self

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        turn = next(self._turns)
        for place in range(len(self._ports)):
            port = self._ports[(turn + place) % len(self._ports)]
            with suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", port)
                self.carried[port] += 1
                await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
                return
        writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until either side ends, in whichever way."""
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    with suppress(OSError):
        writer.close()
