"""Send each person's plan of the day once, at the time that they chose. A lease keeps it to one process at a time.

The claim on a person's day outlives the process: whoever dies between claim and answer sends nothing twice.
"""

from datetime import date, timedelta

import structlog

from bot.blocks.digest.plan_message import build_plan_message
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.errors import SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.core.plans.due import due_moment, find_due_day
from bot.core.rules.model import Preferences
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.plans.load_plan import LoadPlan
from bot.slack.announcer import Announcer
from bot.store.leases import Leases
from bot.store.people import People
from bot.store.preferences import PersonalPreferences

log = structlog.get_logger()

LEASE_OF_PLANS = "day plans"
EVERY = timedelta(minutes=1)
WAIT_FOR_CALENDARS = timedelta(minutes=45)  # to be read again; then the plan says since when they were not
# Slack has posted nothing. After any other failure it may have, and a plan is not sent twice.
NOT_POSTED = frozenset({"ratelimited", "rate_limited", "http_429", "accesslimited", "team_added_to_org"})


class SendPlans:
    def __init__(
        self,
        team_id: TeamId,
        preferences: PersonalPreferences,
        accounts: People,
        people: KnownPeople,
        load_plan: LoadPlan,
        announcer: Announcer,
        leases: Leases,
        clock: Clock,
    ) -> None:
        self._team_id = team_id
        self._preferences = preferences
        self._accounts = accounts
        self._people = people
        self._load_plan = load_plan
        self._announcer = announcer
        self._leases = leases
        self._clock = clock
        self._settled: dict[UserId, date] = {}  # the last day of each person for which nothing is left to do

    async def run(self) -> bool:
        """False while another process is at it."""
        async with self._leases.acquire(LEASE_OF_PLANS) as is_ours:
            if is_ours:
                for chosen in await self._preferences.find_with_plan(self._team_id):
                    await self._send_if_due(chosen)
        return is_ours

    async def _send_if_due(self, chosen: Preferences) -> None:
        """One person's trouble delays nobody else's plan."""
        try:
            found = await self._find_due(chosen)
            if found is not None:
                await self._send(*found)
        except SlackRefusal as refusal:
            log.warning("plan not sent", code=refusal.code)
        except UntrustedAccount:
            log.info("plan not sent", code="account refused")

    async def _find_due(self, chosen: Preferences) -> tuple[Person, date] | None:
        """By the cached account first: Slack is asked only about those whose time it may be."""
        if self._due_day(chosen, await self._cached_zone(chosen.user_id)) is None:
            return None
        person = await self._people.find_for_action(chosen.user_id)
        day = self._due_day(chosen, person.time_zone)
        return None if day is None else (person, day)

    async def _cached_zone(self, user_id: UserId) -> str:
        stored = await self._accounts.get(self._team_id, user_id)
        return stored[0].time_zone if stored else "UTC"

    def _due_day(self, chosen: Preferences, time_zone: str) -> date | None:
        if chosen.plan_at is None:
            return None
        day = find_due_day(self._clock.now(), chosen.plan_at, time_zone)
        return None if day is None or self._settled.get(chosen.user_id) == day else day

    async def _send(self, person: Person, day: date) -> None:
        """Claim, then send. An empty day is claimed too: nothing comes hours later than the person asked for.

        Raises SlackRefusal.
        """
        loaded, now = await self._load_plan.load(person, day), self._clock.now()
        due_at = due_moment(day, loaded.plan_at or 0, person.time_zone)
        if loaded.agenda.is_stale and now < due_at + WAIT_FOR_CALENDARS:
            return
        self._settled[person.user_id] = day
        key = (person.team_id, person.user_id, day.isoformat())
        if not await self._preferences.claim_plan(*key, now) or loaded.plan.is_empty:
            return
        content = build_plan_message(loaded.plan, loaded.agenda, loaded.plan_at, loaded.cost, now, person.time_zone)
        try:
            await self._announcer.tell(person.user_id, content.text, content.blocks)
        except SlackRefusal as refusal:
            if refusal.code in NOT_POSTED:
                del self._settled[person.user_id]
                await self._preferences.give_back_plan(*key)
            raise
