"""Word the direct message that warns an admin of the month's budget."""

from datetime import datetime
from decimal import Decimal

from bot.blocks.kit.times import month_and_year
from bot.core.costs.prices import Budget
from bot.core.costs.words import about

RULES_STOP = "Rules won't schedule more bots until next month. People still can."
RULES_GO_ON = "Bots are still scheduled as before."


def budget_warning(spent: Decimal, budget: Budget, now: datetime, *, is_spent: bool) -> str:
    limit = budget.dollars_per_month or Decimal(0)
    so_far = f"Recording bots have cost {about(spent)} in {month_and_year(now)}"
    if not is_spent:
        return f"{so_far}. That's {int(spent * 100 / limit)}% of the monthly budget of ${limit:,.2f}."
    return f"{so_far}, and the monthly budget is ${limit:,.2f}. {RULES_STOP if budget.stops_rules else RULES_GO_ON}"
