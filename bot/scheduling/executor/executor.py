"""Run the executor, the worker that takes due bookings from the queue and carries out their steps.

It claims due bookings under a lease, does the one step that `core.lifecycle.next_step` names, records the outcome on
the booking as it is by then, and repeats. Nothing else calls Recall's writes to bots, or posts cards. Nothing that
matters is kept in memory: a process that dies leaves leases that expire, as only the living renew theirs. While the
database is unavailable, what has been done is kept until it can be recorded.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.clock import Clock
from bot.core.booking.card_timing import pending_card_due
from bot.core.booking.model import Booking
from bot.core.errors import DatabaseUnavailable
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.retry import apply_lost_worker, is_repetition
from bot.core.lifecycle.steps import ClaimTranscript, LookAtMedia, Nothing, RecallStep, ShowCard, SlackStep, WaitUntil
from bot.scheduling.executor.recall_steps import RecallSteps
from bot.scheduling.executor.slack_steps import SlackSteps
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.leases import Change, LeaseLost, Outcome, Recorded, Rest
from bot.store.bookings.queue import Claim
from bot.store.leases import LEASE

log = structlog.get_logger()

RENEW_EVERY = LEASE / 3
# A card that takes Slack half a minute is then recorded before a step's 75 s at Recall are over.
PENDING_CARD_TIMEOUT = timedelta(seconds=20)
POLL_EVERY = timedelta(seconds=1)
MAX_CONCURRENT = 20
# Backoff after an unexpected error, so that a booking does not spin.
BACKOFF_AFTER_BUG = timedelta(minutes=1)
SHUTDOWN_TIMEOUT = timedelta(seconds=6)  # of the ten seconds of a graceful stop
DATABASE_RETRY_SECONDS = 0.5

Written = TypeVar("Written")
TraceStep = Callable[[Booking, str], AbstractContextManager[None]]


class Executor:
    def __init__(
        self,
        bookings: Bookings,
        recall_steps: RecallSteps,
        slack_steps: SlackSteps,
        clock: Clock,
        give_up_after: timedelta,
        foreground: ForegroundPriority,
        on_claim: Callable[[float], None] | None = None,
        on_step: Callable[[str, float], None] | None = None,
        trace_step: TraceStep | None = None,
        on_settled: Callable[[Booking], None] = lambda _: None,
    ) -> None:
        """`on_claim` receives the seconds that each booking was queued, `on_step` the seconds that each step took.

        `trace_step` opens the context in which a step of a booking is done. `on_settled` is called with a booking once
        all that can be done for it by now has been done and recorded.
        """
        self._bookings = bookings
        self._recall_steps = recall_steps
        self._slack_steps = slack_steps
        self._clock = clock
        self._give_up_after = give_up_after
        self._foreground = foreground
        self._on_claim = on_claim or (lambda seconds: None)
        self._on_step = on_step or (lambda step, seconds: None)
        self._trace_step = trace_step or (lambda booking, step: nullcontext())
        self._on_recording: Callable[[], None] = lambda: None
        self._on_settled = on_settled
        self._wake = asyncio.Event()
        self._is_finishing = False
        self._in_hand: dict[asyncio.Task[None], Claim] = {}

    def wake(self) -> None:
        """Look at what is due now rather than at the next poll."""
        self._wake.set()

    def follow_recordings(self, on_recording: Callable[[], None]) -> None:
        """Have `on_recording` called whenever it is recorded what there is of a recording."""
        self._on_recording = on_recording

    async def run(self) -> None:
        """Work until cancelled; then finish or release what is in progress."""
        self._is_finishing = False
        renewing = asyncio.create_task(self._renew_leases(), name="leases")
        try:
            while True:
                self._wake.clear()
                await self._foreground.wait_until_idle()
                if not await self._start_claimed() and not self._wake.is_set():
                    await self._pause()
        finally:
            await self._finish()
            renewing.cancel()

    async def _renew_leases(self) -> None:
        """Renew the leases of all that is in progress: a step may take longer than one lasts."""
        while True:
            await self._clock.sleep_until(self._clock.now() + RENEW_EVERY)
            tokens = {claim.booking.id: claim.token for claim in self._in_hand.values()}
            try:
                if tokens:
                    await self._bookings.renew_leases(tokens, self._clock.now() + LEASE)
            except DatabaseUnavailable:
                continue
            except Exception:
                log.exception("leases not renewed")

    async def _start_claimed(self) -> bool:
        """Claim due bookings and start a task for each; return whether there were any."""
        free = MAX_CONCURRENT - len(self._in_hand)
        now = self._clock.now()
        claims = await self._claim(now, free) if free > 0 else []
        for claim in claims:
            self._on_claim((now - claim.due_since).total_seconds())
            task = asyncio.create_task(self._run_guarded(claim), name=f"booking {claim.booking.id}")
            self._in_hand[task] = claim
            task.add_done_callback(self._put_down)
        return bool(claims)

    async def _claim(self, now: datetime, free: int) -> list[Claim]:
        """Claim due bookings; on cancellation, release what was claimed meanwhile. None while there is no database."""
        in_hand = {claim.booking.id for claim in self._in_hand.values()}
        claiming = asyncio.ensure_future(self._bookings.claim(now, LEASE, free, in_hand))
        try:
            return await asyncio.shield(claiming)
        except DatabaseUnavailable:
            return []
        except asyncio.CancelledError:
            with suppress(Exception):  # the leases of what is not released expire
                async with asyncio.timeout(SHUTDOWN_TIMEOUT.total_seconds()):
                    await self._release(await claiming, now)
            raise

    async def _release(self, claims: Sequence[Claim], now: datetime) -> None:
        for claim in claims:
            if not claim.was_abandoned:  # else its lease expires, so that the next claim counts as abandoned too
                await self._bookings.release(claim.booking.id, claim.token, now)

    def _put_down(self, task: asyncio.Task[None]) -> None:
        claim = self._in_hand.pop(task, None)
        if claim and not task.cancelled() and (error := task.exception()):
            log.error("not put down", booking_id=claim.booking.id, error=type(error).__name__)  # its lease expires
        self.wake()

    async def _pause(self) -> None:
        sleep = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + POLL_EVERY))
        woken = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait({sleep, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            woken.cancel()

    async def _run_guarded(self, claim: Claim) -> None:
        """Isolate one booking's errors from the others."""
        with structlog.contextvars.bound_contextvars(booking_id=claim.booking.id):
            try:
                await self._settle(claim)
            except LeaseLost:
                log.warning("lease lost")
            except asyncio.CancelledError:
                await asyncio.shield(self._release_after_failure(claim, self._clock.now()))
                raise
            except DatabaseUnavailable:  # in the middle of a step
                await self._release_after_failure(claim, self._clock.now())
            except Exception:
                log.exception("step failed")
                await self._release_after_failure(claim, self._clock.now() + BACKOFF_AFTER_BUG)

    async def _release_after_failure(self, claim: Claim, due_at: datetime) -> None:
        """Release a booking whose last call has an unknown outcome: the next claim verifies it first."""
        with suppress(LeaseLost):
            await self._record(claim, partial(apply_lost_worker, now=self._clock.now()))
            await self._release_claim(claim, due_at)

    async def _settle(self, claim: Claim) -> None:
        booking = claim.booking
        if claim.was_abandoned:
            booking = await self._record(claim, partial(apply_lost_worker, now=self._clock.now()))
        step = self._next_step(booking)
        while not isinstance(step, Rest):
            recorded = await self._execute(step, claim, booking)
            if recorded.rest is not None:
                self._on_settled(recorded.booking)
                return
            booking = recorded.booking
            step = self._next_step(booking)
        await self._release_claim(claim, step.until)
        self._on_settled(booking)

    def _next_step(self, booking: Booking) -> RecallStep | SlackStep | Rest:
        step = next_step(booking, self._clock.now(), self._give_up_after)
        if isinstance(step, WaitUntil):
            return Rest(step.moment)
        return Rest(None) if isinstance(step, Nothing) else step

    def _find_rest(self, booking: Booking) -> Rest | None:
        step = self._next_step(booking)
        return step if isinstance(step, Rest) else None

    async def _execute(self, step: RecallStep | SlackStep, claim: Claim, booking: Booking) -> Recorded:
        name, started = type(step).__name__, self._clock.now()
        with self._trace_step(booking, name):
            change = await self._do(step, claim, booking)
        seconds = (self._clock.now() - started).total_seconds()
        self._on_step(name, seconds)
        recorded = await self._record_step(claim, change, _audit_entry(step))
        if isinstance(step, LookAtMedia):
            self._on_recording()
        tell = log.debug if is_repetition(booking, recorded.booking) else log.info
        tell("step", step=name, revision=booking.wish.revision, seconds=round(seconds, 3))
        return recorded

    async def _do(self, step: RecallStep | SlackStep, claim: Claim, booking: Booking) -> Change:
        if isinstance(step, SlackStep):
            return await self._slack_steps.do(step, booking)
        due = pending_card_due(booking)
        if due is not None and due <= self._clock.now() + PENDING_CARD_TIMEOUT:
            return await self._do_showing_pending(step, claim, booking, due)
        return await self._recall_steps.do(step, booking)

    async def _do_showing_pending(self, step: RecallStep, claim: Claim, booking: Booking, due: datetime) -> Change:
        """Show the pending card if Recall has not answered by `due`."""
        doing = asyncio.ensure_future(self._recall_steps.do(step, booking))
        patience = asyncio.ensure_future(self._clock.sleep_until(due))
        try:
            await asyncio.wait({doing, patience}, return_when=asyncio.FIRST_COMPLETED)
            if not doing.done() and not self._is_finishing:
                await self._record(claim, await self._slack_steps.do(ShowCard(), booking))
            return await doing
        finally:
            patience.cancel()
            doing.cancel()

    async def _record(self, claim: Claim, change: Change) -> Booking:
        booking_id, token = claim.booking.id, claim.token
        return await self._retry_until_written(
            lambda: self._bookings.record(booking_id, token, change, self._clock.now(), lease=LEASE)
        )

    async def _record_step(self, claim: Claim, change: Change, what: str | None) -> Recorded:
        """As `_record`; a booking for which there is nothing more to do is released with it."""

        def outcome() -> Outcome:
            return Outcome(
                booking_id=claim.booking.id,
                token=claim.token,
                change=change,
                at=self._clock.now(),
                lease=LEASE,
                what=what,
                find_rest=self._find_rest,
            )

        return await self._retry_until_written(lambda: self._bookings.record_step(outcome()))

    async def _release_claim(self, claim: Claim, due_at: datetime | None) -> None:
        await self._retry_until_written(lambda: self._bookings.release(claim.booking.id, claim.token, due_at))

    async def _retry_until_written(self, write: Callable[[], Awaitable[Written]]) -> Written:
        """Retry while the database is unavailable, unless stopping: what Recall or Slack did is known here alone."""
        while True:
            try:
                return await write()
            except DatabaseUnavailable:
                if self._is_finishing:
                    raise
            await asyncio.sleep(DATABASE_RETRY_SECONDS)

    async def _finish(self) -> None:
        self._is_finishing = True
        patience = asyncio.ensure_future(self._clock.sleep_until(self._clock.now() + SHUTDOWN_TIMEOUT))
        while self._in_hand and not patience.done():
            await asyncio.wait({patience, *self._in_hand}, return_when=asyncio.FIRST_COMPLETED)
        patience.cancel()
        late = list(self._in_hand)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _audit_entry(step: RecallStep | SlackStep) -> str | None:
    """To read what a bot has recorded is no one's doing, and a claim is no more than a note."""
    return None if isinstance(step, SlackStep | LookAtMedia | ClaimTranscript) else type(step).__name__.lower()
