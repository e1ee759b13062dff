"""Handle the buttons that connect, reconnect and disconnect a calendar. Each opens a modal, or takes one's place."""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.calendars.buttons import CONNECT_ACTIONS
from bot.blocks.calendars.disconnect_view import CALENDAR_GONE, build_disconnect_answer, build_disconnect_view
from bot.blocks.calendars.link_view import build_link_view, build_refused_view
from bot.blocks.calendars.own_calendars import build_calendars_view
from bot.blocks.form.notices import NoticeContext, read_notice_context
from bot.blocks.form.read import UnreadableForm, read_form
from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.button_value import CalendarButton, read_calendar_button
from bot.blocks.names import Callback
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.calendars.connect_offer import StartRefusal
from bot.core.calendars.providers import CalendarProvider
from bot.core.identifiers import ChannelId, ConnectionId
from bot.scheduling.calendars.disconnect import DisconnectCalendar
from bot.scheduling.calendars.start import StartConnecting
from bot.scheduling.forms.follow_connecting import FollowConnecting, FormBeneath, WaitingView
from bot.scheduling.forms.own_calendars import OwnCalendars
from handlers.show_form import ButtonOutOfDate, Open, ShowForm, ViewToOpen

PROVIDERS = {action: provider for provider, action in CONNECT_ACTIONS.items()}


class CalendarButtons:
    def __init__(
        self,
        start: StartConnecting,
        disconnect: DisconnectCalendar,
        following: FollowConnecting,
        own_calendars: OwnCalendars,
        clock: Clock,
        show_form: ShowForm,
    ) -> None:
        self._start = start
        self._disconnect = disconnect
        self._following = following
        self._own_calendars = own_calendars
        self._offer = own_calendars.offer
        self._clock = clock
        self._show_form = show_form

    async def connect(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        provider = PROVIDERS[action["action_id"]]
        await self._show(ack, client, body, partial(self._build_link, body, provider, None))

    async def reconnect(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        async def find(person: Person) -> ViewToOpen:
            pressed = _read_button(action)
            return await self._build_link(body, pressed.provider, pressed.connection_id, person)

        await self._show(ack, client, body, find)

    async def ask_to_disconnect(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        async def find(person: Person) -> ViewToOpen:
            preview = await self._disconnect.preview(person, _read_button(action).connection_id)
            if preview is None:
                return _static(build_disconnect_answer(CALENDAR_GONE))
            return _static(build_disconnect_view(preview.connection, preview.bookings, person.time_zone))

        await self._show(ack, client, body, find)

    async def open_command(self, ack: AsyncAck, client: AsyncWebClient, command: dict[str, Any]) -> None:
        """`/recall-schedule connect`: the link at once where there is nothing to choose."""
        context = NoticeContext(v=1, channel_id=ChannelId(command["channel_id"]))

        async def find(person: Person) -> ViewToOpen:
            own = await self._own_calendars.list_connections(person)
            calendars = await self._own_calendars.list_calendars(person)
            if len(self._offer.providers) == 1 and not own and not calendars:
                return await self._build_link(command, self._offer.providers[0], None, person)
            return _static(
                build_calendars_view(
                    own, self._offer, person.user_id, calendars=calendars, metadata=context.model_dump_json()
                )
            )

        await self._show_form.open(ack, client, command, find)

    async def open_page(self, ack: AsyncAck) -> None:
        """Slack itself opens the link."""
        await ack()

    async def _show(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], find: Open) -> None:
        """In place of a notice, over a form, in which there may be something typed, or else as a new modal."""
        view = body.get("view") or {}
        if view.get("callback_id") in {Callback.SCHEDULE_FORM, Callback.RULES_FORM}:
            await self._show_form.push(ack, client, body, find)
        elif view.get("type") == "modal":
            await self._show_form.update(ack, client, body, find)
        else:
            await self._show_form.open(ack, client, body, find)

    async def _build_link(
        self, body: dict[str, Any], provider: CalendarProvider, connection_id: ConnectionId | None, person: Person
    ) -> ViewToOpen:
        context, now = _read_context(body), self._clock.now()
        metadata = context.model_dump_json()
        link = await self._start.start(person, provider, connection_id=connection_id)
        if isinstance(link, StartRefusal):
            return _static(build_refused_view(provider, link, self._offer, person.user_id, metadata=metadata))

        def follow(shown: Json) -> None:
            self._following.follow(
                WaitingView(
                    view_id=shown["id"],
                    person=person,
                    provider=provider,
                    since=now,
                    expires_at=link.expires_at,
                    context=context,
                    beneath=_read_form_beneath(body),
                )
            )

        view = build_link_view(provider, link.url, metadata=metadata, is_reconnect=connection_id is not None)
        return _static(view, follow)


def _static(view: Json, on_shown: Callable[[Json], None] | None = None) -> ViewToOpen:
    return ViewToOpen(lambda **_: view, on_shown=on_shown)


def _read_button(action: dict[str, Any]) -> CalendarButton:
    """Raises ButtonOutOfDate for a value that is not one of our own, or one of another version."""
    button = read_calendar_button(action.get("value"))
    if button is None:
        raise ButtonOutOfDate
    return button


def _read_context(body: dict[str, Any]) -> NoticeContext:
    """Where a form that is opened from here will be at home, and whether the person came for one."""
    view = body.get("view") or {}
    if view.get("type") == "modal":
        context = read_notice_context(view)
        is_notice = view.get("callback_id") == Callback.SCHEDULE_NOTICE
        return context.model_copy(update={"wants_form": True}) if is_notice else context
    channel_id = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return NoticeContext(v=1, channel_id=ChannelId(channel_id) if channel_id else None)


def _read_form_beneath(body: dict[str, Any]) -> FormBeneath | None:
    view = body.get("view") or {}
    if view.get("callback_id") != Callback.SCHEDULE_FORM:
        return None
    form = read_form(view)
    return None if isinstance(form, UnreadableForm) else FormBeneath(view["id"], view["hash"], form)
