"""Play Slackbot as an MCP client: it signs each request, says in it who asks, and asks that person before it writes.

https://docs.slack.dev/ai/slackbot-mcp-client
"""

from collections.abc import Callable

from bot.clock import Clock
from bot.sandbox.agent import McpClient
from bot.sandbox.slack.http_delivery import signed_headers
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.wire import Json


class NotAllowedError(Exception):
    """The person did not allow the call, or has no Slackbot."""


class Slackbot:
    """`asked` are the tools for which it asked before it called them: those that do not say they only read."""

    def __init__(self, url: str, signing_secret: str, clock: Clock) -> None:
        self.asked: list[str] = []
        self._clock = clock
        self._signing_secret = signing_secret
        self._client = McpClient(url, self._prove)

    async def list_tools(self) -> list[Json]:
        return await self._client.list_tools()

    async def calls(
        self, person: Person, tool: str, arguments: Json, *, allows: Callable[[str], bool] = lambda _: True
    ) -> Json:
        """Raises NotAllowedError and McpRefusal."""
        if person.user.is_restricted or person.user.is_ultra_restricted:
            raise NotAllowedError("guests have no Slackbot")
        (listed,) = [each for each in await self.list_tools() if each["name"] == tool]
        if not listed.get("annotations", {}).get("readOnlyHint"):
            self.asked.append(tool)
            if not allows(tool):
                raise NotAllowedError(tool)
        identity = {"user_id": person.user.id, "team_id": person.user.team_id, "enterprise_id": None}
        return await self._client.call(tool, arguments, {"slack": identity})

    def _prove(self, body: bytes) -> dict[str, str]:
        return signed_headers(body, self._signing_secret, int(self._clock.now().timestamp()))
