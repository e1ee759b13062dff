"""Cancel steps: unschedule the bot from calendar events, delete it, or have it leave the call."""

from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.core.booking.model import Booking, Failure, Intent
from bot.core.errors import AnsweredError, RecallError
from bot.core.identifiers import CalendarEventId
from bot.core.lifecycle import retry, transitions
from bot.recall.client import RecallClient
from bot.scheduling.executor.remote_bots import RemoteBots
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change
from bot.store.mirror.mirror import Mirror

# A bot that is on its way, in the call or finished cannot be deleted any more: it has to leave the call.
# https://docs.recall.ai/reference/bot_destroy
TOO_LATE_TO_DELETE = frozenset({"cannot_delete_bot"})
NOT_THERE_YET = "cannot_command_unstarted_bot"
FINISHED_ALREADY = "cannot_command_completed_bot"
LEAVE_AGAIN_AFTER = timedelta(seconds=15)
# An event refused for such a reason holds no bot, or none that Recall would ever unschedule.
NOTHING_TO_UNSCHEDULE = frozenset({400, 404, 405})


class CancelSteps:
    def __init__(
        self, recall: RecallClient, bots: RemoteBots, bookings: Bookings, mirror: Mirror, clock: Clock
    ) -> None:
        self._recall = recall
        self._bots = bots
        self._bookings = bookings
        self._mirror = mirror
        self._clock = clock

    async def unschedule(self, booking: Booking) -> Change:
        """Unschedule from each event it may have been booked through: a shared bot stays while one event holds it."""
        revision, rows = booking.wish.revision, _rows(booking)
        free = await self._exclude_others_rows(rows, booking)
        for row in free:
            await self._unschedule_row(row, booking)
        if rows[-1] not in free:
            return partial(transitions.apply_release, revision=revision)
        is_kept = await self._is_kept_elsewhere(booking)
        return partial(
            transitions.apply_unscheduling, revision=revision, now=self._clock.now(), rows=rows, is_kept=is_kept
        )

    async def unschedule_old_rows(self, booking: Booking) -> Change:
        """Unschedule from former events only. A failure is retried and does not affect the booked bot."""
        rows, revision = booking.left_events, booking.wish.revision
        try:
            for row in await self._exclude_others_rows(rows, booking):
                await self._unschedule_row(row, booking)
        except RecallError as error:
            if not isinstance(error, AnsweredError) or error.status not in NOTHING_TO_UNSCHEDULE:
                return partial(transitions.with_retry_soon, revision=revision, now=self._clock.now(), error=error)
        return partial(transitions.with_rows_cleared, rows=rows)

    async def delete(self, booking: Booking) -> Change:
        if booking.bot.bot_id is not None:
            try:
                await self._recall.delete_bot(booking.bot.bot_id)
            except AnsweredError as error:
                if error.status == 405 or error.code in TOO_LATE_TO_DELETE:
                    return _too_late(booking)
                if error.status != 404:
                    raise
        return partial(transitions.apply_deletion, revision=booking.wish.revision)

    async def leave(self, booking: Booking) -> Change:
        revision = booking.wish.revision
        if booking.bot.bot_id is None or await self._belongs_to_another(booking):
            return partial(transitions.apply_release, revision=revision)
        try:
            await self._recall.leave_call(booking.bot.bot_id)
        except AnsweredError as error:
            if error.code == NOT_THERE_YET:
                until = self._clock.now() + LEAVE_AGAIN_AFTER
                return partial(transitions.with_leave_postponed, revision=revision, until=until)
            if error.status == 404:
                return partial(transitions.apply_release, revision=revision)
            if error.code != FINISHED_ALREADY:
                raise
        return partial(transitions.apply_leave_request, revision=revision)

    async def _unschedule_row(self, row: CalendarEventId, booking: Booking) -> None:
        try:
            await self._recall.unschedule_bot(row)
        except AnsweredError as error:
            if not await self._is_off(row, booking, error):
                raise

    async def _is_off(self, row: CalendarEventId, booking: Booking, error: AnsweredError) -> bool:
        """Whether a refusal means that the bot is off already: a deleted event has no bots any more."""
        if error.status != 400:
            return error.status == 404
        event = await self._bots.event(row)
        return event is None or event.is_gone or all(bot.bot_id != booking.bot.bot_id for bot in event.bots)

    async def _is_kept_elsewhere(self, booking: Booking) -> bool:
        """Whether another calendar's copy of the event, booked by another person, keeps the bot."""
        bot_id, copies = booking.bot.bot_id, await self._copies(booking)
        if bot_id is None or not copies or await self._bots.bot(bot_id) is None:
            return False
        for copy in copies:
            event = await self._bots.event(copy)
            if event and any(bot.bot_id == bot_id for bot in event.bots):
                return True
        return False

    async def _copies(self, booking: Booking) -> list[CalendarEventId]:
        """Rows that are not ours and have the same link at the same time, when alone they can share a bot."""
        starts = {booking.meeting.start_time, booking.bot.starts_at}
        linked = await self._mirror.find_with_links([booking.meeting.link_key], self._clock.now())
        return [each.event_id for each in linked if each.start_time in starts and each.event_id not in _rows(booking)]

    async def _belongs_to_another(self, booking: Booking) -> bool:
        return booking.meeting.is_scheduled_by_event and not await self._exclude_others_rows(
            _rows(booking)[-1:], booking
        )

    async def _exclude_others_rows(self, rows: tuple[CalendarEventId, ...], booking: Booking) -> list[CalendarEventId]:
        """Exclude events whose bot belongs to a later booking by now: an event has only one."""
        now = self._clock.now()
        rivals = await self._bookings.rivals(booking.team_id, rows, [], now)
        taken = {
            rival.meeting.event_id
            for rival in rivals
            if rival.id != booking.id and rival.is_live(now) and rival.bot.applied_revision > 0
        }
        return [row for row in rows if row not in taken]


def _rows(booking: Booking) -> tuple[CalendarEventId, ...]:
    """All events that the bot may be booked through, the present one last."""
    if booking.meeting.event_id is None:
        raise ValueError("a bare link has no event")
    return (*booking.left_events, booking.meeting.event_id)


def _too_late(booking: Booking) -> Change:
    if booking.wish.intent is Intent.STAY_AWAY:
        return transitions.with_leave_required
    return partial(retry.apply_failure, revision=booking.wish.revision, failure=Failure(code="bot_is_live"))
