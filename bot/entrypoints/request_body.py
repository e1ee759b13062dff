"""A body from whoever it may be: anybody can send one, so it is not read farther than it may be long."""

from starlette.requests import Request


async def read_limited_body(request: Request, limit: int) -> bytes | None:
    """The raw body, or None as soon as it proves to be longer than `limit` bytes; the rest is not read.

    Raises starlette's ClientDisconnect if whoever sends it hangs up.
    """
    promised = request.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) > limit:
        return None
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
    return b"".join(chunks)
