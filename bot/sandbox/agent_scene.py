"""Play how a person lets an AI agent in: a token from App Home, and what the agent does with it, as in a terminal."""

import json
import re
from collections.abc import Awaitable, Callable
from textwrap import wrap
from typing import Any

from bot.blocks.names import Action
from bot.sandbox.agent import McpClient, text_of
from bot.sandbox.slack.person import Person

TOKEN = re.compile(r"rsp_[\w-]{43}")
MEETING = "Design review"
WIDTH = 80

WaitUntil = Callable[[Callable[[], object]], Awaitable[None]]


async def create_token(person: Person, wait_until: WaitUntil) -> str:
    """Press the buttons for it, from App Home on; the token stands in the open modal."""
    await person.opens_home()
    await wait_until(lambda: person.home)
    await person.clicks(Action.SHOW_TOKENS)
    await wait_until(lambda: person.view)
    await person.clicks(Action.CREATE_TOKEN)
    await wait_until(lambda: TOKEN.search(json.dumps(person.view)))
    found = TOKEN.search(json.dumps(person.view))
    return found[0] if found else ""


class AgentTerminal:
    """An agent in a terminal: it shows what it calls, and the text that it gets."""

    def __init__(self, url: str, token: str) -> None:
        self._client = McpClient(f"{url}/mcp", lambda _: {"Authorization": f"Bearer {token}"})

    async def calls(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The answer's facts."""
        given = " ".join(f"{name}={value}" for name, value in arguments.items())
        _print(f"agent> {tool} {given}".rstrip())
        result = await self._client.call(tool, arguments)
        for line in text_of(result).splitlines():
            _print(f"  {line}", indent="     ")
        facts: dict[str, Any] = result["structuredContent"]
        return facts


async def play_agent(terminal: AgentTerminal, person: Person, wait_until: WaitUntil) -> None:
    found = await terminal.calls("list_my_meetings", words="design")
    meeting = next(each for each in found["meetings"] if MEETING in each["untrusted_title"])
    asked = await terminal.calls("schedule_recording_bot", meeting_id=meeting["meeting_id"], bot_name="Agent notes")
    if asked["outcome"] == "ordered":
        await wait_until(lambda: any("Scheduled:" in message.text for message in person.direct_messages))
        await terminal.calls("get_bot_status", booking_id=asked["booking_id"])


def _print(line: str, indent: str = "") -> None:
    print("\n".join(wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)))  # noqa: T201
