"""Load a booking's calendar event from the mirror, with its copies in other calendars where they matter."""

from datetime import datetime

from bot.core.booking.model import Booking
from bot.core.booking.same_meeting import booked_meeting, is_same_event
from bot.core.identifiers import CalendarId
from bot.core.lifecycle.calendar_changes import CalendarView, needs_copies
from bot.core.meetings.meeting import Meeting
from bot.store.mirror.mirror import Mirror


class CalendarViews:
    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror

    async def load(
        self, booking: Booking, event: Meeting | None, connected: frozenset[CalendarId], now: datetime
    ) -> CalendarView:
        """`event` is the booked event as it is now, None if it does not exist any more."""
        calendar_id = event.calendar_id if event else booking.meeting.calendar_id
        view = CalendarView(event, calendar_id in connected)
        if not needs_copies(booking, view, now):
            return view
        return CalendarView(event, view.is_connected, await self._copies(booking, connected, now))

    async def find_connected(self) -> frozenset[CalendarId]:
        return await self._mirror.find_connected()

    async def _copies(self, booking: Booking, connected: frozenset[CalendarId], now: datetime) -> list[Meeting]:
        """Copies of the same meeting in other calendars that could carry the bot."""
        linked = await self._mirror.find_with_links([booking.meeting.link_key], now)
        return [
            meeting
            for meeting in linked
            if meeting.event_id != booking.meeting.event_id
            and meeting.calendar_id in connected
            and is_same_event(booking, booked_meeting(meeting))
        ]
