"""Handle the shortcuts. On a message: the form with its link, and the card in its thread. Elsewhere: the meetings.

A global shortcut does not say where it was used: the card goes to the person unless they choose a conversation.
"""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.access.people import Person
from bot.core.identifiers import ChannelId
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.home.refresh import RefreshHomes
from handlers.show_form import ShowForm


class ScheduleShortcut:
    def __init__(self, open_form: OpenForm, homes: RefreshHomes, show_form: ShowForm) -> None:
        self._open_form = open_form
        self._homes = homes
        self._show_form = show_form

    async def handle(self, ack: AsyncAck, client: AsyncWebClient, shortcut: dict[str, Any]) -> None:
        message = shortcut["message"]
        thread_ts = message.get("thread_ts") or message.get("ts") or shortcut.get("message_ts")
        origin = Origin(ChannelId(shortcut["channel"]["id"]), thread_ts)

        async def find(person: Person) -> Opening:
            return await self._open_form.open_for_message(person, origin, message)

        await self._show_form.open(ack, client, shortcut, find)

    async def handle_global(self, ack: AsyncAck, client: AsyncWebClient, shortcut: dict[str, Any]) -> None:
        async def find(person: Person) -> Opening:
            origin = Origin(await self._homes.channel_of(person), is_home=True)
            return await self._open_form.open_for_calendar(person, origin)

        await self._show_form.open(ack, client, shortcut, find)
