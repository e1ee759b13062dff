"""An AI agent with a token, on the official SDK's client and over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, Tool

ENVIRONMENT_TOKEN = "an-agents-token-of-forty-characters-or-so"


class Agent:
    """Connects for each call: the server keeps nothing between two. `mode`: which era of the protocol it speaks."""

    def __init__(self, url: str, token: str = ENVIRONMENT_TOKEN, mode: str = "auto", **headers: str) -> None:
        self._url = url
        self._mode = mode
        self._headers = {"Authorization": f"Bearer {token}", **headers}

    @asynccontextmanager
    async def connects(self) -> AsyncIterator[Client]:
        async with httpx2.AsyncClient(headers=self._headers, trust_env=False, timeout=30) as http:
            transport = streamable_http_client(f"{self._url}/mcp", http_client=http)
            async with Client(transport, mode=self._mode) as client:
                yield client

    async def lists_tools(self) -> list[Tool]:
        async with self.connects() as client:
            return (await client.list_tools()).tools

    async def calls(self, tool: str, meta: dict[str, Any] | None = None, **arguments: Any) -> CallToolResult:
        async with self.connects() as client:
            return await client.call_tool(tool, arguments, meta=meta)

    async def reads(self, tool: str, **arguments: Any) -> str:
        """The text of an answer that is no error."""
        result = await self.calls(tool, **arguments)
        assert not result.is_error, text_of(result)
        return text_of(result)

    async def is_refused(self, tool: str, **arguments: Any) -> str:
        result = await self.calls(tool, **arguments)
        assert result.is_error, text_of(result)
        return text_of(result)


def text_of(result: CallToolResult) -> str:
    return "\n".join(part.text for part in result.content if part.type == "text")
