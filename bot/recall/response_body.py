"""Read an answer's body as a stream, unpacked, and no farther than it may be long."""

import zlib
from collections.abc import AsyncIterator, Callable, Mapping

MAX_BODY_BYTES = 10_000_000  # unpacked; a page of a list has some hundred kilobytes
ACCEPT_ENCODING = "gzip"

_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})


class UnusableBody(Exception):
    """It is too large, or packed in a way that cannot be undone here."""


async def read_body(chunks: AsyncIterator[bytes], headers: Mapping[str, str], limit: int = MAX_BODY_BYTES) -> bytes:
    """`chunks` as they came over the wire. Raises UnusableBody; what is too large is not read to its end."""
    unpack = _unpacker(headers.get("content-encoding", "").strip().lower(), limit)
    parts, size = [], 0
    async for chunk in chunks:
        part = unpack(chunk)
        size += len(part)
        if size > limit:
            raise UnusableBody(f"more than {limit} bytes")
        parts.append(part)
    return b"".join(parts)


class _Unpacker:
    def __init__(self, limit: int) -> None:
        self._left = limit + 1
        self._zlib = zlib.decompressobj(_ZLIB_OR_GZIP)

    def __call__(self, chunk: bytes) -> bytes:
        try:
            part = self._zlib.decompress(chunk, self._left)
        except zlib.error as error:
            raise UnusableBody(f"not unpacked: {error}") from None
        self._left -= len(part)
        return part


def _unpacker(encoding: str, limit: int) -> Callable[[bytes], bytes]:
    if encoding in _PLAIN:
        return lambda chunk: chunk
    if encoding in _PACKED:
        return _Unpacker(limit)
    raise UnusableBody(f"packed as {encoding[:40]!r}, which was not asked for")
