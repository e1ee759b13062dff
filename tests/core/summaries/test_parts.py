"""A long meeting is divided into parts of about a quarter of an hour; a short one stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summaries.parts import (
    CHARACTERS_A_PART,
    LONGEST_TURN,
    MOST_PARTS,
    DividedMeeting,
    divide_meeting,
    list_participants,
)
from bot.core.transcripts.turns import Turn
from tests.core.summaries.talks import ENGLISH, long_talk, talk


@pytest.mark.parametrize(("minutes", "parts"), [(10, 1), (22, 1), (24, 2), (30, 2), (45, 3), (60, 4), (95, 7)])
def test_parts_are_a_quarter_of_an_hour_and_a_rest_gets_no_part_of_its_own(minutes, parts):
    assert len(divide_meeting(long_talk(["offer"], minutes=minutes)).parts) == parts


def test_nothing_said_has_no_parts():
    assert divide_meeting(()) == DividedMeeting(())


def test_without_times_a_meeting_is_divided_by_what_was_said():
    turns = [Turn("1", "Maya", 0, 0, "x" * 2_000)] * 40

    parts = divide_meeting(turns).parts

    assert len(parts) == 4
    assert max(sum(len(turn.text) for turn in part) for part in parts) <= CHARACTERS_A_PART


def test_of_an_endless_meeting_the_middle_is_left_out():
    turns = long_talk(["offer"], minutes=60 * 12)

    meeting = divide_meeting(turns)

    assert (len(meeting.parts), meeting.was_cut) == (MOST_PARTS, True)
    assert meeting.parts[0][0] == turns[0]
    assert meeting.parts[-1][-1] == turns[-1]


def test_participants_are_listed_as_they_spoke():
    assert list_participants(talk(ENGLISH)) == ["Maya", "Tom", "Jonas"]
    assert list_participants([Turn("1", None, 0, 1, "Hm.")]) == []


_TURNS = st.lists(st.tuples(st.floats(0, 90_000), st.integers(1, 6_000)), max_size=30).map(
    lambda each: [Turn("1", "Maya", start, start + 1, "x" * length) for start, length in sorted(each)]
)


@given(_TURNS)
def test_whatever_the_meeting_nothing_is_lost_between_the_parts(turns):
    meeting = divide_meeting(turns)
    said = [turn for part in meeting.parts for turn in part]

    assert all(part for part in meeting.parts)
    assert [turn.start for turn in said] == sorted(turn.start for turn in said)
    assert meeting.was_cut or [turn.text for turn in said] == [turn.text[:LONGEST_TURN] for turn in turns]
