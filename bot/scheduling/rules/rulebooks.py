"""Load everything that people have chosen, and whose calendars are whose, as one rulebook."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.core.access.people import Person
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarId, TeamId, UserId
from bot.core.rules.domains import load_suffixes
from bot.core.rules.model import Owner
from bot.core.rules.rulebook import Rulebook
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.people import KnownPeople, UntrustedAccount
from bot.store.calendars.connections import CalendarConnections
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.rules import Rules

# Five hundred people would be five hundred calls to Slack: a day-old word that an account exists is enough here.
ACCOUNT_TTL = timedelta(days=1)
# All of them may be a day old at once: the others follow with the next readings. Someone who waits asks none.
MOST_ASKED = 20
ANY_AGE = timedelta.max


class Rulebooks:
    def __init__(
        self,
        team_id: TeamId,
        rules: Rules,
        mirror: Mirror,
        connections: CalendarConnections,
        people: KnownPeople,
        costs: BotCosts,
        configuration: Configuration,
    ) -> None:
        self._team_id = team_id
        self._rules = rules
        self._mirror = mirror
        self._connections = connections
        self._people = people
        self._costs = costs
        self._configuration = configuration

    async def load(self, *, asking: Sequence[Person] = ()) -> Rulebook:
        """`asking`: people who may have no rule yet. Raises SlackRefusal where an account is not known at all."""
        await asyncio.to_thread(load_suffixes)  # the first time; requests go on meanwhile
        rules = {rule.user_id: rule for rule in await self._rules.find_all(self._team_id)}
        series = tuple(await self._rules.find_series(self._team_id))
        pauses = await self._rules.find_pauses(self._team_id)
        since = await self._find_connected()
        calendars = await self._mirror.all_calendars()
        users = {*rules, *(choice.user_id for choice in series)}
        users |= set(since) if self._configuration.rules.default else set()
        people = await self._find_people(sorted(users), 0 if asking else MOST_ASKED)
        return Rulebook(
            team_id=self._team_id,
            configuration=self._configuration,
            owners=_owners([*people, *asking], calendars, since),
            rules=rules,
            series=series,
            left_out={each.occurrence: each for each in await self._rules.find_left_out(self._team_id)},
            paused=frozenset(pause.user_id for pause in pauses if pause.user_id is not None),
            is_budget_spent=await self._costs.stops_rules(self._team_id),
            is_team_paused=any(pause.user_id is None for pause in pauses),
            connected=frozenset(calendar.id for calendar in calendars if not calendar.is_disconnected),
            calendar_addresses=frozenset(
                address for calendar in calendars if not calendar.is_disconnected for address in _addresses(calendar)
            ),
        )

    async def mark_due(self, user_id: UserId) -> None:
        """Have the person's meetings decided about again."""
        await self._rules.mark_due(self._team_id, user_id)

    async def _find_people(self, users: Sequence[UserId], most_asked: int) -> list[Person]:
        """Slack is asked about so many of those of whom something is known, and about each of whom nothing is."""
        found = []
        for user_id in users:
            is_due = await self._people.would_ask(user_id, ACCOUNT_TTL)
            age = ANY_AGE if is_due and most_asked <= 0 else ACCOUNT_TTL
            most_asked -= is_due
            if (person := await self._find(user_id, age)) is not None:
                found.append(person)
        return found

    async def _find(self, user_id: UserId, age: timedelta) -> Person | None:
        """None for an account that is closed: what its rules have booked is taken back."""
        try:
            return await self._people.find_lately(user_id, age)
        except UntrustedAccount:
            return None

    async def _find_connected(self) -> dict[UserId, datetime]:
        """When each person's first calendar was connected from Slack."""
        since: dict[UserId, datetime] = {}
        for each in await self._connections.find_all(self._team_id):
            since[each.user_id] = min(each.connected_at, since.get(each.user_id, each.connected_at))
        return since


def _owners(
    people: Iterable[Person], calendars: Sequence[Calendar], since: dict[UserId, datetime]
) -> dict[UserId, Owner]:
    by_address: defaultdict[str, set[CalendarId]] = defaultdict(set)
    for calendar in calendars:
        for address in _addresses(calendar):
            by_address[address].add(calendar.id)
    return {
        person.user_id: Owner(
            user_id=person.user_id,
            emails=frozenset(person.emails),
            calendar_ids=frozenset(each for email in person.emails for each in by_address.get(email, ())),
            time_zone=person.time_zone,
            connected_at=since.get(person.user_id),
        )
        for person in people
    }


def _addresses(calendar: Calendar) -> set[str]:
    return {address.lower() for address in (calendar.platform_email, calendar.oauth_email) if address}
