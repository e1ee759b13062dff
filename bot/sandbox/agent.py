"""Speak MCP as a client does, in a few lines of JSON-RPC over HTTP: for the demo and for the pretend Slackbot.

The tests use the official SDK's client as well; this one needs nothing but httpx.
"""

import json
import ssl
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import httpx

Json = dict[str, Any]

PROTOCOL = "2025-06-18"
_ACCEPT = "application/json, text/event-stream"
# The app is on this machine and speaks plain HTTP.
_NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

# The headers that prove who calls, for one body.
Prove = Callable[[bytes], Mapping[str, str]]


class McpRefusal(Exception):
    """The server did not answer with a result: an HTTP status, or a JSON-RPC error."""

    def __init__(self, status: int, error: Json | None = None) -> None:
        super().__init__(f"{status} {error or ''}".strip())
        self.status = status


class McpClient:
    def __init__(self, url: str, prove: Prove) -> None:
        self._url = url
        self._prove = prove
        self._ids = count(1)

    async def list_tools(self) -> list[Json]:
        tools: list[Json] = (await self.request("tools/list", {}))["tools"]
        return tools

    async def call(self, tool: str, arguments: Json, meta: Json | None = None) -> Json:
        params = {"name": tool, "arguments": arguments, **({"_meta": meta} if meta else {})}
        return await self.request("tools/call", params)

    async def request(self, method: str, params: Json) -> Json:
        """The result. Raises McpRefusal."""
        message = {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}
        body = json.dumps(message).encode()
        headers = {
            "Content-Type": "application/json",
            "Accept": _ACCEPT,
            "MCP-Protocol-Version": PROTOCOL,
            **self._prove(body),
        }
        async with httpx.AsyncClient(timeout=60, trust_env=False, verify=_NO_AUTHORITIES) as client:
            response = await client.post(self._url, content=body, headers=headers)
        answer: dict[str, Any] = response.json() if response.content and response.status_code == 200 else {}
        if "result" not in answer:
            raise McpRefusal(response.status_code, answer.get("error"))
        result: Json = answer["result"]
        return result


def text_of(result: Json) -> str:
    return "\n".join(part["text"] for part in result["content"] if part["type"] == "text")
