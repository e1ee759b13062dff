"""Post and edit cards, replies, direct messages and notes: everything that people read outside a form."""

import asyncio
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.card.card import build_card, build_note
from bot.blocks.card.thread_reply import build_closed_reply, build_reply
from bot.blocks.kit.block_kit import MessageContent
from bot.blocks.summaries.summary_reply import SummaryToTell
from bot.core.access.title_visibility import Audience
from bot.core.booking.bot_status import Milestone
from bot.core.booking.model import Booking, Card
from bot.core.booking.summary_share import SummaryShare
from bot.core.bot_config.policy import Configuration
from bot.core.bot_config.validate import usual_settings
from bot.core.errors import SlackRefusal
from bot.core.identifiers import ChannelId, UserId
from bot.slack.web_api import call_slack

LINK_TIMEOUT_SECONDS = 1.0  # a modal's trigger lives for three
# Meeting links must not expand into previews, nor outside text into mentions.
_QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}


class Announcer:
    def __init__(
        self, client: AsyncWebClient, session: aiohttp.ClientSession, configuration: Configuration, dashboard_url: str
    ) -> None:
        self._dashboard_url = dashboard_url
        self._configuration = configuration
        self._client = client
        self._session = session

    async def show(
        self, booking: Booking, now: datetime, audience: Audience = Audience.INSIDE, successor: Card | None = None
    ) -> Card:
        """Post the booking's card, or edit the one that is there. `successor`: the card that has taken its place.

        Raises SlackRefusal.
        """
        content = build_card(
            booking,
            now,
            time_zone=booking.time_zone,
            has_operators=bool(self._configuration.policy.operators),
            audience=audience,
            usual=usual_settings(booking.wish.preset, self._configuration),
            successor_link=await self._find_link(successor) if successor else None,
            prices=self._configuration.prices,
        )
        message: dict[str, Any] = {"text": content.text, "blocks": content.blocks}
        card = booking.said.card
        if card is not None:
            await call_slack(self._client.chat_update(channel=card.channel_id, ts=card.ts, **message))
            return card
        answer = await call_slack(self._client.chat_postMessage(**_place(booking), **message, **_QUIET))
        return Card(channel_id=ChannelId(answer["channel"]), ts=answer["ts"])

    async def _find_link(self, card: Card) -> str | None:
        """None for a card that Slack does not let this app link to."""
        try:
            answer = await call_slack(self._client.chat_getPermalink(channel=card.channel_id, message_ts=card.ts))
        except SlackRefusal:
            return None
        return str(answer["permalink"])

    async def reply(
        self,
        booking: Booking,
        milestone: Milestone,
        organizer: UserId | None = None,
        summary: SummaryToTell | None = None,
    ) -> str | None:
        """Post a milestone in the card's thread; returns its ts if it has buttons. Raises SlackRefusal."""
        card = booking.said.card
        if card is None:
            return None
        content = build_reply(
            booking, milestone, dashboard_url=self._dashboard_url, organizer=organizer, summary=summary
        )
        # A card that is itself a reply has no thread of its own.
        thread_ts = card.ts if booking.said.in_dm else booking.destination.thread_ts or card.ts
        message: dict[str, Any] = {"text": content.text, "blocks": content.blocks, "thread_ts": thread_ts}
        answer = await call_slack(self._client.chat_postMessage(channel=card.channel_id, **message, **_QUIET))
        has_buttons = any(block["type"] == "actions" for block in content.blocks)
        return str(answer["ts"]) if has_buttons else None

    async def share(self, share: SummaryShare, content: MessageContent) -> str:
        """Post a summary where a person shares it; returns its ts. Raises SlackRefusal."""
        message: dict[str, Any] = {"text": content.text, "blocks": content.blocks}
        answer = await call_slack(self._client.chat_postMessage(channel=share.channel_id, **message, **_QUIET))
        return str(answer["ts"])

    async def edit_shared(self, share: SummaryShare, content: MessageContent) -> None:
        """Raises SlackRefusal."""
        message: dict[str, Any] = {"text": content.text, "blocks": content.blocks}
        await call_slack(self._client.chat_update(channel=share.channel_id, ts=share.ts or "", **message))

    async def close_reply(self, booking: Booking, milestone: Milestone, ts: str) -> None:
        """Edit a reply to remove its buttons. Raises SlackRefusal."""
        card = booking.said.card
        if card is None:
            return
        content = build_closed_reply(booking, milestone, dashboard_url=self._dashboard_url)
        message: dict[str, Any] = {"text": content.text, "blocks": content.blocks}
        await call_slack(self._client.chat_update(channel=card.channel_id, ts=ts, **message))

    async def leave_note(self, booking: Booking) -> None:
        """Send one static sentence through the submission's `response_url`. Raises SlackRefusal."""
        url, thread_ts = booking.destination.response_url, booking.destination.thread_ts
        content = build_note(booking)
        body: dict[str, Any] = {"response_type": "in_channel", "text": content.text, "blocks": content.blocks}
        if thread_ts:
            body |= {"thread_ts": thread_ts, "replace_original": False}
        try:
            async with self._session.post(url or "", json=body) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise SlackRefusal("no_answer", permanent=False) from None
        if status >= 400:
            raise SlackRefusal(f"http_{status}", permanent=status != 429 and status < 500)

    async def fetch_card_link(self, card: Card) -> str | None:
        """The card's permalink; None if Slack does not give it at once. Anyone who opens it needs access themselves."""
        try:
            async with asyncio.timeout(LINK_TIMEOUT_SECONDS):
                answer = await call_slack(self._client.chat_getPermalink(channel=card.channel_id, message_ts=card.ts))
        except (SlackRefusal, TimeoutError):
            return None
        return str(answer["permalink"])

    async def message_owner(self, email: str, text: str) -> None:
        """Send a direct message to the Slack user with this address. Raises SlackRefusal."""
        answer = await call_slack(self._client.users_lookupByEmail(email=email))
        await self.tell(UserId(answer["user"]["id"]), text)

    async def tell(self, user_id: UserId, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        """Send a direct message from the app. Raises SlackRefusal."""
        await call_slack(self._client.chat_postMessage(channel=user_id, text=text, blocks=blocks, **_QUIET))

    async def send(self, user_id: UserId, text: str, blocks: list[dict[str, Any]]) -> Card:
        """Send a direct message that is to be edited later. Raises SlackRefusal."""
        answer = await call_slack(self._client.chat_postMessage(channel=user_id, text=text, blocks=blocks, **_QUIET))
        return Card(channel_id=ChannelId(answer["channel"]), ts=answer["ts"])

    async def edit(self, message: Card, text: str, blocks: list[dict[str, Any]]) -> None:
        """Raises SlackRefusal."""
        await call_slack(self._client.chat_update(channel=message.channel_id, ts=message.ts, text=text, blocks=blocks))

    async def show_view(self, trigger_id: str, view: dict[str, Any], *, is_in_modal: bool) -> None:
        """Open a modal, over the one that was clicked in if there is one. Raises SlackRefusal."""
        spend = self._client.views_push if is_in_modal else self._client.views_open
        await call_slack(spend(trigger_id=trigger_id, view=view))

    async def post_ephemeral_message(
        self,
        user_id: UserId,
        channel_id: ChannelId,
        thread_ts: str | None,
        text: str,
        blocks: list[dict[str, Any]] | None = None,
    ) -> None:
        """Post a message that only this person sees, in a thread or beside it. Raises SlackRefusal."""
        await call_slack(
            self._client.chat_postEphemeral(
                channel=channel_id, user=user_id, thread_ts=thread_ts, text=text, blocks=blocks
            )
        )


def _place(booking: Booking) -> dict[str, Any]:
    if booking.said.in_dm:
        return {"channel": booking.booked_by}
    place: dict[str, Any] = {"channel": booking.destination.channel_id}
    if booking.destination.thread_ts:
        place["thread_ts"] = booking.destination.thread_ts
    return place
