"""`/recall-schedule list`: what this person has booked, said to them alone."""

from typing import Any

from slack_bolt.async_app import AsyncAck

from bot.blocks.booking_list import build_booking_list
from bot.clock import Clock
from bot.scheduling.known_people import KnownPeople
from bot.scheduling.own_bookings import OwnBookings
from handlers.private_word import PrivateWord, user_of
from handlers.show_form import ShowForm


class BookingList:
    def __init__(
        self, people: KnownPeople, own_bookings: OwnBookings, clock: Clock, show_form: ShowForm, word: PrivateWord
    ) -> None:
        self._people = people
        self._own_bookings = own_bookings
        self._clock = clock
        self._show_form = show_form
        self._word = word

    async def tell(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        async def told() -> None:
            person = await self._people.find(user_of(body))
            bookings = await self._own_bookings.coming(person)
            content = build_booking_list(bookings, self._clock.now(), person.time_zone)
            await self._word.say(body, content.text, content.blocks)

        await self._show_form.do(ack, body, told)
