"""The HTTP session for Slack: what Slack answers is bounded in bytes, unpacked, and in seconds."""

import aiohttp

LARGEST_ANSWER = 1_000_000  # unpacked; the largest is a view that is repeated to us, of 250 KB
ANSWER_TIMEOUT_SECONDS = 30.0
CONNECT_WITHIN_SECONDS = 5.0


class AnswerTooLarge(aiohttp.ClientPayloadError):
    """Counts as no answer."""


class BoundedResponse(aiohttp.ClientResponse):
    async def read(self) -> bytes:
        """As a stream: aiohttp then unpacks no more than we take."""
        if self._body is None:
            try:
                self._body = await self._read_within(LARGEST_ANSWER)
            except BaseException:
                self.close()
                raise
        return self._body

    async def _read_within(self, limit: int) -> bytes:
        chunks, size = [], 0
        async for chunk in self.content.iter_any():
            size += len(chunk)
            if size > limit:
                raise AnswerTooLarge(f"more than {limit} bytes")
            chunks.append(chunk)
        return b"".join(chunks)


def slack_session() -> aiohttp.ClientSession:
    timeout = aiohttp.ClientTimeout(total=ANSWER_TIMEOUT_SECONDS, sock_connect=CONNECT_WITHIN_SECONDS)
    return aiohttp.ClientSession(response_class=BoundedResponse, timeout=timeout)
