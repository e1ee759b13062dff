"""Decide about meetings in batches, without holding all of them in memory."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.booking.model import Booking
from bot.core.lifecycle.vetoes import veto_key
from bot.core.rules.candidate import Candidate
from bot.core.rules.decide import decide
from bot.core.rules.limits import DailyCounts, limits_of
from bot.core.rules.preview import Decided
from bot.core.rules.rulebook import Rulebook
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.mirror.ruled_events import Place, RuledEvents

PLACES_AT_ONCE = 50  # small, so that requests get a turn in between
# A day is over everywhere after this time.
LONGEST_DAY = timedelta(hours=38)


class Decisions:
    def __init__(self, events: RuledEvents, bookings: AutomaticBookings, clock: Clock) -> None:
        self._events = events
        self._bookings = bookings
        self._clock = clock

    async def decide_some(self, places: Sequence[Place], book: Rulebook) -> list[Decided]:
        """Beside them, limits of a day count what is booked."""
        counts = await self._count(book, places)
        return [each async for batch in self._decide(places, book, counts) for each in batch]

    async def decide_all(self, places: Sequence[Place], book: Rulebook) -> AsyncIterator[list[Decided]]:
        """`places` are all of their days, in the order of their starts, as limits of a day count them."""
        async for batch in self._decide(places, book, await self._count(book)):
            yield batch

    async def _decide(
        self, places: Sequence[Place], book: Rulebook, counts: DailyCounts
    ) -> AsyncIterator[list[Decided]]:
        for start in range(0, len(places), PLACES_AT_ONCE):
            now = self._clock.now()
            candidates = await self._load(places[start : start + PLACES_AT_ONCE], book, now)
            await asyncio.sleep(0)
            decided = ((candidate, decide(candidate, now)) for candidate in candidates)
            yield [Decided(candidate, counts.apply(decision, candidate)) for candidate, decision in decided]
            await asyncio.sleep(0)

    async def _count(self, book: Rulebook, some: Sequence[Place] = ()) -> DailyCounts:
        """`some`: the meetings that are decided about, where there are others on their days."""
        if not limits_of(book.configuration).are_set:
            return DailyCounts(book)
        now = self._clock.now()
        over = await self._bookings.find_over(book.team_id, now - LONGEST_DAY, now)
        until = max((place.starts_at for place in some), default=None)
        booked = await self._bookings.find_booked(book.team_id, now, until) if until else []
        return DailyCounts(book, over, booked)

    async def _load(self, places: Sequence[Place], book: Rulebook, now: datetime) -> list[Candidate]:
        copies = await self._events.read_copies([place.occurrence for place in places], now)
        found = [Candidate(tuple(rows), (), book) for place in places if (rows := copies.get(place.occurrence))]
        keys = [candidate.rival_keys for candidate in found]
        bookings = await self._bookings.find_rivals(book.team_id, keys, now)
        index = _Index(bookings)
        return [
            candidate.with_bookings(concerned) if (concerned := index.find(candidate)) else candidate
            for candidate in found
        ]


class _Index:
    """Finds the bookings of each candidate without comparing it with all of them."""

    def __init__(self, bookings: Sequence[Booking]) -> None:
        self._by_key: defaultdict[str, list[Booking]] = defaultdict(list)
        for booking in bookings:
            for key in (booking.meeting.event_id, booking.meeting.link_key, veto_key(booking)):
                if key is not None:
                    self._by_key[key].append(booking)

    def find(self, candidate: Candidate) -> tuple[Booking, ...]:
        keys = candidate.rival_keys
        names = [*keys.event_ids, *keys.link_keys, *keys.veto_keys]
        found = {booking.id: booking for name in names for booking in self._by_key.get(name, ())}
        return tuple(found[booking_id] for booking_id in sorted(found))
