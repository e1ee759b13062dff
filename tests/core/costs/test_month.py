"""A month's costs are summed up by the bots that joined in it, and compared with the budget."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.core.costs.month import MonthlyCosts, month_bounds, reached_percent, stops_rules, sum_month, sum_team
from bot.core.costs.prices import Budget, Prices
from bot.core.costs.usage import BillingTerms, Transcription, Usage
from tests.examples import JONAS, MAYA

JANUARY = datetime(2030, 1, 15, tzinfo=UTC)
FIRST, LAST = datetime(2030, 1, 1, tzinfo=UTC), datetime(2030, 1, 31, 23, 59, 59, tzinfo=UTC)
BUDGET = Budget(dollars_per_month=Decimal(10))


def an_hour(at: datetime) -> Usage:
    return Usage(at=at, bot_seconds=3600, transcribed_seconds=3600, terms=BillingTerms(Transcription.MIXED))


def test_each_month_ends_where_the_next_begins():
    assert month_bounds(datetime(2030, 12, 31, 23, tzinfo=UTC)) == (
        datetime(2030, 12, 1, tzinfo=UTC),
        datetime(2031, 1, 1, tzinfo=UTC),
    )
    assert month_bounds(JANUARY)[1] == datetime(2030, 2, 1, tzinfo=UTC)


def test_a_month_is_summed_up_for_each_person_and_for_the_team():
    later = Usage(at=LAST, transcribed_seconds=3600, terms=BillingTerms(Transcription.MIXED))
    used = [(JONAS, an_hour(FIRST)), (JONAS, an_hour(LAST)), (MAYA, an_hour(JANUARY)), (JONAS, later)]
    others = [(JONAS, an_hour(FIRST - timedelta(seconds=1))), (JONAS, an_hour(LAST + timedelta(seconds=1)))]

    sums = sum_month([*used, *others], JANUARY, Prices())

    assert sums == {
        JONAS: MonthlyCosts(Decimal("1.45"), bots=2, bot_seconds=7200),
        MAYA: MonthlyCosts(Decimal("0.65"), bots=1, bot_seconds=3600),
    }
    assert sum_team(sums.values()) == MonthlyCosts(Decimal("2.10"), bots=3, bot_seconds=10800)


@pytest.mark.parametrize(
    ("spent", "mark"), [("0", None), ("7.99", None), ("8", 80), ("9.99", 80), ("10", 100), ("25", 100)]
)
def test_admins_are_told_at_eighty_and_at_a_hundred_percent(spent, mark):
    assert reached_percent(Decimal(spent), BUDGET) == mark
    assert reached_percent(Decimal(spent), Budget()) is None


def test_only_a_spent_budget_that_is_to_stop_rules_stops_them():
    strict = Budget(dollars_per_month=Decimal(10), stops_rules=True)

    assert [stops_rules(Decimal(spent), strict) for spent in ("9.99", "10", "11")] == [False, True, True]
    assert not stops_rules(Decimal(11), BUDGET)
    assert not stops_rules(Decimal(11), Budget(stops_rules=True))
