"""Send each person's plan of the day once, at the time that they chose. A lease keeps it to one process at a time.

The claim on a person's day outlives the process. Slack has no idempotency key: if the process dies before it notes that
the plan was sent, or Slack's answer gets lost, no one knows whether it was. It is then sent once more, minutes later.
"""

from datetime import date, timedelta

import structlog

from bot.blocks.digest.plan_message import build_plan_message
from bot.blocks.kit.block_kit import MessageContent
from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.errors import DatabaseUnavailable, SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.core.plans.due import due_moment, find_due_day
from bot.core.rules.model import Preferences
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.scheduling.plans.load_plan import LoadPlan
from bot.slack.announcer import Announcer
from bot.slack.web_api import NOT_POSTED
from bot.store.leases import Leases
from bot.store.people import People
from bot.store.preferences import PersonalPreferences, PlanClaim

log = structlog.get_logger()

LEASE_OF_PLANS = "day plans"
EVERY = timedelta(minutes=1)
WAIT_FOR_CALENDARS = timedelta(minutes=45)  # to be read again; then the plan says since when they were not


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
                await self._send_all_due()
        return is_ours

    async def _send_all_due(self) -> None:
        """One person's trouble delays no one else's plan, unless it is that Slack takes no more for now."""
        for chosen in await self._preferences.find_with_plan(self._team_id):
            try:
                found = await self._find_due(chosen)
                if found is not None:
                    await self._send(*found)
            except SlackRefusal as refusal:
                log.warning("plan not sent", code=refusal.code)
                if refusal.code in NOT_POSTED:
                    return

    async def _find_due(self, chosen: Preferences) -> tuple[Person, date] | None:
        """By the cached account first: Slack is asked only about those whose time it may be."""
        day = self._due_day(chosen, await self._cached_zone(chosen.user_id))
        if day is None:
            return None
        try:
            person = await self._people.find_for_action(chosen.user_id)
        except UntrustedAccount:
            self._settled[chosen.user_id] = day
            return None
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
        """What fails for a reason that no one knows is not tried again. Raises SlackRefusal and DatabaseUnavailable."""
        try:
            is_settled = await self._claim_and_send(person, day)
        except (SlackRefusal, DatabaseUnavailable):
            raise
        except Exception:
            log.exception("plan not sent")
            is_settled = True
        if is_settled:
            self._settled[person.user_id] = day

    async def _claim_and_send(self, person: Person, day: date) -> bool:
        """False where the calendars should be read first, or another process may be at it.

        An empty day is claimed too: nothing comes hours later than the person asked for.
        """
        loaded, now = await self._load_plan.load(person, day), self._clock.now()
        due_at = due_moment(day, loaded.plan_at or 0, person.time_zone)
        if loaded.agenda.is_stale and now < due_at + WAIT_FOR_CALENDARS:
            return False
        content = build_plan_message(loaded.plan, loaded.agenda, loaded.plan_at, loaded.cost, now, person.time_zone)
        key = (person.team_id, person.user_id, day.isoformat())
        claim = await self._preferences.claim_plan(*key, now)
        if claim is PlanClaim.OURS:
            await self._send_claimed(person, None if loaded.plan.is_empty else content, key)
        return claim is not PlanClaim.ANOTHERS

    async def _send_claimed(
        self, person: Person, content: MessageContent | None, key: tuple[TeamId, UserId, str]
    ) -> None:
        try:
            if content is not None:
                await self._announcer.tell(person.user_id, content.text, content.blocks)
        except SlackRefusal as refusal:
            now = self._clock.now()
            if refusal.code in NOT_POSTED:
                await self._preferences.give_back_plan(*key, now)
            elif refusal.permanent:
                await self._preferences.settle_plan(*key, now)
            raise
        await self._preferences.settle_plan(*key, self._clock.now())
