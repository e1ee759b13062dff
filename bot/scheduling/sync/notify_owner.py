"""Notify a calendar's owner once, privately, that it was disconnected while a bot was booked through it."""

from collections.abc import Mapping, Sequence

import structlog

from bot.blocks.calendars.reconnect_message import build_reconnect_message
from bot.blocks.messages.calendar_connection import calendar_needs_reconnect
from bot.blocks.messages.calendar_owner import calendar_was_disconnected
from bot.clock import Clock
from bot.core.booking.model import Booking
from bot.core.calendars.connection import CalendarConnection
from bot.core.errors import SlackRefusal
from bot.core.identifiers import CalendarId
from bot.core.lifecycle.card_transitions import INSTALLATION_IS_BROKEN
from bot.slack.announcer import Announcer
from bot.store.calendars.connections import CalendarConnections
from bot.store.leases import Leases, Marks
from bot.store.mirror.calendars import Calendar

log = structlog.get_logger()

_MARK = "told owner of "


def notice_mark(calendar_id: CalendarId) -> str:
    """The mark that says that this disconnection needs no further word."""
    return f"{_MARK}{calendar_id}"


class CalendarOwners:
    def __init__(
        self,
        announcer: Announcer,
        marks: Marks,
        leases: Leases,
        connections: CalendarConnections,
        clock: Clock,
    ) -> None:
        self._announcer = announcer
        self._marks = marks
        self._leases = leases
        self._connections = connections
        self._clock = clock

    async def notify(self, calendars: Sequence[Calendar], carried: Mapping[CalendarId | None, list[Booking]]) -> None:
        """Notify once for each disconnection; a reconnected calendar may be reported again.

        `carried`: the bookings of each calendar. A calendar that no one connected from Slack is reported only if it
        has some.
        """
        told = await self._marks.find_names(_MARK)
        for calendar in calendars:
            was_told = notice_mark(calendar.id) in told
            if was_told and not calendar.is_disconnected:
                await self._marks.forget(notice_mark(calendar.id))
            elif calendar.is_disconnected and not was_told:
                await self._notify(calendar, carried.get(calendar.id, []))

    async def _notify(self, calendar: Calendar, bookings: Sequence[Booking]) -> None:
        connection, mark = await self._connections.find_by_calendar(calendar.id), notice_mark(calendar.id)
        if connection is None and not bookings:
            return
        async with self._leases.acquire(f"tell {calendar.id}"[:80]) as is_ours:
            if not is_ours or await self._marks.get(mark) is not None:
                return
            if await self._tell(calendar, connection, bookings):
                await self._marks.set(mark, self._clock.now())

    async def _tell(
        self, calendar: Calendar, connection: CalendarConnection | None, bookings: Sequence[Booking]
    ) -> bool:
        """Return whether this is settled; after a transient failure the next sweep retries."""
        email = calendar.platform_email or calendar.oauth_email
        try:
            if connection is not None:
                words = calendar_needs_reconnect(connection, bookings, self._clock.now())
                await self._announcer.tell(connection.user_id, words, build_reconnect_message(words, connection))
            elif email is None:
                return False  # not known yet
            else:
                await self._announcer.message_owner(email, calendar_was_disconnected(email))
        except SlackRefusal as refusal:
            log.warning("owner not reached", calendar_id=calendar.id, code=refusal.code)
            return refusal.permanent and refusal.code not in INSTALLATION_IS_BROKEN
        return True
