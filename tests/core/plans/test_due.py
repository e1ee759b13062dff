"""When a plan is sent: never late, and always by the clock on the person's own wall."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.plans.due import LATEST, due_moment, find_due_day

EIGHT = 8 * 60
MINUTE = timedelta(minutes=1)
# Half an hour and a quarter, across the date line, with summer time of an hour and of half an hour, at midnight.
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "America/Havana",
    "America/Asuncion",
    "Africa/Casablanca",
    "nonsense",
)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + minutes * MINUTE)


@pytest.mark.parametrize(
    ("zone", "day", "minute", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 2), EIGHT, datetime(2026, 3, 2, 7, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 30), EIGHT, datetime(2026, 3, 30, 6, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 9), EIGHT, datetime(2026, 3, 9, 12, tzinfo=UTC)),
        # Summer time takes 2:30 away, and gives it twice in autumn.
        ("Europe/Berlin", date(2026, 3, 29), 150, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), 150, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 3, 2), EIGHT, datetime(2026, 3, 1, 18, tzinfo=UTC)),
        ("nonsense", date(2026, 3, 2), EIGHT, datetime(2026, 3, 2, 8, tzinfo=UTC)),
    ],
)
def test_a_time_of_ones_own_follows_zone_and_summer_time(zone: str, day: date, minute: int, expected: datetime) -> None:
    assert due_moment(day, minute, zone) == expected


def test_a_plan_is_due_from_its_minute_on_until_the_day_is_no_longer_ahead() -> None:
    eight = datetime(2026, 3, 2, 8, tzinfo=UTC)

    assert find_due_day(eight - timedelta(seconds=1), EIGHT, "UTC") is None
    assert find_due_day(eight, EIGHT, "UTC") == date(2026, 3, 2)
    assert find_due_day(eight + LATEST - timedelta(seconds=1), EIGHT, "UTC") == date(2026, 3, 2)
    assert find_due_day(eight + LATEST, EIGHT, "UTC") is None


@given(MOMENTS, st.integers(0, 24 * 60 - 1), st.sampled_from(ZONES))
def test_the_day_that_is_due_is_the_one_that_the_person_has_now(now: datetime, minute: int, zone: str) -> None:
    day = find_due_day(now, minute, zone)

    here = UTC if zone == "nonsense" else ZoneInfo(zone)
    assert day in {None, now.astimezone(here).date()}
    assert day is None or now >= due_moment(day, minute, zone)


@given(MOMENTS, st.integers(0, 23 * 60), st.sampled_from(ZONES))
def test_who_looks_every_ten_minutes_misses_no_day(start: datetime, minute: int, zone: str) -> None:
    ticks = [start + timedelta(minutes=10 * each) for each in range(3 * 24 * 6)]

    seen = {find_due_day(now, minute, zone) for now in ticks}

    days = [start.date() + timedelta(days=each) for each in range(-2, 5)]
    assert {day for day in days if ticks[0] <= due_moment(day, minute, zone) <= ticks[-10]} <= seen
