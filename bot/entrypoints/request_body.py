"""Read a request body up to a size limit."""

from starlette.requests import Request


async def read_limited_body(request: Request, limit: int) -> bytes | None:
    """The raw body, or None as soon as it proves to be longer than `limit` bytes; the rest is not read.

    Raises starlette's ClientDisconnect if the sender hangs up.
    """
    promised = request.headers.get("content-length", "").lstrip("0")
    if promised.isdecimal() and (len(promised) > len(str(limit)) or int(promised) > limit):
        return None
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
