"""Which moment a sentence names."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.moment_words import find_moment

HERE = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=HERE)  # a Monday


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("tomorrow 10", (3, 10, 0)),
        ("tomorrow at 3", (3, 15, 0)),
        ("friday 9:30 am please", (6, 9, 30)),
        ("at noon", (2, 12, 0)),
        ("3 pm", (2, 15, 0)),
        ("at 9", (3, 9, 0)),
        ("22:15", (2, 22, 15)),
        ("mar 9 at 10", (9, 10, 0)),
        ("today 9 am", None),
        ("tomorrow", None),
        ("weekly sync", None),
        ("", None),
    ],
)
def test_a_moment_is_read_in_the_persons_own_zone(sentence, expected):
    found = find_moment(sentence, NOW, HERE)

    assert found == (expected and datetime(2026, 3, *expected, tzinfo=HERE))


@given(
    st.text(max_size=40)
    | st.from_regex(r"(tomorrow|friday|) ?(at )?[0-9]{1,2}(:[0-5][0-9])?( ?pm| ?am)?", fullmatch=True)
)
def test_a_moment_is_always_to_come_and_within_a_week(sentence: str):
    found = find_moment(sentence, NOW, HERE)

    assert found is None or timedelta(0) < found - NOW < timedelta(days=8)
