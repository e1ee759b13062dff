"""Handle the buttons below a summary: read it whole, have it made again."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.summaries.summary_view import AGAIN, NOT_AGAIN, build_summary_view
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.summaries.on_request import SummariesOnRequest
from bot.slack.web_api import call_slack
from handlers.booking_buttons import read_button
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ShowForm


class SummaryButtons:
    def __init__(
        self,
        people: KnownPeople,
        summaries: SummariesOnRequest,
        show_form: ShowForm,
        private_messages: PrivateMessages,
        *,
        has_model: bool,
    ) -> None:
        self._people = people
        self._summaries = summaries
        self._show_form = show_form
        self._private_messages = private_messages
        self._has_model = has_model

    async def show(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._show, client, body, action))

    async def summarize_again(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._show_form.do(ack, body, partial(self._summarize_again, body, action))

    async def _show(self, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        pressed = read_button(action)
        person = await self._people.find_for_action(user_of(body))
        page = await self._summaries.load(person, pressed.booking_id, pressed.bot_id)
        view = build_summary_view(
            page.booking,
            page.record,
            time_zone=person.time_zone,
            has_model=self._has_model,
            may_share=page.may_share,
            are_on=self._summaries.are_on,
        )
        await call_slack(spend_trigger(client, body)(trigger_id=body["trigger_id"], view=view))

    async def _summarize_again(self, body: dict[str, Any], action: dict[str, Any]) -> None:
        pressed = read_button(action)
        person = await self._people.find_for_action(user_of(body))
        is_begun = await self._summaries.summarize_again(person, pressed.booking_id, pressed.bot_id)
        await self._private_messages.say(body, AGAIN if is_begun else NOT_AGAIN)


def spend_trigger(client: AsyncWebClient, body: dict[str, Any]) -> Any:
    """What opens a view: over the modal that was clicked in, if it was one."""
    is_in_modal = (body.get("view") or {}).get("type") == "modal"
    return client.views_push if is_in_modal else client.views_open
