"""Working hours and days are those of the person's own zone, through summer time and past midnight."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rules.local_time import is_within_hours, local_date, zone_of
from bot.core.rules.model import WorkingHours

NINE_TO_FIVE = WorkingHours()
LATE = WorkingHours(begin=22 * 60, end=2 * 60, days=frozenset({4}))  # Friday night
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("moment", "hours", "zone", "is_within"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), NINE_TO_FIVE, BERLIN, True),  # Monday, nine
        (datetime(2026, 3, 2, 7, 59, tzinfo=UTC), NINE_TO_FIVE, BERLIN, False),
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), NINE_TO_FIVE, BERLIN, True),
        (datetime(2026, 3, 2, 16, 0, tzinfo=UTC), NINE_TO_FIVE, BERLIN, False),
        (datetime(2026, 3, 30, 7, 0, tzinfo=UTC), NINE_TO_FIVE, BERLIN, True),  # summer time
        (datetime(2026, 3, 30, 15, 0, tzinfo=UTC), NINE_TO_FIVE, BERLIN, False),
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), NINE_TO_FIVE, BERLIN, False),  # Sunday
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), NINE_TO_FIVE, "Asia/Tokyo", False),  # Monday 8:30 there
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), NINE_TO_FIVE, "Asia/Tokyo", True),
        (datetime(2026, 3, 6, 22, 0, tzinfo=UTC), LATE, "UTC", True),
        (datetime(2026, 3, 7, 1, 59, tzinfo=UTC), LATE, "UTC", True),  # still Friday's
        (datetime(2026, 3, 7, 2, 0, tzinfo=UTC), LATE, "UTC", False),
        (datetime(2026, 3, 6, 1, 0, tzinfo=UTC), LATE, "UTC", False),  # Thursday's
        (datetime(2026, 3, 7, 22, 0, tzinfo=UTC), LATE, "UTC", False),
    ],
)
def test_a_start_is_within_working_hours(moment, hours, zone, is_within):
    assert is_within_hours(moment, hours, zone) is is_within


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 1439))
def test_hours_that_end_where_they_begin_are_the_whole_day(moment, minute):
    all_week = WorkingHours(begin=minute, end=minute, days=frozenset(range(7)))

    assert is_within_hours(moment, all_week, "America/New_York")


def test_a_day_is_the_local_one_and_an_unknown_zone_is_utc():
    assert local_date(datetime(2026, 3, 2, 3, tzinfo=UTC), "America/New_York") == date(2026, 3, 1)
    assert zone_of("Mars/Olympus") is UTC
