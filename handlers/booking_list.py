"""Answer `/recall-schedule list` with a person's upcoming meetings and their bots, visible to them alone."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.home.list_message import build_booking_list
from bot.clock import Clock
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.home.agenda import PersonalAgenda
from handlers.ephemeral_message import PrivateMessages, user_of
from handlers.show_form import ShowForm


class BookingList:
    def __init__(
        self,
        people: KnownPeople,
        agenda: PersonalAgenda,
        clock: Clock,
        show_form: ShowForm,
        private_messages: PrivateMessages,
    ) -> None:
        self._people = people
        self._agenda = agenda
        self._clock = clock
        self._show_form = show_form
        self._private_messages = private_messages

    async def tell(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def send_list() -> None:
            person = await self._people.find(user_of(body))
            agenda = await self._agenda.load(person)
            content = build_booking_list(agenda, self._clock.now(), person.time_zone)
            await self._private_messages.say(body, content.text, content.blocks)

        await self._show_form.do(ack, body, send_list)
