"""Disconnect a calendar: Recall forgets it, with the bots that were booked through it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.access.people import Person
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection
from bot.core.identifiers import ConnectionId


class DisconnectOutcome(StrEnum):
    DISCONNECTED = "disconnected"
    GONE = "gone"  # not this person's, or not there any more
    TRY_AGAIN = "try_again"  # Recall did not answer, and the calendar stays connected
    REFUSED = "refused"  # Recall does not let us: an admin has to look


@dataclass(frozen=True, slots=True)
class DisconnectPreview:
    connection: CalendarConnection
    bookings: tuple[Booking, ...]  # whose bots will not come, the soonest first


class DisconnectCalendar:
    def __init__(self, read_calendars_soon: Callable[[], None]) -> None:
        self._read_calendars_soon = read_calendars_soon

    async def preview(self, person: Person, connection_id: ConnectionId) -> DisconnectPreview | None:
        """What a disconnect would end; None if there is nothing of this person's to disconnect."""
        raise NotImplementedError

    async def disconnect(self, person: Person, connection_id: ConnectionId) -> DisconnectOutcome:
        """Their App Home is refreshed within seconds."""
        raise NotImplementedError
