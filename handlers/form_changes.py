"""Handle a choice or click in the open form: update the view and keep what the person has typed."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.notices import read_notice_context
from bot.blocks.form.read import UnreadableForm, read_form
from bot.core.access.people import Person
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin, OutOfDate
from handlers.show_form import ShowForm


class FormChanges:
    def __init__(self, open_form: OpenForm, show_form: ShowForm) -> None:
        self._open_form = open_form
        self._show_form = show_form

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        form = read_form(body["view"])

        async def find(person: Person) -> Opening:
            if isinstance(form, UnreadableForm):
                return OutOfDate()
            return await self._open_form.apply_action(person, form, action["action_id"])

        await self._show_form.update(ack, client, body, find)

    async def pick_from_calendar(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        context = read_notice_context(body["view"])

        async def find(person: Person) -> Opening:
            return await self._open_form.open_for_calendar(person, Origin(context.channel_id, context.thread_ts))

        await self._show_form.update(ack, client, body, find)
