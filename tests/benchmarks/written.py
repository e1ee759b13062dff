"""Bookings written as they are, without asking what else is there."""

from bot.core.booking.model import Booking
from bot.store.bookings.submissions import Decide


def as_it_is(booking: Booking) -> Decide:
    return lambda _rivals: booking
