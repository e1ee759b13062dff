"""Build the Slack Web API client with retries for reads only; the SDK would repeat posts as well."""

from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.web.async_client import AsyncWebClient

# These change nothing. Retrying a post could post it twice; retrying a trigger would find it spent.
READS = frozenset({"auth.test", "users.info", "users.lookupByEmail", "conversations.info", "conversations.members"})


class RetryReads(AsyncConnectionErrorRetryHandler):
    """Retries reads after connection errors. For writes only the caller knows whether a retry is safe."""

    async def _can_retry_async(self, *, request: HttpRequest, **facts: Any) -> bool:
        return request.url.rpartition("/")[2] in READS and await super()._can_retry_async(request=request, **facts)


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=base_url, session=session, retry_handlers=[RetryReads()])
