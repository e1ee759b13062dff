"""Load a person's plan of a day, from the mirror, the bookings and the rules."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.billing import estimate_bot
from bot.core.bot_config.policy import Configuration
from bot.core.home.agenda import Agenda, Entry
from bot.core.meetings.meeting import Meeting
from bot.core.plans.day_plan import DayPlan, Decisions, build_day_plan
from bot.core.rules.local_time import local_date
from bot.core.rules.model import Manner, effective_settings
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
    cost: Decimal = Decimal(0)  # of what will be recorded, in dollars: an estimate


class LoadPlan:
    """`decide` says what rules and series decide about a person's meetings."""

    def __init__(
        self,
        agenda: PersonalAgenda,
        upcoming: UpcomingMeetings,
        preferences: PersonalPreferences,
        decide: Decide,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._agenda = agenda
        self._upcoming = upcoming
        self._preferences = preferences
        self._decide = decide
        self._clock = clock
        self._configuration = configuration

    async def load(self, person: Person, day: date | None = None) -> LoadedPlan:
        """Of today, where no day is named."""
        now, zone = self._clock.now(), person.time_zone
        that_day = day or local_date(now, zone)
        agenda = await self._agenda.load_day(person, that_day)
        decisions = await self._decide(person, [each.meeting for each in agenda.entries if each.meeting is not None])
        plan = build_day_plan(
            agenda.entries,
            decisions,
            await self._upcoming.find_unlinked(person),
            day=that_day,
            time_zone=zone,
            now=now,
        )
        chosen = await self._preferences.get(person.team_id, person.user_id)
        return LoadedPlan(plan, agenda, chosen.plan_at, self._estimate(plan, decisions))

    def _estimate(self, plan: DayPlan, decisions: Decisions) -> Decimal:
        return sum((self._estimate_entry(line.entry, decisions) for line in plan.recorded), Decimal(0))

    def _estimate_entry(self, entry: Entry, decisions: Decisions) -> Decimal:
        subject, manner = entry.subject, self._manner(entry, decisions)
        presets = {preset.name: preset for preset in self._configuration.presets}
        return estimate_bot(
            effective_settings(manner, self._configuration),
            presets.get(manner.preset or ""),
            subject.platform,
            start=subject.start_time,
            end=subject.end_time,
            prices=self._configuration.prices,
        )

    def _manner(self, entry: Entry, decisions: Decisions) -> Manner:
        """Of its bot, or of the one that a rule or series is about to book."""
        if entry.booking is not None:
            return Manner(settings=entry.booking.wish.settings, preset=entry.booking.wish.preset)
        decision = decisions.get(entry.meeting.event_id) if entry.meeting else None
        return decision.manner if decision else Manner()
