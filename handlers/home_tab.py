"""Handle App Home: publish a person's upcoming meetings and their bots."""

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.home.admin import build_admin_view, build_admins_only_view
from bot.blocks.home.view import build_help_view
from bot.blocks.kit.button_value import read_meeting_button
from bot.blocks.messages.help import Corners
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.identifiers import ChannelId
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.home.admin_page import AdminPage
from bot.scheduling.home.refresh import RefreshHomes
from handlers.ephemeral_message import user_of
from handlers.show_form import ShowForm, ViewToOpen


class HomeTab:
    def __init__(
        self,
        homes: RefreshHomes,
        open_form: OpenForm,
        admin_page: AdminPage,
        show_form: ShowForm,
        clock: Clock,
        corners: Corners,
    ) -> None:
        self._corners = corners
        self._admin_page = admin_page
        self._clock = clock
        self._homes = homes
        self._open_form = open_form
        self._show_form = show_form

    async def open(self, ack: AsyncAck, body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tab") == "home":
            channel_id = ChannelId(event["channel"]) if event.get("channel") else None
            await self._show_form.do(ack, body, partial(self._homes.publish_opened, user_of(body), channel_id))
        else:
            await ack()

    async def schedule(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        """Handle the schedule button of App Home, and of the list, which is in a conversation."""
        chosen = read_meeting_button(action.get("value"))
        channel_id = (body.get("channel") or {}).get("id")

        async def find(person: Person) -> Opening:
            origin = Origin(ChannelId(channel_id)) if channel_id else await self._origin_at_home(person)
            return await self._open_form.open_for_calendar(person, origin, event_id=chosen.event_id if chosen else None)

        await self._show_form.open(ack, client, body, find)

    async def show_help(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        async def find(_: Person) -> ViewToOpen:
            return ViewToOpen(lambda **_: build_help_view(self._corners))

        await self._show_form.open(ack, client, body, find)

    async def show_admin_page(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        async def find(person: Person) -> ViewToOpen:
            overview = await self._admin_page.load(person)
            if overview is None:
                return ViewToOpen(lambda **_: build_admins_only_view())
            view = build_admin_view(overview, self._clock.now(), person.time_zone)
            return ViewToOpen(lambda **_: view)

        await self._show_form.open(ack, client, body, find)

    async def _origin_at_home(self, person: Person) -> Origin:
        """The card goes into the person's direct messages with the app, unless they choose otherwise."""
        channel_id = await self._homes.channel_of(person)
        return Origin(channel_id, is_home=True)
