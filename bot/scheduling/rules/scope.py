"""Find which meetings have to be reconciled: all once a day, else what was read or whose rules changed since."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.core.identifiers import CalendarId, TeamId, UserId
from bot.core.rules.limits import limits_of
from bot.core.rules.rulebook import Rulebook
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE, READ_BEGUN
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.leases import Marks
from bot.store.mirror.ruled_events import Place, RuledEvents
from bot.store.rules import Due, Rules

SEEN_UNTIL = "rules_seen_until"
ALL_EVERY = timedelta(days=1)
_ALL = "rules_all "


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`is_complete`: the calendars were read to the end. `calendars`: those whose series may have been split."""

    places: tuple[Place, ...]
    is_complete: bool
    calendars: frozenset[CalendarId] = frozenset()
    due: tuple[Due, ...] = ()
    seen_until: datetime | None = None
    all_mark: str | None = None  # set when everything was reconciled


class Scopes:
    def __init__(
        self,
        team_id: TeamId,
        rules: Rules,
        events: RuledEvents,
        bookings: AutomaticBookings,
        marks: Marks,
        clock: Clock,
    ) -> None:
        self._team_id = team_id
        self._rules = rules
        self._events = events
        self._bookings = bookings
        self._marks = marks
        self._clock = clock

    async def find_due(self) -> list[Due]:
        """What people have changed. To be read before the rulebook, which then holds at least these changes."""
        return await self._rules.find_due(self._team_id)

    async def find(self, book: Rulebook, due: Sequence[Due]) -> Scope | None:
        """None if nothing is to be done, or the calendars were never read."""
        read_at = await self._marks.get(LAST_READ)
        if read_at is None or await self._marks.get(LAST_COMPLETE) is None:
            return None
        mark = _ALL + _fingerprint(book)
        if await self._is_all_due(mark, due):
            return await self._all(book, mark, due, read_at)
        seen_until = await self._marks.get(SEEN_UNTIL)
        if not due and seen_until is not None and not await self._events.find_seen_calendars(seen_until, read_at):
            return None
        return await self._some(book, due, seen_until or read_at, read_at)

    async def settle(self, scope: Scope) -> None:
        """Note what has been reconciled."""
        await self._rules.forget_due(self._team_id, scope.due)
        if scope.seen_until is not None:
            await self._marks.set(SEEN_UNTIL, scope.seen_until)
        if scope.all_mark is not None:
            for name in await self._marks.find_names(_ALL):
                if name != scope.all_mark:
                    await self._marks.forget(name)
            await self._marks.set(scope.all_mark, self._clock.now())

    async def find_of_person(self, book: Rulebook, user_id: UserId) -> tuple[Place, ...]:
        """What a person's rule and series may be about, and what they have booked."""
        now = self._clock.now()
        owner = book.owners.get(user_id)
        calendars = {choice.calendar_id for choice in book.series if choice.user_id == user_id}
        calendars |= owner.calendar_ids if owner else set()
        booked = await self._bookings.find_events(self._team_id, now, user_id)
        return _merge(await self._events.find_coming(calendars, now), await self._events.find_named(booked))

    async def _is_all_due(self, mark: str, due: Sequence[Due]) -> bool:
        """Daily, for a change of the whole team, and for another configuration."""
        last = await self._marks.get(mark)
        if last is None or self._clock.now() - last >= ALL_EVERY:
            return True
        return any(each.is_team for each in due)

    async def _all(self, book: Rulebook, mark: str, due: Sequence[Due], read_at: datetime) -> Scope:
        now, calendars = self._clock.now(), _concerned_calendars(book)
        booked = await self._bookings.find_events(self._team_id, now)
        found = await self._events.find_coming(calendars, now), await self._events.find_named(booked)
        return Scope(
            places=_merge(*found),
            is_complete=await self._is_complete(read_at),
            calendars=frozenset(calendars),
            due=tuple(due),
            seen_until=read_at,
            all_mark=mark,
        )

    async def _some(self, book: Rulebook, due: Sequence[Due], since: datetime, read_at: datetime) -> Scope:
        now = self._clock.now()
        places = await self._events.find_seen(_concerned_calendars(book), since, read_at, now)
        places += await self._events.find_named([each.event_id for each in due if each.event_id])
        for each in due:
            places += await self.find_of_person(book, each.user_id) if each.user_id else ()
        if limits_of(book.configuration).are_set:
            places += await self._find_same_days(places)
        return Scope(
            places=_merge(places),
            is_complete=await self._is_complete(read_at),
            calendars=frozenset(await self._events.find_seen_calendars(since, read_at)),
            due=tuple(due),
            seen_until=read_at,
        )

    async def _find_same_days(self, places: Sequence[Place]) -> list[Place]:
        """What else a limit counts: all meetings of the days that are concerned, wherever those begin."""
        days = sorted({place.starts_at.replace(hour=0, minute=0, second=0, microsecond=0) for place in places})
        found: list[Place] = []
        for day in days:
            found += await self._events.find_between(day - timedelta(days=1), day + timedelta(days=2))
        return found

    async def _is_complete(self, read_at: datetime) -> bool:
        begun = await self._marks.get(READ_BEGUN)
        return begun is None or begun <= read_at


def _concerned_calendars(book: Rulebook) -> set[CalendarId]:
    """Those of people with rules, and those in which a series was chosen."""
    own = {each for owner in book.owners.values() for each in owner.calendar_ids}
    return own | {choice.calendar_id for choice in book.series}


def _merge(*found: Iterable[Place]) -> tuple[Place, ...]:
    places = {place.occurrence: place for some in found for place in some}
    return tuple(sorted(places.values(), key=lambda place: (place.starts_at, place.occurrence)))


def _fingerprint(book: Rulebook) -> str:
    """Of the part of the configuration that decides: another one means to decide about everything again."""
    text = book.configuration.model_dump_json()
    return hashlib.sha256(text.encode()).hexdigest()[:32]
