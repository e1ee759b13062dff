"""Run the preflight check: shortly before the start, read the event or bot at Recall and repair or report."""

from functools import partial

from bot.clock import Clock
from bot.core.booking.model import Booking
from bot.core.errors import AnsweredError, RecallError
from bot.core.identifiers import BotId, CalendarEventId
from bot.core.lifecycle.preflight import apply_bot_preflight, apply_preflight, apply_preflight_by_link
from bot.core.lifecycle.transitions import with_retry_soon
from bot.core.meetings.meeting import Meeting, bot_with_key
from bot.recall.client import RecallClient
from bot.scheduling.sync.calendar_view import CalendarViews
from bot.scheduling.sync.list_calendars import fetch_calendar
from bot.store.bookings.leases import Change
from bot.store.mirror.mirror import Mirror


class Preflight:
    def __init__(self, recall: RecallClient, mirror: Mirror, clock: Clock) -> None:
        self._recall = recall
        self._mirror = mirror
        self._views = CalendarViews(mirror)
        self._clock = clock

    async def outcome(self, booking: Booking, event_id: CalendarEventId, key: str) -> Change:
        """Read the event and return its effect: nothing, a move, a cancellation, or the bot booked once more."""
        now, revision = self._clock.now(), booking.wish.revision
        try:
            event = await self._read(event_id, booking)
            if event is not None and bot_with_key(event, key) is None:  # a disconnected calendar loses its bots
                await fetch_calendar(self._recall, self._mirror, event.calendar_id)
        except RecallError as error:
            return partial(with_retry_soon, revision=revision, error=error, now=now)
        connected = await self._views.find_connected()
        view = await self._views.load(booking, event, connected, now)
        return partial(apply_preflight, revision=revision, view=view, key=key, now=now)

    async def outcome_by_link(self, booking: Booking, event_id: CalendarEventId, bot_id: BotId) -> Change:
        """The same for an event whose link Recall does not know: its bot stands on no event."""
        now, revision = self._clock.now(), booking.wish.revision
        try:
            event = await self._read(event_id, booking)
            is_there = await self._is_there(bot_id)
        except RecallError as error:
            return partial(with_retry_soon, revision=revision, error=error, now=now)
        view = await self._views.load(booking, event, await self._views.find_connected(), now)
        return partial(apply_preflight_by_link, revision=revision, view=view, now=now, is_there=is_there)

    async def bot_outcome(self, booking: Booking, bot_id: BotId) -> Change:
        """The same for a bare link, of which Recall knows only the bot."""
        now, revision = self._clock.now(), booking.wish.revision
        try:
            is_there = await self._is_there(bot_id)
        except RecallError as error:
            return partial(with_retry_soon, revision=revision, error=error, now=now)
        return partial(apply_bot_preflight, revision=revision, now=now, is_there=is_there)

    async def _is_there(self, bot_id: BotId) -> bool:
        try:
            await self._recall.get_bot(bot_id)
        except AnsweredError as error:
            if error.status != 404:
                raise
            return False
        return True

    async def _read(self, event_id: CalendarEventId, booking: Booking) -> Meeting | None:
        try:
            event = (await self._recall.get_event(event_id)).read_meeting()
        except AnsweredError as error:
            if error.status == 404:
                # A disconnected calendar loses its events: the reconciliation has to know why this one is missing.
                await fetch_calendar(self._recall, self._mirror, booking.meeting.calendar_id)
                await self._mirror.forget(event_id)
                return None
            raise
        await self._mirror.save_events([event], self._clock.now())
        return event
