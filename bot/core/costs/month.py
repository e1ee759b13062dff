"""Sum up the costs of a calendar month in UTC, and compare them with the budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from bot.core.costs.prices import Budget, Prices
from bot.core.costs.usage import Usage, price_usage
from bot.core.identifiers import UserId

WARNING_PERCENT = 80
SPENT_PERCENT = 100


@dataclass(frozen=True, slots=True)
class MonthlyCosts:
    dollars: Decimal = Decimal(0)
    bots: int = 0
    bot_seconds: int = 0


NOTHING_USED = MonthlyCosts()


def month_bounds(moment: datetime) -> tuple[datetime, datetime]:
    """The first moment of its month in UTC, and that of the next."""
    first = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    is_december = first.month == 12
    return first, first.replace(year=first.year + is_december, month=1 if is_december else first.month + 1)


def sum_month(used: Iterable[tuple[UserId, Usage]], month: datetime, prices: Prices) -> dict[UserId, MonthlyCosts]:
    """The costs of that moment's month for each person who booked. A bot counts to the month in which it joined."""
    start, end = month_bounds(month)
    sums: dict[UserId, MonthlyCosts] = {}
    for user_id, usage in used:
        if usage.at is not None and start <= usage.at < end:
            sums[user_id] = _add(sums.get(user_id, NOTHING_USED), usage, prices)
    return sums


def sum_team(sums: Iterable[MonthlyCosts]) -> MonthlyCosts:
    total = NOTHING_USED
    for each in sums:
        total = MonthlyCosts(total.dollars + each.dollars, total.bots + each.bots, total.bot_seconds + each.bot_seconds)
    return total


def _add(costs: MonthlyCosts, usage: Usage, prices: Prices) -> MonthlyCosts:
    """A transcript that was made afterwards is no bot of its own."""
    is_bot = 1 if usage.bot_seconds else 0
    return MonthlyCosts(
        costs.dollars + price_usage(usage, prices), costs.bots + is_bot, costs.bot_seconds + usage.bot_seconds
    )


def reached_percent(spent: Decimal, budget: Budget) -> int | None:
    """The mark that the month's costs have reached, 80 or 100; None below, and without a budget."""
    if budget.dollars_per_month is None:
        return None
    percent = spent * 100 / budget.dollars_per_month
    return next((mark for mark in (SPENT_PERCENT, WARNING_PERCENT) if percent >= mark), None)


def stops_rules(spent: Decimal, budget: Budget) -> bool:
    """Whether rules book no more bots this month. What a person books is never stopped."""
    return budget.stops_rules and reached_percent(spent, budget) == SPENT_PERCENT
