"""Load a person's plan of a day, from the mirror, the bookings and the rules."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.home.agenda import Agenda
from bot.core.meetings.meeting import Meeting
from bot.core.plans.day_plan import DayPlan, Decisions, build_day_plan
from bot.core.rules.local_time import local_date
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.home.agenda import PersonalAgenda
from bot.store.preferences import PersonalPreferences

Decide = Callable[[Person, Sequence[Meeting]], Awaitable[Decisions]]


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """`agenda` says what is wrong with the calendars; `plan_at`, when the plan is sent, in minutes of the day."""

    plan: DayPlan
    agenda: Agenda
    plan_at: int | None


class LoadPlan:
    """`decide` says what rules and series decide about a person's meetings."""

    def __init__(
        self,
        agenda: PersonalAgenda,
        upcoming: UpcomingMeetings,
        preferences: PersonalPreferences,
        decide: Decide,
        clock: Clock,
    ) -> None:
        self._agenda = agenda
        self._upcoming = upcoming
        self._preferences = preferences
        self._decide = decide
        self._clock = clock

    async def load(self, person: Person, day: date | None = None) -> LoadedPlan:
        """Of today, where no day is named."""
        now, zone = self._clock.now(), person.time_zone
        that_day = day or local_date(now, zone)
        agenda = await self._agenda.load_day(person, that_day)
        plan = build_day_plan(
            agenda.entries,
            await self._decide(person, [each.meeting for each in agenda.entries if each.meeting is not None]),
            await self._upcoming.find_unlinked(person),
            day=that_day,
            time_zone=zone,
            now=now,
        )
        chosen = await self._preferences.get(person.team_id, person.user_id)
        return LoadedPlan(plan, agenda, chosen.plan_at)
