"""Keep what rules and series record within the limits of a day, the earliest meetings first."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarEventId, UserId
from bot.core.rules.candidate import Candidate
from bot.core.rules.decision import Decision
from bot.core.rules.local_time import local_date
from bot.core.rules.reasons import Reason
from bot.core.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Limits:
    per_person: int | None
    per_team: int | None

    @property
    def are_set(self) -> bool:
        return self.per_person is not None or self.per_team is not None


def limits_of(configuration: Configuration) -> Limits:
    """A person's limit is that of the policy, unless `rules:` has its own."""
    own = configuration.rules.max_meetings_per_person_per_day
    per_person = configuration.policy.max_bots_per_person_per_day if own is None else own
    return Limits(per_person, configuration.rules.max_meetings_per_team_per_day)


@dataclass(frozen=True, slots=True)
class BookedPlace:
    """A booking that is to be carried out, as far as limits count it."""

    starts_at: datetime
    owner: UserId
    event_id: CalendarEventId


class DailyCounts:
    """Counts meetings as they are decided, in the order of their starts. What people schedule counts, and is never
    refused here. A day is the owner's own.
    """

    def __init__(
        self,
        book: Rulebook,
        over: Iterable[tuple[UserId, datetime]] = (),
        booked: Iterable[BookedPlace] = (),
    ) -> None:
        """`over`: whose meetings that were recorded lately, and when those began. `booked`, where not all meetings of
        a day are decided about: what else is booked, which counts as it is.
        """
        self._limits = limits_of(book.configuration)
        self._book = book
        self._booked = deque(sorted(booked, key=lambda each: each.starts_at))
        self._decided: set[CalendarEventId] = set()
        self._of_person: Counter[tuple[UserId, date]] = Counter()
        self._of_team: Counter[date] = Counter()
        for owner, start in over:
            self._count(owner, start)

    def apply(self, decision: Decision, candidate: Candidate) -> Decision:
        """The decision, or the limit that it would exceed."""
        self._count_booked(candidate)
        if not self._limits.are_set or not decision.records or decision.owner is None:
            return decision
        meeting = decision.meeting or candidate.copies[0]
        refused = self._find_limit(decision.owner, meeting.start_time) if decision.is_automatic else None
        if refused is not None:
            return replace(decision, reason=refused)
        self._count(decision.owner, meeting.start_time)
        return decision

    def _count_booked(self, candidate: Candidate) -> None:
        """What begins earlier, but for the meetings that are decided about."""
        self._decided.update(copy.event_id for copy in candidate.copies)
        while self._booked and self._booked[0].starts_at < candidate.copies[0].start_time:
            each = self._booked.popleft()
            if each.event_id not in self._decided:
                self._count(each.owner, each.starts_at)

    def _find_limit(self, owner: UserId, start: datetime) -> Reason | None:
        day, most = self._day(owner, start), self._limits
        if most.per_person is not None and self._of_person[owner, day] >= most.per_person:
            return Reason.PERSON_LIMIT
        return Reason.TEAM_LIMIT if most.per_team is not None and self._of_team[day] >= most.per_team else None

    def _count(self, owner: UserId, start: datetime) -> None:
        day = self._day(owner, start)
        self._of_person[owner, day] += 1
        self._of_team[day] += 1

    def _day(self, owner: UserId, start: datetime) -> date:
        known = self._book.owners.get(owner)
        return local_date(start, known.time_zone if known else "UTC")
