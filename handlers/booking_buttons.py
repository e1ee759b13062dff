"""Handle the buttons on a card. Authorization happens at the click, not when the button was drawn."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.form.read import read_form
from bot.blocks.form.state import ScheduleForm
from bot.blocks.kit.button_value import BookingButton, read_booking_button
from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.identifiers import BookingId, ChannelId
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.forms.open_form import OpenForm
from bot.scheduling.forms.opening import Opening, Origin
from bot.scheduling.wishes import Wishes
from handlers.ephemeral_message import user_of
from handlers.show_form import ButtonOutOfDate, ShowForm

Wish = Callable[[Person, BookingId], Awaitable[Booking]]


class BookingButtons:
    def __init__(self, people: KnownPeople, open_form: OpenForm, wishes: Wishes, show_form: ShowForm) -> None:
        self._people = people
        self._open_form = open_form
        self._wishes = wishes
        self._show_form = show_form

    async def edit(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        origin = Origin(ChannelId((body.get("channel") or {}).get("id") or user_of(body)))
        instead_of = _read_form(body)

        async def find(person: Person) -> Opening:
            return await self._open_form.open_for_booking(person, origin, read_button(action).booking_id, instead_of)

        show = self._show_form.update if instead_of else self._show_form.open
        await show(ack, client, body, find)

    async def cancel(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._wish(ack, body, action, self._wishes.call_off)

    async def try_again(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._wish(ack, body, action, self._wishes.try_again)

    async def veto(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Handle the veto button, on the card and in the form that explains why there is a bot."""
        form = _read_form(body)
        if form is None:
            await self._wish(ack, body, action, self._wishes.veto)
            return

        async def find(person: Person) -> Opening:
            await self._wishes.veto(person, read_button(action).booking_id)
            return await self._open_form.show(person, form)

        await self._show_form.update(ack, client, body, find)

    async def allow(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await self._wish(ack, body, action, self._wishes.allow_again)

    async def _wish(self, ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], wish: Wish) -> None:
        async def carry_out() -> None:
            person = await self._people.find_for_action(user_of(body))
            await wish(person, read_button(action).booking_id)

        await self._show_form.do(ack, body, carry_out)


def _read_form(body: dict[str, Any]) -> ScheduleForm | None:
    """Return the form that was clicked in; None for a card and App Home."""
    form = read_form(body.get("view") or {})
    return form if isinstance(form, ScheduleForm) else None


def read_button(action: dict[str, Any]) -> BookingButton:
    """Raises ButtonOutOfDate for a value that is not one of our own, or one of another version."""
    button = read_booking_button(action.get("value"))
    if button is None:
        raise ButtonOutOfDate
    return button
