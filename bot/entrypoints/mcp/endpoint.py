"""Let in who may call /mcp: Slackbot by Slack's signature over the body, other agents by a bearer token."""

from collections.abc import Mapping

from slack_sdk.signature import SignatureVerifier
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope, Send

from bot.core.agents.personal_token import CallerKind
from bot.core.errors import DatabaseUnavailable
from bot.entrypoints.mcp.server import CALLER, LARGEST_BODY, McpServer
from bot.entrypoints.rejected_requests import RejectedRequests
from bot.entrypoints.request_body import read_limited_body
from bot.entrypoints.slack_signature import is_signed_by_slack
from bot.scheduling.agents.callers import Caller, Callers

LONGEST_TOKEN = 500
SIGNATURE = "x-slack-signature"
_CLOSE = {"Connection": "close"}
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="recall-schedule"', **_CLOSE}


class McpEndpoint:
    """An ASGI application: what it lets in goes on to the SDK."""

    def __init__(
        self, server: McpServer, callers: Callers, verifier: SignatureVerifier | None, rejected: RejectedRequests
    ) -> None:
        self._server = server
        self._callers = callers
        self._verifier = verifier
        self._rejected = rejected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await read_limited_body(request, LARGEST_BODY)
        if body is None:
            await self._refuse("too large", Response(status_code=413, headers=_CLOSE))(scope, receive, send)
            return
        try:
            caller = await self._find_caller(request.headers, body)
        except DatabaseUnavailable:
            await PlainTextResponse("The database isn't available right now.", 503)(scope, receive, send)
            return
        if caller is None:
            await self._refuse("not authorized", Response(status_code=401, headers=_CHALLENGE))(scope, receive, send)
            return
        await self._server.handle({**scope, CALLER: caller}, _replay(body, receive), send)

    async def _find_caller(self, headers: Mapping[str, str], body: bytes) -> Caller | None:
        """A signature that is wrong counts for nothing, whatever token stands beside it."""
        if SIGNATURE in headers:
            is_slack = self._verifier is not None and is_signed_by_slack(self._verifier, body, headers)
            return Caller(CallerKind.SLACKBOT) if is_slack else None
        scheme, _, secret = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 0 < len(secret.strip()) <= LONGEST_TOKEN:
            return None
        return await self._callers.find(secret.strip())

    def _refuse(self, reason: str, response: Response) -> Response:
        self._rejected.note(reason)
        return response


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand on the body that was read already, then whatever comes: that the client has gone."""
    is_sent = False

    async def replay() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
