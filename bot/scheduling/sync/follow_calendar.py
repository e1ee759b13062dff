"""Reconcile bookings with the mirror, so that bots follow their meetings."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import CalendarId
from bot.core.lifecycle.calendar_changes import apply_calendar, has_lost_its_calendar
from bot.core.meetings.meeting import Meeting
from bot.scheduling.sync.calendar_view import CalendarViews
from bot.scheduling.sync.notify_owner import CalendarOwners
from bot.store.bookings.bookings import Bookings
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror

log = structlog.get_logger()


class FollowCalendar:
    def __init__(
        self, bookings: Bookings, mirror: Mirror, owners: CalendarOwners, clock: Clock, wake: Callable[[], None]
    ) -> None:
        self._owners = owners
        self._bookings = bookings
        self._mirror = mirror
        self._views = CalendarViews(mirror)
        self._clock = clock
        self._wake = wake

    async def run(self) -> None:
        """Reconcile every upcoming booking with the mirror as it is now."""
        calendars = await self._mirror.all_calendars()
        connected = frozenset(calendar.id for calendar in calendars if not calendar.is_disconnected)
        carried = await self._find_called_off(calendars)
        async for bookings in self._bookings.swept.find_following_calendars(self._clock.now()):
            for booking in filter(_needs_calendar, bookings):
                carried[booking.meeting.calendar_id].append(booking)
            await self._follow_all(bookings, connected)
        await self._owners.notify(calendars, carried)

    async def _find_called_off(self, calendars: Sequence[Calendar]) -> defaultdict[CalendarId | None, list[Booking]]:
        """Bookings that a calendar's disconnection has already cost their bots."""
        carried: defaultdict[CalendarId | None, list[Booking]] = defaultdict(list)
        if any(calendar.is_disconnected for calendar in calendars):
            for booking in await self._bookings.swept.find_called_off(self._clock.now()):
                if has_lost_its_calendar(booking):
                    carried[booking.meeting.calendar_id].append(booking)
        return carried

    async def _follow_all(self, bookings: Sequence[Booking], connected: frozenset[CalendarId]) -> None:
        ids = [booking.meeting.event_id for booking in bookings if booking.meeting.event_id]
        events = await self._mirror.events_by_id(ids)
        for booking in bookings:
            event_id = booking.meeting.event_id
            await self._follow(booking, events.get(event_id) if event_id else None, connected)

    async def _follow(self, booking: Booking, event: Meeting | None, connected: frozenset[CalendarId]) -> None:
        now = self._clock.now()
        follow = partial(apply_calendar, view=await self._views.load(booking, event, connected, now), now=now)
        if follow(booking) == booking:
            return
        changed = await self._bookings.change(booking.id, follow, now, what="calendar")
        if changed is not None:
            log.info("booking follows its calendar", booking_id=booking.id, revision=changed.wish.revision)
            self._wake()


def _needs_calendar(booking: Booking) -> bool:
    return booking.wish.intent is Intent.ATTEND or booking.veto is not None
