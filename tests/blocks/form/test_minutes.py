"""People read and type minutes, and the settings hold seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.form.minutes import minutes_from_seconds, seconds_from_minutes


@pytest.mark.parametrize(("seconds", "minutes"), [("1200", "20"), ("90", "1.5"), ("1", "0.02"), ("0", "0")])
def test_seconds_are_shown_as_minutes(seconds: str, minutes: str) -> None:
    assert minutes_from_seconds(seconds) == minutes


@given(st.integers(0, 86_400))
def test_no_second_is_lost_on_the_way(seconds: int) -> None:
    assert seconds_from_minutes(minutes_from_seconds(str(seconds))) == str(seconds)


@pytest.mark.parametrize("text", ["", "soon", "1e3", "²", "-1", "1,5"])
def test_what_is_no_number_of_minutes_stays_as_it_was_typed(text: str) -> None:
    assert seconds_from_minutes(text) == minutes_from_seconds(text) == text
