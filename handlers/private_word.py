"""A sentence for one person: beside what they did, or else in their direct messages with the app."""

from typing import Any

import aiohttp
import structlog

from bot.core.errors import SlackRefusal
from bot.core.identifiers import UserId
from bot.slack.announcer import Announcer

log = structlog.get_logger()


class PrivateWord:
    def __init__(self, session: aiohttp.ClientSession, announcer: Announcer) -> None:
        self._session = session
        self._announcer = announcer

    async def say(self, body: dict[str, Any], text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Never raises: there is nobody left to tell."""
        message: dict[str, Any] = {"text": text, **({"blocks": blocks} if blocks else {})}
        try:
            if not await self._say_there(body.get("response_url"), message):
                await self._announcer.tell(user_of(body), **message)
        except SlackRefusal as refusal:
            log.warning("private word refused", code=refusal.code)

    async def _say_there(self, response_url: str | None, message: dict[str, Any]) -> bool:
        if not response_url:
            return False
        privately = {"response_type": "ephemeral", "replace_original": False, **message}
        try:
            async with self._session.post(response_url, json=privately) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def user_of(body: dict[str, Any]) -> UserId:
    """Commands name their user in one way, interactions in another, events in a third."""
    user, event = body.get("user"), body.get("event")
    told = user.get("id") if isinstance(user, dict) else event.get("user") if isinstance(event, dict) else None
    return UserId(str(body.get("user_id") or told or ""))
