"""Who reads a conversation: asked before a title is shown there, and remembered for a while."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.core.access.title_visibility import Audience, is_direct_message
from bot.core.errors import SlackRefusal
from bot.core.identifiers import ChannelId
from bot.slack.web_api import call_slack

# How long a conversation may have been shared with outsiders before that is noticed where a title is shown.
CACHE_TTL = timedelta(minutes=10)
# A form may know less: what it has not asked about is decided when the card is posted.
GOOD_ENOUGH_FOR = timedelta(days=1)
CACHE_SIZE = 1000
TIMEOUT_SECONDS = 1.0  # a form that is open already waits for it, or a card
# The scopes by which the app sees the conversations that it may be asked to post in.
SCOPES = frozenset({"channels:read", "groups:read"})


class Conversations:
    """`may_look`: the app has the optional scopes. Without them Slack keeps shared conversations out of the form."""

    def __init__(self, client: AsyncWebClient, clock: Clock, *, may_look: bool) -> None:
        self.may_look = may_look
        self._client = client
        self._clock = clock
        self._known: OrderedDict[str, tuple[datetime, Audience]] = OrderedDict()
        self._lookups: dict[ChannelId, asyncio.Task[Audience | None]] = {}

    async def audience(self, channel_id: ChannelId, good_for: timedelta = CACHE_TTL) -> Audience | None:
        """None if Slack did not answer, or not in time."""
        known = self.cached_audience(channel_id, good_for)
        return known if known is not None else await asyncio.shield(self._join_lookup(channel_id))

    def cached_audience(self, channel_id: ChannelId, good_for: timedelta = GOOD_ENOUGH_FOR) -> Audience | None:
        """Without asking Slack; None if that would be needed."""
        if not self.may_look or is_direct_message(channel_id):
            return Audience.INSIDE
        known = self._known.get(channel_id)
        if known is None:
            return None
        if known[1] is Audience.UNKNOWN:
            good_for = CACHE_TTL  # the app may be invited at any moment
        return known[1] if self._clock.now() - known[0] < good_for else None

    def _join_lookup(self, channel_id: ChannelId) -> asyncio.Task[Audience | None]:
        """One for all who ask at the same time."""
        look = self._lookups.get(channel_id)
        if look is None:
            look = self._lookups[channel_id] = asyncio.create_task(self._look_up(channel_id))
            look.add_done_callback(lambda _: self._lookups.pop(channel_id))
        return look

    def _cache(self, channel_id: ChannelId, audience: Audience, asked_at: datetime) -> None:
        self._known[channel_id] = (asked_at, audience)
        self._known.move_to_end(channel_id)
        if len(self._known) > CACHE_SIZE:
            self._known.popitem(last=False)

    async def _look_up(self, channel_id: ChannelId) -> Audience | None:
        asked_at = self._clock.now()
        found = await self._fetch(channel_id)
        if found is not None:
            self._cache(channel_id, found, asked_at)
        return found

    async def _fetch(self, channel_id: ChannelId) -> Audience | None:
        """https://docs.slack.dev/reference/methods/conversations.info"""
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await call_slack(self._client.conversations_info(channel=channel_id))
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
