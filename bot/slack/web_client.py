"""The client for Slack's Web API. By itself the SDK would send whatever broke off once more, posts included."""

from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.web.async_client import AsyncWebClient

# These change nothing. A post that was made before the connection broke would stand there twice, a trigger be spent.
READS = frozenset({"auth.test", "users.info", "users.lookupByEmail", "conversations.info"})


class RetryReads(AsyncConnectionErrorRetryHandler):
    """Whoever sends anything else knows what sending it again would do, and when its turn would be."""

    async def _can_retry_async(self, *, request: HttpRequest, **facts: Any) -> bool:
        return request.url.rpartition("/")[2] in READS and await super()._can_retry_async(request=request, **facts)


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=base_url, session=session, retry_handlers=[RetryReads()])
