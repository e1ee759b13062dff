"""Reconcile what is booked with what series and rules ask for: after each sync, daily, and after each change.

Level-triggered: what has still to be looked at is in the database, so that a process that dies loses nothing.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import structlog

from bot.clock import Clock
from bot.core.booking.model import Booking
from bot.core.errors import SlackRefusal
from bot.core.identifiers import BookingId, TeamId
from bot.core.rules.decide import decide
from bot.core.rules.preview import Decided
from bot.core.rules.reasons import ROW_OF, Level
from bot.core.rules.reconcile import Changes, reconcile
from bot.core.rules.rulebook import Rulebook
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.follow_series import FollowSeries
from bot.scheduling.rules.pace import Pace
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.scope import Scope, Scopes
from bot.store.bookings.automatic import AutomaticBookings, Planned
from bot.store.leases import Leases

log = structlog.get_logger()

LEASE_OF_RULES = "rules"
WRITTEN_AT_ONCE = 20  # bookings in a transaction: a submission may wait for it


@dataclass(slots=True)
class Tally:
    """How much was looked at and written."""

    meetings: int = 0
    added: int = 0
    changed: int = 0


class ReconcileRules:
    def __init__(
        self,
        team_id: TeamId,
        rulebooks: Rulebooks,
        scopes: Scopes,
        decisions: Decisions,
        bookings: AutomaticBookings,
        series: FollowSeries,
        pace: Pace,
        leases: Leases,
        clock: Clock,
        foreground: ForegroundPriority,
        wake: Callable[[], None],
    ) -> None:
        self._team_id = team_id
        self._rulebooks = rulebooks
        self._scopes = scopes
        self._decisions = decisions
        self._bookings = bookings
        self._series = series
        self._pace = pace
        self._leases = leases
        self._clock = clock
        self._foreground = foreground
        self._wake = wake

    async def run(self) -> bool:
        """Reconcile what is due. False while another process holds the lease."""
        async with self._leases.acquire(LEASE_OF_RULES) as is_ours:
            if is_ours:
                try:
                    await self._run()
                except SlackRefusal as refusal:  # about a person of whom nothing is known yet; the next run asks again
                    log.warning("rules wait for slack", code=refusal.code)
        return is_ours

    async def _run(self) -> None:
        due = await self._scopes.find_due()
        book = await self._rulebooks.load()
        scope = await self._scopes.find(book, due)
        if scope is None:
            return
        tally = await self.reconcile_scope(scope, book)
        await self._series.run(book, scope.calendars, is_complete=scope.is_complete)
        await self._scopes.settle(scope)
        if tally.added or tally.changed:
            log.info("rules reconciled", meetings=tally.meetings, added=tally.added, changed=tally.changed)

    async def reconcile_scope(self, scope: Scope, book: Rulebook) -> Tally:
        tally = Tally()
        await self._pace.begin()
        async for decided in self._decisions.decide_all(scope.places, book):
            tally.meetings += len(decided)
            planned = [plan for each in decided if (plan := self._plan(each, scope)) is not None]
            for start in range(0, len(planned), WRITTEN_AT_ONCE):
                await self._foreground.wait_until_idle()
                written = await self._bookings.write(
                    self._team_id, planned[start : start + WRITTEN_AT_ONCE], self._clock.now(), self._pace.due_at
                )
                tally.added += sum(booking.wish.revision == 1 for booking in written)
                tally.changed += sum(booking.wish.revision > 1 for booking in written)
                self._wake()
        await self._pace.end(self._clock.now())
        return tally

    def _plan(self, decided: Decided, scope: Scope) -> Planned | None:
        """None for a meeting that is as it should be."""
        candidate, now = decided.candidate, self._clock.now()
        changes = reconcile(candidate, decided.decision, now, _new_id, is_complete=scope.is_complete)
        if changes.is_empty:
            return None
        again = partial(_reconcile, decided=decided, is_complete=scope.is_complete, clock=self._clock)
        return Planned(candidate.rival_keys, again)


def _reconcile(bookings: Sequence[Booking], decided: Decided, is_complete: bool, clock: Clock) -> Changes:
    """By what is booked at this moment; a limit that was found before still holds."""
    now, candidate = clock.now(), decided.candidate
    candidate = candidate.with_bookings(bookings)
    decision = decide(candidate, now)
    is_limited = ROW_OF[decided.decision.reason].level is Level.LIMIT
    if is_limited and decision.is_automatic:
        decision = replace(decision, reason=decided.decision.reason)
    return reconcile(candidate, decision, now, _new_id, is_complete=is_complete)


def _new_id() -> BookingId:
    return BookingId(secrets.token_hex(12))
