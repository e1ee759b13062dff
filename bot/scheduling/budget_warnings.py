"""Warn each admin once a month at 80 % of the budget, and once at 100 %."""

import structlog

from bot.blocks.messages.budget_warning import budget_warning
from bot.clock import Clock
from bot.core.bot_config.policy import Configuration
from bot.core.costs.month import SPENT_PERCENT, reached_percent
from bot.core.errors import SlackRefusal
from bot.core.identifiers import TeamId, UserId
from bot.core.lifecycle.card_transitions import INSTALLATION_IS_BROKEN
from bot.scheduling.access.bot_costs import BotCosts
from bot.slack.announcer import Announcer
from bot.store.leases import Leases, Marks

log = structlog.get_logger()

_LEASE = "budget"
_MARK = "budget "


class BudgetWarnings:
    def __init__(
        self,
        team_id: TeamId,
        costs: BotCosts,
        announcer: Announcer,
        marks: Marks,
        leases: Leases,
        clock: Clock,
        configuration: Configuration,
    ) -> None:
        self._team_id = team_id
        self._costs = costs
        self._announcer = announcer
        self._marks = marks
        self._leases = leases
        self._clock = clock
        self._budget = configuration.budget
        self._admins = sorted(configuration.policy.operators)

    async def run(self) -> None:
        if self._budget.dollars_per_month is None:
            return
        async with self._leases.acquire(_LEASE) as is_ours:
            if is_ours:
                await self._warn()

    async def _warn(self) -> None:
        """A month that is past 100 % isn't warned of at 80 % any more. Another budget is warned of afresh."""
        spent = (await self._costs.sum_team(self._team_id)).dollars
        percent = reached_percent(spent, self._budget)
        if percent is None:
            return
        now = self._clock.now()
        month = f"{_MARK}{now:%Y-%m} "
        told = await self._marks.find_names(_MARK)
        for old in (each for each in told if not each.startswith(month)):
            await self._marks.forget(old)
        text = budget_warning(spent, self._budget, now, is_spent=percent == SPENT_PERCENT)
        for admin in self._admins:
            mark = f"{month}{percent} of {self._budget.dollars_per_month:.2f} {admin}"
            if mark not in told and await self._tell(UserId(admin), text):
                await self._marks.set(mark, now)

    async def _tell(self, admin: UserId, text: str) -> bool:
        """Return whether this is settled; after a transient failure it is tried again within the hour."""
        try:
            await self._announcer.tell(admin, text)
        except SlackRefusal as refusal:
            log.warning("admin not reached", code=refusal.code, operator=admin)
            return refusal.permanent and refusal.code not in INSTALLATION_IS_BROKEN
        return True
