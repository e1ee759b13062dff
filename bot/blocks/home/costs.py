"""Word what bots have cost this month, for oneself and for admins."""

from collections.abc import Iterator, Mapping

from bot.blocks.kit.mrkdwn import person
from bot.core.bot_config.durations import minutes_in_words
from bot.core.costs.month import MonthlyCosts, sum_team
from bot.core.costs.prices import Budget
from bot.core.costs.words import about
from bot.core.home.agenda import Agenda
from bot.core.identifiers import UserId

MOST_PEOPLE = 10
NOTHING_USED = "No bot has finished a meeting this month."


def own_month_line(agenda: Agenda) -> Iterator[str]:
    if agenda.month.bots:
        yield f"This month: {_month_in_words(agenda.month)}"


def team_month(by_person: Mapping[UserId, MonthlyCosts], budget: Budget) -> str:
    """The team's sum and its budget, and below them those who used most."""
    total = sum_team(by_person.values())
    if not total.bots:
        return " ".join(filter(None, [NOTHING_USED, _budget_in_words(total, budget)]))
    most = sorted(by_person.items(), key=lambda each: (-each[1].dollars, each[0]))
    lines = [f"{person(user_id)}: {_month_in_words(costs)}" for user_id, costs in most[:MOST_PEOPLE]]
    if others := most[MOST_PEOPLE:]:
        lines.append(f"{len(others)} more: {_month_in_words(sum_team(costs for _, costs in others))}")
    whole = " ".join(filter(None, [f"*{_month_in_words(total)}*.", _budget_in_words(total, budget)]))
    return "\n".join([whole, *lines])


def _month_in_words(costs: MonthlyCosts) -> str:
    bots = "1 bot" if costs.bots == 1 else f"{costs.bots:,} bots"
    return f"{bots}, {minutes_in_words(costs.bot_seconds)}, {about(costs.dollars)}"


def _budget_in_words(total: MonthlyCosts, budget: Budget) -> str:
    if budget.dollars_per_month is None:
        return ""
    percent = int(total.dollars * 100 / budget.dollars_per_month)
    stopped = " Rules won't schedule more bots this month." if budget.stops_rules and percent >= 100 else ""
    return f"That's {percent}% of the budget of ${budget.dollars_per_month:,.2f}.{stopped}"
