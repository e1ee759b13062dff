"""Download a file that Recall has signed a link for, within bounds of size and time.

https://docs.recall.ai/docs/download-urls
"""

import asyncio

import httpx

from bot.core.errors import AnsweredError, NoAnswer, NotSent, RecallError
from bot.recall.base_url import is_loopback
from bot.recall.responses import UnreadableAnswer

MAX_BYTES = 10_000_000  # unpacked: a day of talk
DOWNLOAD_SECONDS = 30.0


class TooLarge(RecallError):
    """A retry would only be as large again."""

    permanent = True


async def download(http: httpx.AsyncClient, address: str, max_bytes: int = MAX_BYTES) -> bytes:
    """Without our API key: the link itself lets its holder in. Raises RecallError."""
    url = _checked_url(address)
    try:
        async with asyncio.timeout(DOWNLOAD_SECONDS), http.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise AnsweredError(response.status_code)
            return await _read(response, max_bytes)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(f"No connection for a download: {type(error).__name__}") from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise NoAnswer(f"No answer to a download: {type(error).__name__}") from error


async def _read(response: httpx.Response, max_bytes: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge("The file is too large")
    return bytes(body)


def _checked_url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise UnreadableAnswer("The download has no readable address") from None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        raise UnreadableAnswer("The download is not on https")
    return url
