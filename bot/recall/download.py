"""Download a file that Recall has signed a link for, within bounds of size and time.

https://docs.recall.ai/docs/download-urls
"""

import asyncio

import httpx

from bot.core.errors import AnsweredError, NoAnswer, NotSent, RecallError
from bot.recall.base_url import is_loopback
from bot.recall.response_body import ACCEPT_ENCODING, MAX_BODY_BYTES, UnusableBody, read_body
from bot.recall.responses import UnreadableAnswer

DOWNLOAD_SECONDS = 30.0


class Undownloadable(RecallError):
    """It is too large, or packed as no one asked for: a retry would only be the same again."""

    permanent = True


async def download(http: httpx.AsyncClient, address: str, limit: int = MAX_BODY_BYTES) -> bytes:
    """Without our API key: the link itself lets its holder in. Raises RecallError."""
    url, headers = _checked_url(address), {"Accept-Encoding": ACCEPT_ENCODING}
    try:
        async with asyncio.timeout(DOWNLOAD_SECONDS), http.stream("GET", url, headers=headers) as response:
            if response.status_code != httpx.codes.OK:
                raise AnsweredError(response.status_code)
            return await read_body(response.aiter_raw(), response.headers, limit)
    except UnusableBody as error:
        raise Undownloadable(f"The file can't be used: {error}") from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise NotSent(f"No connection for a download: {type(error).__name__}") from error
    except (httpx.HTTPError, TimeoutError) as error:
        raise NoAnswer(f"No answer to a download: {type(error).__name__}") from error


def _checked_url(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        raise UnreadableAnswer("The download has no readable address") from None
    if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
        raise UnreadableAnswer("The download is not on https")
    return url
