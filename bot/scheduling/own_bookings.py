"""What a person has booked and is still to come."""

from bot.clock import Clock
from bot.core.booking import Booking
from bot.core.people import Person
from bot.store.bookings import Bookings


class OwnBookings:
    def __init__(self, bookings: Bookings, clock: Clock) -> None:
        self._bookings = bookings
        self._clock = clock

    async def coming(self, person: Person) -> list[Booking]:
        """Nearest first, without those that were cancelled or could not be booked."""
        now = self._clock.now()
        booked = await self._bookings.of_person(person.team_id, person.user_id, now)
        return [booking for booking in booked if booking.is_live(now)]
