"""Ask a model over HTTP, within bounds of time and size. No SDK: two requests on the library that is here anyway.

Weighed and left: the vendors' SDKs (another HTTP library each), litellm (44 MB, and two releases that stole
credentials), pydantic-ai (tracing, an HTTP library of its own).
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx

from bot.core.storable_text import make_storable
from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.core.summaries.prompt import Prompt
from bot.summaries.answer import Dialect, ModelAnswer, read_list, read_mapping

OnOutcome = Callable[[str], None]

ANSWERED = "ok"
CONNECT_SECONDS = 10.0
LIST_SECONDS = 10.0
MAX_ANSWER_BYTES = 2_000_000
LONGEST_RETRY = timedelta(hours=1)
# Answers for a request that has not been worked on: it costs nothing, and may be taken later. 529: overloaded.
_BUSY = frozenset({429, 503, 529})
# The endpoint does not understand the request, perhaps only this way of asking for JSON.
_NOT_UNDERSTOOD = frozenset({400, 422})
# OpenAI says 429 as well where there is no more money: that does not pass.
_NO_MONEY = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
_DECLINED = frozenset({"content_filter", "content_policy_violation"})
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def new_http(*, trust_env: bool = True) -> httpx.AsyncClient:
    """`trust_env` False: a proxy from the environment cannot reach this machine's own loopback.

    Redirects are not followed: key and transcript go to the address that the admin has named, and to no other.
    """
    timeout = httpx.Timeout(None, connect=CONNECT_SECONDS)
    return httpx.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=trust_env)


class ModelClient:
    """Failures are raised as ModelError, which says whether a call may have cost money."""

    def __init__(
        self,
        dialect: Dialect,
        base_url: str | None,
        key: str,
        model: str,
        http: httpx.AsyncClient,
        seconds: float,
        on_outcome: OnOutcome = lambda outcome: None,
    ) -> None:
        self.model = model
        self._on_outcome = on_outcome
        self.base_url = (base_url or dialect.default_base_url).rstrip("/")
        self._dialect = dialect
        self._key = key
        self._http = http
        self._seconds = seconds
        self._modes = dialect.modes  # without those that the endpoint did not understand

    async def ask(self, prompt: Prompt) -> ModelAnswer:
        """One paid answer. Raises ModelError."""
        try:
            answer = await self._ask_more_and_more_simply(prompt)
        except ModelError as error:
            self._on_outcome(error.failure.value)
            raise
        self._on_outcome(ANSWERED)
        return answer

    async def _ask_more_and_more_simply(self, prompt: Prompt) -> ModelAnswer:
        """One paid answer; what an endpoint does not understand is asked in simpler ways, and costs nothing."""
        for mode in self._modes:
            try:
                answer = await self._post(prompt, mode)
            except _NotUnderstood:
                continue
            if mode in self._modes:  # a call beside this one may have dropped it meanwhile
                self._modes = self._modes[self._modes.index(mode) :]
            return self._dialect.read(answer)
        raise ModelError(SummaryFailure.MISCONFIGURED, "http_400", may_be_paid=False)

    async def list_models(self) -> frozenset[str]:
        """The models that the key may use, for the doctor; costs nothing. Raises ModelError."""
        answer = await self._send("GET", self._dialect.models_path, None, LIST_SECONDS)
        names = (read_mapping(each).get("id") for each in read_list(answer.get("data")))
        return frozenset(name for name in names if isinstance(name, str))

    async def _post(self, prompt: Prompt, mode: str) -> Mapping[str, Any]:
        request = self._dialect.build(self.model, prompt, mode)
        return await self._send("POST", request.path, request.body, self._seconds)

    async def _send(self, method: str, path: str, body: Mapping[str, Any] | None, seconds: float) -> Mapping[str, Any]:
        """The JSON object of a success."""
        try:
            async with asyncio.timeout(seconds):
                status, retry_after, content = await self._fetch(method, path, body)
        except _NOT_SENT as error:
            raise ModelError(SummaryFailure.DOWN, type(error).__name__, may_be_paid=False) from None
        except TimeoutError:
            raise ModelError(SummaryFailure.SLOW, "timeout", may_be_paid=True) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelError(SummaryFailure.DOWN, type(error).__name__, may_be_paid=True) from None
        answer = _read_object(content)
        if status != httpx.codes.OK:
            raise _read_refusal(status, answer, retry_after)
        if answer is None:
            raise ModelError(SummaryFailure.NONSENSE, "not_json", may_be_paid=True)
        return answer

    async def _fetch(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> tuple[int, timedelta | None, bytes]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", **self._dialect.headers(self._key)}
        base = self.base_url.removesuffix("/v1") if path.startswith("/v1/") else self.base_url
        content = bytearray()
        async with self._http.stream(method, f"{base}{path}", json=body, headers=headers) as response:
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise ModelError(SummaryFailure.NONSENSE, "too_large", may_be_paid=True)
            return response.status_code, _read_retry_after(response), bytes(content)


class _NotUnderstood(ModelError):
    """The endpoint refused the form of the request."""

    def __init__(self, status: int) -> None:
        super().__init__(SummaryFailure.MISCONFIGURED, f"http_{status}", may_be_paid=False)


def _read_refusal(status: int, answer: Mapping[str, Any] | None, retry_after: timedelta | None) -> ModelError:
    code, reason = f"http_{status}", _read_reason(answer)
    if status in _NOT_UNDERSTOOD:
        if reason in _DECLINED:
            return ModelError(SummaryFailure.REFUSED, reason, may_be_paid=False)
        return _NotUnderstood(status)
    if reason in _NO_MONEY:
        return ModelError(SummaryFailure.MISCONFIGURED, reason, may_be_paid=False)
    if status in _BUSY:
        return ModelError(SummaryFailure.DOWN, code, may_be_paid=False, retry_after=retry_after)
    if status in {408, 504}:
        return ModelError(SummaryFailure.SLOW, code, may_be_paid=True)
    if status >= 500:
        return ModelError(SummaryFailure.DOWN, code, may_be_paid=True)
    return ModelError(SummaryFailure.MISCONFIGURED, code, may_be_paid=False)


def _read_reason(answer: Mapping[str, Any] | None) -> str:
    reason = read_mapping((answer or {}).get("error")).get("code")
    return reason if isinstance(reason, str) else ""


def _read_object(content: bytes) -> Mapping[str, Any] | None:
    """Without what no database can hold: answers are kept until the whole is done."""
    try:
        answer = make_storable(json.loads(content))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _read_retry_after(response: httpx.Response) -> timedelta | None:
    """In seconds; a date, which these endpoints do not send, counts as none."""
    text = response.headers.get("retry-after", "")
    return (
        min(timedelta(seconds=int(text)), LONGEST_RETRY)
        if text.isascii() and text.isdigit() and len(text) < 7
        else None
    )
