"""Sum up what this month's bots have cost, for one person and for the team."""

from datetime import datetime, timedelta
from decimal import Decimal

from bot.clock import Clock
from bot.core.access.people import Person
from bot.core.bot_config.policy import Configuration
from bot.core.costs.month import NOTHING_USED, MonthlyCosts, month_bounds, stops_rules, sum_month, sum_team
from bot.core.identifiers import TeamId, UserId
from bot.store.bookings.bookings import Bookings

# How old the team's sum may be where rules ask for it: they ask for each sync.
SUM_LASTS = timedelta(minutes=5)


class BotCosts:
    def __init__(self, bookings: Bookings, clock: Clock, configuration: Configuration) -> None:
        self._bookings = bookings
        self._clock = clock
        self._prices = configuration.prices
        self.budget = configuration.budget
        self._summed_at: datetime | None = None
        self._spent = Decimal(0)

    async def sum_own(self, person: Person) -> MonthlyCosts:
        """Of the bots that this person booked."""
        sums = await self._sum(person.team_id, person.user_id)
        return sums.get(person.user_id, NOTHING_USED)

    async def sum_by_person(self, team_id: TeamId) -> dict[UserId, MonthlyCosts]:
        return await self._sum(team_id)

    async def sum_team(self, team_id: TeamId) -> MonthlyCosts:
        return sum_team((await self._sum(team_id)).values())

    async def stops_rules(self, team_id: TeamId) -> bool:
        """Whether the month's budget is spent and keeps rules from booking more; a sum of some minutes ago counts."""
        if not self.budget.stops_rules or self.budget.dollars_per_month is None:
            return False
        now = self._clock.now()
        if self._summed_at is None or now - self._summed_at >= SUM_LASTS:
            self._summed_at, self._spent = now, (await self.sum_team(team_id)).dollars
        return stops_rules(self._spent, self.budget)

    async def _sum(self, team_id: TeamId, user_id: UserId | None = None) -> dict[UserId, MonthlyCosts]:
        now = self._clock.now()
        start, end = month_bounds(now)
        used = await self._bookings.used.list_usage(team_id, start, end, user_id)
        return sum_month(used, now, self._prices)
