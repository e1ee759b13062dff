"""Run the worker that summarizes recordings: fill its queue, take what is due, have the thread tell what came of it.

The queue is a table, and a lease for each recording keeps several processes apart; a dead process's expires. A model's
calls are claimed one by one as well (paid_model.py), since a lease may be lost in the middle of one.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.access.summary_rules import SUMMARIZED_WITHIN, can_be_summarized, is_summarized_unasked
from bot.core.booking.model import Booking
from bot.core.booking.past_bots import with_bot_in_place
from bot.core.errors import DatabaseUnavailable, RecallError
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.recording import apply_summary
from bot.core.summaries.model import SummaryFailure
from bot.core.summaries.model_error import ModelError
from bot.scheduling.summaries.summarize import NoLongerWanted, Summarize, TranscriptNotThere
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Leases
from bot.store.summaries import DueSummary, Summaries, SummaryResult

log = structlog.get_logger()

POLL_EVERY = timedelta(seconds=10)
MAX_CONCURRENT = 3
MAX_ENQUEUED = 200
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=1)  # then twice as long each time: half an hour in all
BACKOFF_AFTER_BUG = timedelta(minutes=10)
FINISH_SECONDS = 6.0  # of the ten of a graceful stop
_LEASE = "summary "  # before the bot's id


class SummaryWorker:
    def __init__(
        self,
        bookings: Bookings,
        summaries: Summaries,
        leases: Leases,
        summarize: Summarize,
        clock: Clock,
        wake_executor: Callable[[], None],
    ) -> None:
        self._bookings = bookings
        self._summaries = summaries
        self._leases = leases
        self._summarize = summarize
        self._clock = clock
        self._wake_executor = wake_executor
        self._wake = asyncio.Event()
        self._in_hand: dict[BotId, asyncio.Task[None]] = {}

    def wake(self) -> None:
        """Look at what is due now rather than at the next poll."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; then let answers arrive that are on their way. A call cut off counts as sent."""
        try:
            while True:
                self._wake.clear()
                await self.start_due()
                await self._pause()
        finally:
            await self._stop()

    async def run_once(self) -> None:
        """Finish all that is due now, for tests and for `demo --once`."""
        while await self.start_due() or self._in_hand:
            await asyncio.gather(*self._in_hand.values())

    async def start_due(self) -> bool:
        """Fill the queue, and begin what is due in it; returns whether anything was begun."""
        try:
            await self._enqueue()
            due = await self._summaries.list_due(self._clock.now(), MAX_CONCURRENT + len(self._in_hand))
        except DatabaseUnavailable:
            return False
        begun = [each for each in due if each.bot_id not in self._in_hand]
        for each in begun[: MAX_CONCURRENT - len(self._in_hand)]:
            task = asyncio.create_task(self._run_guarded(each), name=f"{_LEASE}{each.bot_id}")
            self._in_hand[each.bot_id] = task
            task.add_done_callback(partial(self._put_down, each.bot_id))
        return bool(begun)

    async def _enqueue(self) -> None:
        now = self._clock.now()
        for booking in await self._summaries.find_unsummarized(now - SUMMARIZED_WITHIN, MAX_ENQUEUED):
            if booking.bot.bot_id is not None and is_summarized_unasked(booking):
                await self._summaries.enqueue(booking.id, booking.bot.bot_id, now)

    async def _run_guarded(self, due: DueSummary) -> None:
        """Isolate one recording's errors from the others."""
        with structlog.contextvars.bound_contextvars(booking_id=due.booking_id):
            try:
                async with self._leases.acquire(f"{_LEASE}{due.bot_id}") as is_ours:
                    if is_ours:
                        await self._do(due.booking_id, due.bot_id)
                        self.wake()
            except DatabaseUnavailable:  # what is still due is taken up again
                log.warning("summary put off")
            except Exception:
                log.exception("not summarized")
                await self._give_up_after_bug(due)

    async def _do(self, booking_id: BookingId, bot_id: BotId) -> None:
        due = await self._summaries.find_due(booking_id, bot_id, self._clock.now())
        if due is None:
            return
        booking = await self._find_booking(due)
        if booking is None:
            await self._summaries.delete(booking_id, bot_id)
            return
        if not due.is_done:
            result = await self._try(due, booking)
            if result is None or not await self._summaries.finish(due, result, self._clock.now()):
                return
        await self._tell(due)

    async def _find_booking(self, due: DueSummary) -> Booking | None:
        """With that bot in place. None: there is nothing that may be summarized any more."""
        booking = await self._bookings.get(due.booking_id)
        if booking is None:
            return None
        seen = with_bot_in_place(booking, due.bot_id)
        return seen if can_be_summarized(seen) or due.is_done else None

    async def _try(self, due: DueSummary, booking: Booking) -> SummaryResult | None:
        """None: it is to be tried again later, or not at all; there is nothing to keep."""
        try:
            return await self._summarize.run(due, booking)
        except ModelError as error:
            return await self._postpone(due, error.failure, error.retry_after)
        except NoLongerWanted:
            return None
        except TranscriptNotThere:
            return await self._postpone(due, SummaryFailure.NO_TRANSCRIPT, None)
        except RecallError as error:
            log.warning("transcript not read", error=str(error))
            if error.permanent:
                return SummaryResult(failure=SummaryFailure.NO_TRANSCRIPT)
            return await self._postpone(due, SummaryFailure.NO_TRANSCRIPT, error.retry_after)

    async def _postpone(
        self, due: DueSummary, failure: SummaryFailure, retry_after: timedelta | None
    ) -> SummaryResult | None:
        """Back off exponentially, and give up after some tries."""
        if due.tries + 1 >= MOST_TRIES:
            return SummaryResult(failure=failure)
        wait = max(FIRST_WAIT * 2**due.tries, retry_after or FIRST_WAIT)
        await self._summaries.postpone(due, self._clock.now() + wait)
        return None

    async def _give_up_after_bug(self, due: DueSummary) -> None:
        if due.tries + 1 < MOST_TRIES:
            await self._summaries.postpone(due, self._clock.now() + BACKOFF_AFTER_BUG)
        else:
            await self._summaries.finish(due, SummaryResult(failure=SummaryFailure.BROKEN), self._clock.now())

    async def _tell(self, due: DueSummary) -> None:
        """Have the executor tell it in the thread. A process that dies before leaves it in the queue, to be told."""
        change = partial(apply_summary, bot_id=due.bot_id, summary_round=due.round)
        await self._bookings.change(due.booking_id, change, self._clock.now(), what="summary")
        self._wake_executor()
        current = await self._summaries.find_due(due.booking_id, due.bot_id, self._clock.now())
        if current is not None:
            await self._summaries.record_told(current)

    def _put_down(self, bot_id: BotId, task: asyncio.Task[None]) -> None:
        self._in_hand.pop(bot_id, None)
        if not task.cancelled() and (error := task.exception()):
            log.error("not put down", error=type(error).__name__)

    async def _pause(self) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + POLL_EVERY))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            woken.cancel()

    async def _stop(self) -> None:
        tasks = list(self._in_hand.values())
        if tasks:
            await asyncio.wait(tasks, timeout=FINISH_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
