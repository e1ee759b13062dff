"""Shortly before the start: read the event itself, so that what went wrong is mended or said in time."""

from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.core.booking import Booking
from bot.core.errors import AnsweredError, RecallError
from bot.core.identifiers import CalendarEventId
from bot.core.meeting import Meeting, bot_with_key
from bot.core.reconcile import CalendarView, reconciled
from bot.core.transitions import check_later, checked, found_missing
from bot.recall.client import RecallClient
from bot.scheduling.calendar_views import CalendarViews
from bot.store.bookings import Change
from bot.store.mirror import Mirror


class CheckBeforeStart:
    def __init__(self, recall: RecallClient, mirror: Mirror, clock: Clock) -> None:
        self._recall = recall
        self._mirror = mirror
        self._views = CalendarViews(mirror)
        self._clock = clock

    async def outcome(self, booking: Booking, event_id: CalendarEventId, key: str) -> Change:
        """What the event says does to the booking: nothing, a move, a farewell, or the bot booked once more."""
        now = self._clock.now()
        try:
            event = await self._read(event_id)
        except RecallError as error:
            return partial(check_later, now=now, error=error)
        connected = await self._views.connected()
        view = await self._views.of(booking, event, connected, now)
        return partial(_after_check, view=view, key=key, now=now)

    async def _read(self, event_id: CalendarEventId) -> Meeting | None:
        try:
            event = (await self._recall.get_event(event_id)).to_meeting()
        except AnsweredError as error:
            if error.status == 404:
                await self._mirror.forget(event_id)
                return None
            raise
        await self._mirror.save_events([event], self._clock.now())
        return event


def _after_check(booking: Booking, view: CalendarView, key: str, now: datetime) -> Booking:
    followed = reconciled(booking, view, now)
    if followed.wish.revision != booking.wish.revision:
        return followed
    if view.event is None or followed.meeting.missing_since is not None:  # until it is sure that a copy may serve
        return check_later(followed, now)
    return checked(followed) if bot_with_key(view.event, key) else found_missing(followed, now)
