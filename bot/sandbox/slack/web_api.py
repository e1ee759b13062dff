"""Serve the Web API over HTTP: arguments, tokens, scopes, faults, and a record of every call.

https://docs.slack.dev/apis/web-api
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.floods import flood
from bot.sandbox.serving import hang_up
from bot.sandbox.slack.api_method import Method, require_scope
from bot.sandbox.slack.faults import Fault, Faults, RateLimits
from bot.sandbox.slack.wire import ApiError, Json
from bot.sandbox.slack.workspace import Workspace

_JSON_ARGUMENTS = ("view", "blocks", "attachments", "metadata", "outputs")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the app, its arguments without the token. `answer` is {} where it was not JSON, or silence."""

    method: str
    args: Json
    at: datetime
    status: int
    answer: Json

    @property
    def is_ok(self) -> bool:
        return bool(self.answer.get("ok"))


class WebApi:
    def __init__(self, workspace: Workspace, methods: Mapping[str, Method]) -> None:
        self.calls: list[Call] = []
        self.faults = Faults()
        self.rate_limits = RateLimits(workspace.clock)
        self._workspace = workspace
        self._methods = methods

    async def endpoint(self, request: Request) -> Response:
        name = request.path_params["method"]
        try:
            args = await _arguments(request)
        except ValueError:
            return self._answer(name, {}, 200, {"ok": False, "error": "invalid_json"})
        token = _token(request, args)
        self._workspace.learn_address(str(request.base_url))
        fault = self.faults.next_for(name)
        if fault is None:
            return self._answer(name, args, 200, self._carry_out(name, token, args))
        if fault.after:
            self._carry_out(name, token, args)
        if fault.is_silent:
            self._record(name, args, 0, {})
            await hang_up(request)
            return Response()
        if fault.flood:
            self._record(name, args, 200, {})
            return flood(fault.flood)
        return self._answer_with_fault(name, args, fault)

    async def respond(self, request: Request) -> Response:
        """A post to a response_url. It answers mere words, and is recorded as a call of `response_url`."""
        body = _decode((await request.body()).decode())
        fault = self.faults.next_for("response_url")
        status, words = 200, "ok"
        if fault is None or fault.after:
            status, words = self._use_response_url(request.path_params["secret"], body)
        if fault:
            status, words = (500 if fault.status == 200 else fault.status), fault.error or "server_error"
        self._record("response_url", body if isinstance(body, dict) else {}, status, {"ok": status == 200})
        if fault and fault.is_silent:
            await hang_up(request)
        return PlainTextResponse(words, status)

    def _use_response_url(self, secret: str, body: object) -> tuple[int, str]:
        try:
            self._workspace.response_urls.use(secret, body)
        except ApiError as error:
            is_dead = error.error in {"no_service", "used_url", "expired_url"}
            return (404 if is_dead else 400), error.error
        return 200, "ok"

    def _carry_out(self, name: str, token: str | None, args: Json) -> Json:
        try:
            method = self._authorize_method(name, token, args)
            return {"ok": True, **method.run(self._workspace, args)}
        except ApiError as error:
            return {"ok": False, "error": error.error, **error.more}

    def _authorize_method(self, name: str, token: str | None, args: Json) -> Method:
        method = self._methods.get(name)
        if method is None:
            raise ApiError("unknown_method", req_method=name)
        self._authenticate(method, token)
        wait = self.rate_limits.retry_after(name, method.tier, args)
        if wait:
            raise ApiError("ratelimited", retry_after=wait)
        return method

    def _authenticate(self, method: Method, token: str | None) -> None:
        installation = self._workspace.installation
        if method.token == "none":
            return
        if token is None:
            raise ApiError("not_authed")
        if token not in {installation.bot_token, installation.app_token}:
            raise ApiError("invalid_auth")
        if token != (installation.bot_token if method.token == "bot" else installation.app_token):
            raise ApiError("not_allowed_token_type")
        if method.scope:
            require_scope(installation, method.scope)

    def _answer(self, name: str, args: Json, status: int, answer: Json) -> Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self._workspace.installation.scopes))}
        wait = answer.pop("retry_after", None)
        if wait is not None:
            status, headers["retry-after"] = 429, str(wait)
        self._record(name, args, status, answer)
        return JSONResponse(answer, status, headers)

    def _answer_with_fault(self, name: str, args: Json, fault: Fault) -> Response:
        more = {} if fault.retry_after is None else {"retry_after": fault.retry_after}
        error = fault.error or ("ratelimited" if more else None)
        if error:
            return self._answer(name, args, fault.status, {"ok": False, "error": error, **more})
        self._record(name, args, fault.status, {})
        return PlainTextResponse("upstream connect error", fault.status)

    def _record(self, name: str, args: Json, status: int, answer: Json) -> None:
        call = Call(name, args, self._workspace.clock.now(), status, answer)
        self.calls.append(call)
        self._workspace.changes.tell("method_called", call)


async def _arguments(request: Request) -> Json:
    """From the query, and from a form or JSON, as they come from Slack's own SDK."""
    body = await request.body()
    args: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        args |= json.loads(body or b"{}")
    else:
        args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for name in _JSON_ARGUMENTS:
        if isinstance(args.get(name), str):
            args[name] = _decode(args[name])
    return args


def _decode(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _token(request: Request, args: Json) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    argument = args.pop("token", None)
    return token if scheme == "Bearer" else argument
