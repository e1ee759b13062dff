"""One request to Recall: its place in the budget, its key, its time-outs and its answer."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import stamina

from bot.clock import Clock
from bot.core.errors import AnsweredError, NoAnswer, NotSent, SetupError
from bot.recall.base_url import is_loopback
from bot.recall.download import download
from bot.recall.rate_limit import RateLimits
from bot.recall.response_body import ACCEPT_ENCODING, UnusableBody, read_body
from bot.recall.responses import READ_AT_ONCE, decode

# A host that has not taken the connection after five seconds is down. An answer may take longer, and giving
# up on it too soon leaves a write with an unknown outcome.
TIMEOUT = httpx.Timeout(20.0, connect=5.0)
# The whole of one request, against an answer that drips or never ends.
REQUEST_SECONDS = 30.0
READ_TRIES = 3
# A read that is asked to wait longer than this is left to the caller, who can do something else meanwhile.
SHORT_WAIT = timedelta(seconds=5)

# Nothing of the request has left.
_WITHOUT_CONNECTION = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# Too many requests, or an outage: not this one request's trouble. An empty pool (507) is that of the bots for now.
_WANT_TO_BE_LEFT_ALONE = frozenset({429, 503})
_TOKEN = re.compile(r"token(\s+|$)", re.IGNORECASE)

# httpx names whole addresses at INFO, and a meeting link in a filter holds its passcode.
logging.getLogger("httpx").setLevel(logging.WARNING)

OnAnswer = Callable[[str, int | None, float], None]


def worth_another_try(error: Exception) -> bool | timedelta:
    """Whether a read is tried again soon, and after how long if Recall has said so."""
    if isinstance(error, NoAnswer):
        return True
    if not isinstance(error, AnsweredError) or not (error.status == 429 or error.status >= 500):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= SHORT_WAIT else False


class Transport:
    def __init__(
        self,
        base_url: str,
        api_key: str,
        clock: Clock,
        rate_limits: RateLimits,
        http: httpx.AsyncClient | None = None,
        on_answer: OnAnswer | None = None,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        self.base_url = httpx.URL(base_url)
        self._headers = {
            "Authorization": _authorization(api_key),
            "Accept": "application/json",
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        self._clock = clock
        self._rate_limits = rate_limits
        self._owns_http = http is None
        self._http = http or _new_http(self.base_url)
        self._request_seconds = request_seconds
        self._on_answer = on_answer or (lambda endpoint, status, seconds: None)
        self._a_few_times = stamina.AsyncRetryingCaller(
            attempts=READ_TRIES, wait_initial=0.2, wait_max=2.0, wait_jitter=0.3
        ).on(worth_another_try)

    async def aclose(self) -> None:
        if self._owns_http:
            await self._http.aclose()

    async def read(self, endpoint: str, url: str | httpx.URL, params: Mapping[str, str] | None = None) -> object:
        """GET, a few times if need be. Never with a body: Recall's firewall answers 403 to that."""
        return await self._a_few_times(self.send, endpoint, "GET", url, params=params)

    async def send(
        self,
        endpoint: str,
        method: str,
        url: str | httpx.URL,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
        json_due: bool = True,
    ) -> object:
        """Once. Raises AnsweredError, or NoAnswer if the outcome is unknown."""
        headers = self._headers | ({"Idempotency-Key": idempotency_key} if idempotency_key else {})
        request = self._http.build_request(method, self.base_url.join(url), params=params, json=body, headers=headers)
        await self._rate_limits.acquire(endpoint, self._clock.now)
        response, content = await self._answer(endpoint, request)
        now = self._clock.now()
        read = partial(decode, response.status_code, response.headers, content, now, json_due=json_due)
        try:
            return await asyncio.to_thread(read) if len(content) > READ_AT_ONCE else read()
        except AnsweredError as error:
            if error.retry_after is not None and error.status in _WANT_TO_BE_LEFT_ALONE:
                self._rate_limits.hold(endpoint, now + error.retry_after)
            raise

    async def download(self, address: str) -> bytes:
        """A file behind a signed link, a few times if need be. Raises RecallError."""
        return await self._a_few_times(download, self._http, address)

    async def _answer(self, endpoint: str, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        """Head and body. What is too large or too slow is no answer."""
        started, status = time.monotonic(), None
        try:
            async with asyncio.timeout(self._request_seconds), self._stream(request) as response:
                body = await read_body(response.aiter_raw(), response.headers)
            status = response.status_code
        except _WITHOUT_CONNECTION as error:
            raise NotSent(f"{endpoint}: no connection ({type(error).__name__})") from error
        except (httpx.HTTPError, TimeoutError, UnusableBody) as error:
            raise NoAnswer(f"{endpoint}: no answer ({type(error).__name__})") from error
        finally:
            self._on_answer(endpoint, status, time.monotonic() - started)
        return response, body

    @asynccontextmanager
    async def _stream(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


def _new_http(base_url: httpx.URL) -> httpx.AsyncClient:
    # A proxy from the environment cannot reach this machine's own loopback.
    return httpx.AsyncClient(timeout=TIMEOUT, trust_env=not is_loopback(base_url.host))


def _authorization(api_key: str) -> str:
    """`Token` and the key, which may have been copied with it. https://docs.recall.ai/reference/authentication"""
    key = _TOKEN.sub("", api_key.strip(), count=1)
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise SetupError("RECALL_API_KEY isn't an API key. Copy it again from your Recall.ai dashboard.")
    return f"Token {key}"
