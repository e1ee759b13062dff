"""Which day a word of a search names."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.day_words import find_date, find_day

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("word", "days"),
    [
        ("today", 0),
        ("tomorrow", 1),
        ("tomor", 1),
        ("monday", 0),
        ("mon", 0),
        ("tuesday", 1),
        ("tues", 1),
        ("wednes", 2),
        ("thurs", 3),
        ("fri", 4),
        ("sunday", 6),
        ("tomorow", 1),
        ("tommorow", 1),
        ("todays", 0),
        ("fridays", 4),
        ("wendesday", 2),
    ],
)
def test_a_day_is_read_as_the_nearest_from_today_on(word: str, days: int) -> None:
    assert find_day(word, MONDAY) == MONDAY + timedelta(days=days)


@pytest.mark.parametrize("word", ["", "tom", "toda", "mond", "month", "sync", "we", "yesterday", "holiday", "money"])
def test_other_words_and_names_name_no_day(word: str) -> None:
    assert find_day(word, MONDAY) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("mar", "9", date(2026, 3, 9)),
        ("march", "9th", date(2026, 3, 9)),
        ("9", "march", date(2026, 3, 9)),
        ("feb.", "27", date(2026, 2, 27)),
        ("jan", "5", date(2027, 1, 5)),
        ("feb", "30", None),
        ("may", "sync", None),
        ("9", "10", None),
        ("may", "may", None),
    ],
)
def test_a_date_is_read_from_a_month_and_a_day_in_either_order(first: str, second: str, expected: date | None) -> None:
    assert find_date(first, second, MONDAY) == expected


@given(st.sampled_from(["monday", "thu", "sunday"]), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_weekday_is_never_in_the_past_nor_farther_than_a_week(word: str, today: date) -> None:
    found = find_day(word, today)

    assert found is not None
    assert timedelta(0) <= found - today < timedelta(days=7)
