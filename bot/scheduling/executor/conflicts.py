"""Resolve conflicts with other bookings of the same meeting while a booking is carried out."""

from dataclasses import replace
from functools import partial

from bot.clock import Clock
from bot.core.access.conflicts import (
    CANCELLATION_RECHECK,
    apply_cancellation_retry,
    apply_conflict,
    conflict_cancel_due,
    conflict_wait_until,
    failed_cancellations,
)
from bot.core.booking.model import EARLIER_BOT_STAYS, BookedMeeting, Booking, Failure
from bot.core.booking.same_meeting import is_same_meeting
from bot.core.lifecycle.retry import apply_failure, with_retry_at
from bot.core.lifecycle.vetoes import is_vetoed_by, occurrence_key, with_bot_kept_away
from bot.scheduling.access.link_aliases import events_by_link, link_forms
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change
from bot.store.mirror.mirror import Mirror


class ConflictingBookings:
    def __init__(self, bookings: Bookings, mirror: Mirror, clock: Clock) -> None:
        self._bookings = bookings
        self._mirror = mirror
        self._clock = clock

    async def keep_away(self, booking: Booking) -> Change | None:
        """Check for conflicts that keep the bot away: a veto on the call that this meeting was moved into, a bot that
        was booked for that call before, and for a while an earlier booking whose own steps are still under way.
        """
        others, now, revision = await self._find(booking), self._clock.now(), booking.wish.revision
        if (veto := next((other.veto for other in others if other.veto), None)) is not None:
            return partial(with_bot_kept_away, by=veto.by, now=now)
        gives_way = conflict_cancel_due(booking, others, now)
        if gives_way is not None and gives_way <= now:
            return partial(apply_conflict, revision=revision, now=now)
        if stuck := failed_cancellations(booking, others, now):
            return await self._once_more(booking, stuck)
        moments = filter(None, [gives_way, conflict_wait_until(others, now)])
        until = max(moments, default=None)
        return None if until is None else partial(with_retry_at, revision=revision, until=until)

    async def _once_more(self, booking: Booking, stuck: list[Booking]) -> Change:
        """Retry the cancellation of the conflicting bookings first, once for each new wish; otherwise fail."""
        now, revision = self._clock.now(), booking.wish.revision
        untried = [other for other in stuck if other.wish.at < booking.wish.at]
        for other in untried:
            await self._bookings.change(other.id, partial(apply_cancellation_retry, now=now), now, what="asked again")
        if untried:
            return partial(with_retry_at, revision=revision, until=now + CANCELLATION_RECHECK)
        return partial(apply_failure, revision=revision, failure=Failure(code=EARLIER_BOT_STAYS))

    async def _find(self, booking: Booking) -> list[Booking]:
        meeting, now = booking.meeting, self._clock.now()
        forms = link_forms(meeting, await events_by_link(self._mirror, meeting))
        event_ids = [meeting.event_id] if meeting.event_id else []
        keys = filter(None, [occurrence_key(meeting)])
        rivals = await self._bookings.rivals(booking.team_id, event_ids, forms, now, keys)
        in_each_form = [replace(meeting, link_key=form) for form in forms]
        return [
            rival
            for rival in rivals
            if rival.id != booking.id and any(_is_for(rival, meeting) for meeting in in_each_form)
        ]


def _is_for(other: Booking, meeting: BookedMeeting) -> bool:
    return is_vetoed_by(other, meeting) if other.veto else is_same_meeting(other, meeting)
