"""App Home: the person's coming meetings and their bots."""

from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.blocks.block_kit import Json
from bot.blocks.booking_button import read_meeting_button
from bot.blocks.error_message import not_vouched_for
from bot.blocks.home_view import build_home
from bot.clock import Clock
from bot.core.people import Person
from bot.scheduling.known_people import KnownPeople, NotVouchedFor
from bot.scheduling.open_form import Door, OpenForm, Opening
from bot.scheduling.own_bookings import OwnBookings
from bot.scheduling.upcoming_meetings import Outlook, UpcomingMeetings
from bot.slack.web_api import answer_to
from handlers.private_word import user_of
from handlers.show_form import ShowForm

TROUBLE = {
    Outlook.NO_CALENDAR: "*No calendar is connected for your address.* Connect it to Recall.ai, or ask whoever runs "
    "this app to.",
    Outlook.DISCONNECTED: "*Your calendar is not connected to Recall.ai any more.* Connect it again, or ask whoever "
    "runs this app to.",
    Outlook.NOT_READ_YET: "*Your meetings have not been read yet.* It is tried again every few minutes.",
}


class HomeTab:
    def __init__(
        self,
        people: KnownPeople,
        upcoming: UpcomingMeetings,
        own_bookings: OwnBookings,
        open_form: OpenForm,
        clock: Clock,
        show_form: ShowForm,
    ) -> None:
        self._people = people
        self._upcoming = upcoming
        self._own_bookings = own_bookings
        self._open_form = open_form
        self._clock = clock
        self._show_form = show_form

    async def opened(self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], event: dict[str, Any]) -> None:
        async def published() -> None:
            view = await self._view(body)
            await answer_to(client.views_publish(user_id=user_of(body), view=view))

        if event.get("tab") == "home":
            await self._show_form.do(ack, body, published)
        else:
            await ack()

    async def schedule(
        self, ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any], action: dict[str, Any]
    ) -> None:
        chosen = read_meeting_button(action.get("value"))

        async def find(person: Person) -> Opening:
            return await self._open_form.for_calendar(person, Door(), event_id=chosen.event_id if chosen else None)

        await self._show_form.open(ack, client, body, find)

    async def _view(self, body: dict[str, Any]) -> Json:
        now = self._clock.now()
        try:
            person = await self._people.find(user_of(body))
        except NotVouchedFor as refusal:
            return build_home([], [], now, "UTC", trouble=not_vouched_for(refusal.reason))
        offer = await self._upcoming.offer(person)
        bookings = await self._own_bookings.coming(person)
        return build_home(offer.meetings, bookings, now, person.time_zone, trouble=TROUBLE.get(offer.outlook, ""))
