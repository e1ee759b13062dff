"""Build the MCP server and its HTTP side with the official SDK: stateless, JSON answers, Host and Origin checked."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)
from starlette.types import Receive, Scope, Send

from bot.core.agents.order import AgentAnswer
from bot.entrypoints.mcp.calls import AgentToolCalls
from bot.entrypoints.mcp.tools import INSTRUCTIONS, AgentTool

# Under this key of the ASGI scope the endpoint leaves who calls.
CALLER = "recall_schedule.caller"
LARGEST_BODY = 100_000
# It quotes headers and arguments in its warnings, which a caller can make it write as often as they like.
logging.getLogger("mcp").setLevel(logging.CRITICAL)


class McpServer:
    """Serves one request at a time: nothing is kept between two, so any process may answer any of them."""

    def __init__(
        self,
        tools: dict[str, AgentTool],
        calls: AgentToolCalls,
        hosts: Sequence[str],
        origins: Sequence[str],
        version: str,
    ) -> None:
        self._tools = tools
        self._calls = calls
        self._security = TransportSecuritySettings(allowed_hosts=list(hosts), allowed_origins=list(origins))
        self._version = version
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None

    async def run(self) -> None:
        """Hold the SDK's task group open until cancelled: in one task from beginning to end, as it requires."""
        manager = StreamableHTTPSessionManager(
            self._server(),
            json_response=True,
            stateless=True,
            security_settings=self._security,
            max_request_body_size=LARGEST_BODY,
        )
        async with manager.run():
            self._started().set_result(manager)
            try:
                await asyncio.Event().wait()
            finally:
                self._manager = None

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`scope` says who calls."""
        manager = await asyncio.shield(self._started())
        await manager.handle_request(scope, receive, send)

    def _started(self) -> asyncio.Future[StreamableHTTPSessionManager]:
        if self._manager is None:
            self._manager = asyncio.get_running_loop().create_future()
        return self._manager

    def _server(self) -> Server[dict[str, Any]]:
        return Server(
            "recall-schedule",
            version=self._version,
            title="Recall Schedule",
            instructions=INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
        )

    async def _list_tools(
        self, _: ServerRequestContext[dict[str, Any]], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=[tool.listing for tool in self._tools.values()])

    async def _call_tool(
        self, context: ServerRequestContext[dict[str, Any]], params: CallToolRequestParams
    ) -> CallToolResult:
        caller = context.request.scope[CALLER]  # type: ignore[union-attr]
        answer = await self._calls.call(caller, context.meta, params.name, params.arguments or {})
        return _result(answer)


def _result(answer: AgentAnswer) -> CallToolResult:
    facts = {"outcome": answer.came.value, **answer.facts}
    return CallToolResult(
        content=[TextContent(type="text", text=answer.text)], structured_content=facts, is_error=answer.is_error
    )
