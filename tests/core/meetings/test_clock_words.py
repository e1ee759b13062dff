"""Which time of the day the words of a search name."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.clock_words import find_clock
from bot.core.meetings.search import match_words, text_words
from tests.core.meetings.test_search import NOW, a_meeting, names

HERE = ZoneInfo("Europe/Berlin")  # an hour after UTC in March


@pytest.mark.parametrize(
    ("words", "hours", "minute", "taken"),
    [
        ("3 pm sync", {15}, None, 2),
        ("3pm", {15}, None, 1),
        ("3:30pm", {15}, 30, 1),
        ("3:30 p.m.", {15}, 30, 2),
        ("12 am", {0}, None, 2),
        ("12 pm", {12}, None, 2),
        ("15:00", {15}, 0, 1),
        ("9h30", {9, 21}, 30, 1),
        ("3:30", {3, 15}, 30, 1),
        ("at 10", {10, 22}, None, 2),
        ("at 10 am", {10}, None, 3),
        ("at 16:15", {16}, 15, 2),
        ("4 oclock", {4, 16}, None, 2),
        ("noon", {12}, None, 1),
        ("at noon", {12}, None, 2),
        ("0:15", {0}, 15, 1),
    ],
)
def test_a_time_is_read_as_people_write_it(words, hours, minute, taken):
    clock, number = find_clock(words.split(), 0)

    assert (clock.hours, clock.minute, number) == (hours, minute, taken)


@pytest.mark.parametrize(
    "words", ["", "10", "3", "q4", "1:1", "24:00", "13 pm", "0 am", "at sync", "at", "100 pm", "3:60"]
)
def test_a_bare_number_and_other_words_are_no_time(words):
    assert find_clock(words.split(), 0) is None


def test_beside_a_day_a_bare_number_is_a_time():
    found = find_clock(["10"], 0, is_beside_day=True)

    assert found is not None
    assert found[0].hours == {10, 22}


@given(st.times())
def test_every_time_of_the_day_is_found_however_it_is_written(moment: time):
    half = moment.strftime("%I:%M %p").lower().split()
    for words in ([f"{moment:%H:%M}"], half, ["".join(half)], ["at", f"{moment.hour}:{moment:%M}"]):
        clock, taken = find_clock(words, 0)
        assert clock.is_at(moment)
        assert taken == len(words)


@given(st.lists(st.text(max_size=8), max_size=6), st.booleans())
def test_no_word_breaks_it_and_it_takes_none_that_is_not_there(words: list[str], is_beside_day: bool):
    for at in range(len(words)):
        found = find_clock(words, at, is_beside_day=is_beside_day)
        assert found is None or 1 <= found[1] <= len(words) - at


MORNING_SYNC = a_meeting("morning", title="Sync", starts_in=-60)  # 15:00 in Berlin
AFTERNOON_SYNC = a_meeting("afternoon", title="Sync", starts_in=120)  # 18:00
HALF_PAST = a_meeting("half past", title="Sync", starts_in=150)  # 18:30
TOMORROW = a_meeting("tomorrow", title="Planning", starts_in=18 * 60)  # 10:00 on Tuesday
ALL = [MORNING_SYNC, AFTERNOON_SYNC, HALF_PAST, TOMORROW]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("6 pm sync", ["afternoon", "half past"]),
        ("sync 18:30", ["half past"]),
        ("tomorrow 10", ["tomorrow"]),
        ("10 tuesday", ["tomorrow"]),
        ("planning at 10", ["tomorrow"]),
        ("at 18", ["afternoon", "half past"]),
        ("tomorrow 11", []),
        ("6 pm planning", []),
    ],
)
def test_a_search_finds_by_the_time_in_the_persons_own_zone(words, expected):
    assert names(match_words(ALL, words, NOW, HERE)) == expected


def test_a_title_that_has_the_number_is_meant_before_a_time():
    top = a_meeting("top", title="At 10 sharp", starts_in=300)

    assert names(match_words([TOMORROW, top], "at 10", NOW, HERE)) == ["top", "tomorrow"]


def test_an_index_of_texts_is_not_asked_for_days_and_times():
    assert text_words("sync tomorrow at 10 zoom 3 pm", NOW, HERE) == ["sync", "zoom"]


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
)
def test_a_meeting_is_found_by_its_own_start_in_any_zone(hour: int, minute: int, zone: str):
    here = ZoneInfo(zone)
    start = datetime(2026, 3, 3, hour, minute, tzinfo=here)
    meeting = a_meeting("m", title="Sync", starts_in=int((start - NOW) / timedelta(minutes=1)))
    local = meeting.start_time.astimezone(here)

    assert match_words([meeting], f"tuesday {local:%H:%M}", NOW.astimezone(UTC), here) == [meeting]
