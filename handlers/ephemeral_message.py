"""Send a private sentence to one person: next to what they did, or else in their direct messages with the app."""

from typing import Any

import aiohttp
import structlog

from bot.blocks.messages.answer_view import build_answer_view
from bot.core.errors import SlackRefusal
from bot.core.identifiers import ChannelId, UserId
from bot.slack.announcer import Announcer

log = structlog.get_logger()


class PrivateMessages:
    def __init__(self, session: aiohttp.ClientSession, announcer: Announcer) -> None:
        self._session = session
        self._announcer = announcer

    async def say(self, body: dict[str, Any], text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Never raises: a failure here cannot be reported to the person."""
        message: dict[str, Any] = {"text": text, **({"blocks": blocks} if blocks else {})}
        try:
            if not await self._say_beside(body, message):
                await self._announcer.tell(user_of(body), **message)
        except SlackRefusal as refusal:
            log.warning("private word refused", code=refusal.code)

    async def edit(self, body: dict[str, Any], text: str, blocks: list[dict[str, Any]]) -> None:
        """Edit the message that was clicked in, no matter who sees it. Never raises: the next click shows the truth."""
        message = {"replace_original": True, "text": text, "blocks": blocks}
        if not await self._post_to_response_url(body, message):
            log.warning("message not edited")

    async def replace(self, body: dict[str, Any], text: str) -> None:
        """Put the text in the place of the private message that was clicked in. Never raises."""
        message = {"response_type": "ephemeral", "replace_original": True, "text": text}
        if not await self._post_to_response_url(body, message):
            await self.say(body, text)

    async def _say_beside(self, body: dict[str, Any], message: dict[str, Any]) -> bool:
        """Where it was pressed: in the thread or the conversation, else in a modal over it."""
        is_in_thread = _place(body)[1] is not None
        if _mention(body):
            ways = [self._say_in_thread]
        elif is_in_thread:
            ways = [self._say_in_thread, self._say_in_modal, self._say_in_conversation]
        else:
            ways = [self._say_in_conversation, self._say_in_modal]
        for way in ways:
            if await way(body, message):
                return True
        return False

    async def _say_in_modal(self, body: dict[str, Any], message: dict[str, Any]) -> bool:
        """The trigger may be spent, or too old."""
        trigger_id, shown = body.get("trigger_id"), _dict(body.get("view"))
        if not trigger_id:
            return False
        view = build_answer_view(message["text"], message.get("blocks"))
        try:
            await self._announcer.show_view(trigger_id, view, is_in_modal=shown.get("type") == "modal")
        except SlackRefusal:
            return False
        return True

    async def _say_in_thread(self, body: dict[str, Any], message: dict[str, Any]) -> bool:
        """For clicks in a thread: a `response_url` would post to the conversation instead. A mention has none.

        https://docs.slack.dev/reference/methods/chat.postEphemeral
        """
        channel_id, thread_ts = _place(body)
        if not channel_id or not (thread_ts or _mention(body)):
            return False
        try:
            await self._announcer.post_ephemeral_message(user_of(body), ChannelId(channel_id), thread_ts, **message)
        except SlackRefusal:  # the app is not in there, say
            return False
        return True

    async def _say_in_conversation(self, body: dict[str, Any], message: dict[str, Any]) -> bool:
        privately = {"response_type": "ephemeral", "replace_original": False, **message}
        return await self._post_to_response_url(body, privately)

    async def _post_to_response_url(self, body: dict[str, Any], message: dict[str, Any]) -> bool:
        response_url = body.get("response_url")
        if not response_url:
            return False
        try:
            async with self._session.post(response_url, json=message) as response:
                return response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def _place(body: dict[str, Any]) -> tuple[str | None, str | None]:
    """The conversation and the thread of the message that was clicked in, or that a shortcut was used on.

    A thread's first message stands in the conversation: it names itself as its thread once it has replies.
    """
    if mention := _mention(body):
        return mention.get("channel"), mention.get("thread_ts")
    channel, message = _dict(body.get("channel")), _dict(body.get("message"))
    thread_ts = message.get("thread_ts") or _dict(body.get("container")).get("thread_ts")
    return channel.get("id"), None if thread_ts == message.get("ts") else thread_ts


def _mention(body: dict[str, Any]) -> dict[str, Any]:
    """The event of a mention, whose message stands in a conversation; empty for anything else."""
    event = _dict(body.get("event"))
    return event if event.get("type") == "app_mention" else {}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def user_of(body: dict[str, Any]) -> UserId:
    """The user's id, which commands, interactions and events each name differently."""
    user, event = body.get("user"), body.get("event")
    told = user.get("id") if isinstance(user, dict) else event.get("user") if isinstance(event, dict) else None
    return UserId(str(body.get("user_id") or told or ""))
