"""Answers without measure: a body that never ends, and small ones that unpack to gigabytes."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from typing import Literal

from starlette.responses import StreamingResponse

Flood = Literal["endless", "gzip", "deflate", "drip"]

_CHUNK = b" " * 65_536
_UNPACKED = 200 * 1024 * 1024


def flood(kind: Flood) -> StreamingResponse:
    """Under `serving`, which ends with the one who hangs up."""
    headers = {"Content-Encoding": kind} if kind in {"gzip", "deflate"} else {}
    return StreamingResponse(_chunks(kind), headers=headers, media_type="application/json")


async def _chunks(kind: Flood) -> AsyncIterator[bytes]:
    if kind in {"gzip", "deflate"}:
        packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | (16 if kind == "gzip" else 0))
        for _ in range(_UNPACKED // len(_CHUNK)):
            if part := packer.compress(_CHUNK):
                yield part
        yield packer.flush()
        return
    while True:
        yield _CHUNK if kind == "endless" else b" "
        await asyncio.sleep(0 if kind == "endless" else 0.05)  # the hanging up has to be noticed
