"""Who reads a conversation: asked before a title is shown there, and remembered for a while."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.core.card_title import Audience, is_direct_message
from bot.core.errors import SlackRefusal
from bot.core.identifiers import ChannelId
from bot.slack.web_api import answer_to

# How long a conversation may have been shared with outsiders before that is noticed.
FRESH_FOR = timedelta(minutes=10)
MOST_REMEMBERED = 1000
PATIENCE_SECONDS = 1.0  # a form waits for it, whose trigger lives for three
# The scopes by which the app sees the conversations that it may be asked to post in.
SCOPES = frozenset({"channels:read", "groups:read"})


class Conversations:
    """`may_look`: the app has the optional scopes. Without them Slack keeps shared conversations out of the form."""

    def __init__(self, client: AsyncWebClient, clock: Clock, *, may_look: bool) -> None:
        self.may_look = may_look
        self._client = client
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, Audience]] = OrderedDict()

    async def audience(self, channel_id: ChannelId) -> Audience | None:
        """None if Slack did not answer, or not in time."""
        if not self.may_look or is_direct_message(channel_id):
            return Audience.INSIDE
        known = self._known.get(channel_id)
        if known is not None and self._clock.now() - known[0] < FRESH_FOR:
            return known[1]
        found = await self._look(channel_id)
        if found is not None:
            self._remember(channel_id, found)
        return found

    def _remember(self, channel_id: ChannelId, audience: Audience) -> None:
        self._known[channel_id] = (self._clock.now(), audience)
        self._known.move_to_end(channel_id)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)

    async def _look(self, channel_id: ChannelId) -> Audience | None:
        """https://docs.slack.dev/reference/methods/conversations.info"""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await answer_to(self._client.conversations_info(channel=channel_id))
        except TimeoutError:
            return None
        except SlackRefusal as refusal:
            return Audience.UNKNOWN if refusal.permanent else None
        return read_audience(answer.get("channel") or {})


def read_audience(channel: dict[str, Any]) -> Audience:
    """Workspaces of one organisation are no outsiders to each other; who has only been invited will be one.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    is_shared = channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
    is_shared = is_shared or (channel.get("is_shared") and not channel.get("is_org_shared"))
    return Audience.OUTSIDERS if is_shared else Audience.INSIDE
