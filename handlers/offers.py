"""Handle the buttons of an offer: record this meeting, not this one, never its series, or ask no more."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.response import GONE
from bot.blocks.kit.button_value import read_meeting_button
from bot.core.access.people import Person
from bot.core.identifiers import CalendarEventId, ChannelId
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.offers import Offers
from bot.scheduling.rules.series_choices import NoSuchMeeting
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ButtonOutOfDate, ShowForm

Body = dict[str, Any]
Deed = Callable[[Person, CalendarEventId], Awaitable[None]]


class OfferButtons:
    def __init__(
        self,
        people: KnownPeople,
        offers: Offers,
        open_form: OpenForm,
        show_form: ShowForm,
        private_messages: PrivateMessages,
    ) -> None:
        self._people = people
        self._offers = offers
        self._open_form = open_form
        self._show_form = show_form
        self._private_messages = private_messages

    async def accept(self, ack: AsyncAck, client: AsyncWebClient, body: Body, action: Body) -> None:
        """Book at one press. If anything stands in the way, the form shows what."""

        async def book() -> None:
            event_id = _read(action)
            if not await self._offers.accept(await self._people.find_for_action(user_of(body)), event_id):
                await self._show_form.open_now(client, body, partial(self._find_form, body, event_id))

        await self._show_form.do(ack, body, book)

    async def decline(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await self._do(ack, body, action, self._offers.decline)

    async def decline_series(self, ack: AsyncAck, body: Body, action: Body) -> None:
        await self._do(ack, body, action, self._offers.decline_series)

    async def stop(self, ack: AsyncAck, body: Body, action: Body) -> None:
        async def stop(person: Person, _: CalendarEventId) -> None:
            await self._offers.stop(person)

        await self._do(ack, body, action, stop)

    async def _do(self, ack: AsyncAck, body: Body, action: Body, deed: Deed) -> None:
        async def carry_out() -> None:
            person = await self._people.find_for_action(user_of(body))
            try:
                await deed(person, _read(action))
            except NoSuchMeeting:
                await self._private_messages.say(body, GONE["vanished"])

        await self._show_form.do(ack, body, carry_out)

    async def _find_form(self, body: Body, event_id: CalendarEventId, person: Person) -> Opening:
        channel_id = (body.get("channel") or {}).get("id")
        origin = Origin(ChannelId(channel_id) if channel_id else None, is_home=True)
        return await self._open_form.open_for_calendar(person, origin, event_id=event_id)


def _read(action: Body) -> CalendarEventId:
    """Raises ButtonOutOfDate for a value that is not one of our own, or one of another version."""
    button = read_meeting_button(action.get("value"))
    if button is None or button.event_id is None:
        raise ButtonOutOfDate
    return button.event_id
