"""Look up who reads a conversation before a title is shown there; whether outsiders do, through a cache."""

import asyncio
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.core.access.title_visibility import Audience, is_direct_message
from bot.core.errors import SlackRefusal
from bot.core.identifiers import ChannelId, UserId
from bot.slack.web_api import call_slack

# How long a conversation may have been shared with outsiders before a title is withheld there.
CACHE_TTL = timedelta(minutes=10)
# A form may use an older entry: the card's own lookup decides.
GOOD_ENOUGH_FOR = timedelta(days=1)
CACHE_SIZE = 1000
TIMEOUT_SECONDS = 1.0  # an open form or a card waits for it
MEMBERS_A_PAGE, MOST_PAGES = 1000, 20
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
        """Look up the audience; None if Slack did not answer in time."""
        known = self.cached_audience(channel_id, good_for)
        return known if known is not None else await asyncio.shield(self._join_lookup(channel_id))

    def cached_audience(self, channel_id: ChannelId, good_for: timedelta = GOOD_ENOUGH_FOR) -> Audience | None:
        """Return the cached audience; None on a cache miss."""
        if not self.may_look or is_direct_message(channel_id):
            return Audience.INSIDE
        known = self._known.get(channel_id)
        if known is None:
            return None
        if known[1] is Audience.UNKNOWN:
            good_for = CACHE_TTL  # the app may be invited at any moment
        return known[1] if self._clock.now() - known[0] < good_for else None

    async def is_open_to(self, user_id: UserId, channel_id: ChannelId) -> bool:
        """Whether this person may read it: a public channel, or a private one that they are in.

        False where the app is not shown who is in it. Raises SlackRefusal only for transient failures.
        """
        if not self.may_look or is_direct_message(channel_id):
            return True
        try:
            answer = await call_slack(self._client.conversations_info(channel=channel_id))
            is_private = (answer.get("channel") or {}).get("is_private", True)
            return not is_private or await self._has_member(channel_id, user_id)
        except SlackRefusal as refusal:
            if refusal.permanent:
                return False
            raise

    async def _has_member(self, channel_id: ChannelId, user_id: UserId) -> bool:
        """https://docs.slack.dev/reference/methods/conversations.members"""
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await call_slack(
                self._client.conversations_members(channel=channel_id, limit=MEMBERS_A_PAGE, cursor=cursor)
            )
            if user_id in page.get("members", ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return False

    def _join_lookup(self, channel_id: ChannelId) -> asyncio.Task[Audience | None]:
        """Share one lookup among concurrent callers."""
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
    """Workspaces of one organization are no outsiders to each other; an invited workspace counts as one already.

    https://docs.slack.dev/reference/objects/conversation-object
    """
    is_shared = channel.get("is_ext_shared") or channel.get("is_pending_ext_shared")
    is_shared = is_shared or (channel.get("is_shared") and not channel.get("is_org_shared"))
    return Audience.OUTSIDERS if is_shared else Audience.INSIDE
