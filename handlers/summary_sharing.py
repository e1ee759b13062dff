"""Share a summary with a channel: ask which, and leave the posting to the executor."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.destination_fields import allowed_channels
from bot.blocks.names import Block
from bot.blocks.summaries.shared_summary import (
    CHOOSE_ONE,
    NOT_ALLOWED,
    ShareContext,
    being_shared,
    build_share_view,
    read_share,
)
from bot.core.bot_config.policy import Policy
from bot.core.identifiers import ChannelId
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.summaries.on_request import SummariesOnRequest
from bot.scheduling.wishes import Wishes
from bot.slack.web_api import call_slack
from handlers.booking_buttons import read_button
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ButtonOutOfDate, ShowForm
from handlers.summary_buttons import spend_trigger


class SummarySharing:
    def __init__(
        self,
        people: KnownPeople,
        summaries: SummariesOnRequest,
        wishes: Wishes,
        show_form: ShowForm,
        private_messages: PrivateMessages,
        policy: Policy,
    ) -> None:
        self._people = people
        self._summaries = summaries
        self._wishes = wishes
        self._show_form = show_form
        self._private_messages = private_messages
        self._channels = policy.channels

    async def open(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._open, client, body, action))

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        told, channel_id = read_share(body["view"]) or (None, None)
        if told is not None and (problem := self._find_problem(channel_id)):
            await ack(response_action="errors", errors={Block.SHARE_TO.value: problem})
            return
        await self._show_form.do(ack, body, partial(self._share, body, told, channel_id))

    def _find_problem(self, channel_id: ChannelId | None) -> str:
        """Errors beneath a field are plain text, in which Slack shows no channel's name."""
        if channel_id is None:
            return CHOOSE_ONE
        return NOT_ALLOWED if self._channels is not None and channel_id not in self._channels else ""

    async def _open(self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        pressed = read_button(action)
        person = await self._people.find_for_action(user_of(body))
        booking = await self._summaries.authorize_share(person, pressed.booking_id, pressed.bot_id)
        allowed = allowed_channels(self._channels) if self._channels is not None else ""
        view = build_share_view(booking, allowed)
        await call_slack(spend_trigger(client, body)(trigger_id=body["trigger_id"], view=view))

    async def _share(self, body: dict[str, Any], told: ShareContext | None, channel_id: ChannelId | None) -> None:
        if told is None or channel_id is None:
            raise ButtonOutOfDate
        person = await self._people.find_for_action(user_of(body))
        await self._wishes.share_summary(person, told.booking_id, told.bot_id, channel_id)
        await self._private_messages.say(body, being_shared(channel_id))
