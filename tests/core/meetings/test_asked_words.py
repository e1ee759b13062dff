"""What a sentence asks for: the meeting that a person means."""

import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.asked_words import find_asked_meetings
from bot.core.meetings.meeting import Attendee
from tests.core.meetings.test_search import NOW, a_meeting, names

HERE = ZoneInfo("America/New_York")  # 10:00 now
DANA = Attendee(email="dana@example.com", name="Dana Ruiz")

RUNNING = a_meeting("running", title="Stand-up", starts_in=-10)
SOON = a_meeting("soon", title="Pricing call", starts_in=50)  # 10:50
THREE = a_meeting("three", title="Weekly sync", starts_in=300, attendees=(DANA,))  # 15:00
TOMORROW = a_meeting("tomorrow", title="Retro", starts_in=24 * 60)  # 10:00
FRIDAY = a_meeting("friday", title="Stand-up", starts_in=4 * 24 * 60)
ASK_ME = a_meeting("ask me", title="Ask me anything", starts_in=500)
ALL = [RUNNING, SOON, THREE, TOMORROW, FRIDAY, ASK_ME]


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("3 pm sync", "three"),
        ("please record my 3 pm", "three"),
        ("Can you join the meeting with Dana?", "three"),
        ("tomorrow 10", "tomorrow"),
        ("tomorrow's retro!", "tomorrow"),
        ("record us at 10 tomorrow.", "tomorrow"),
        ("my next meeting", "soon"),
        ("next", "soon"),
        ("this meeting", "running"),
        ("record this call now, please", "running"),
        ("friday standup", "friday"),
        ("next standup", "friday"),
        ("the weekly snyc", "three"),
        ("ask me anything", "ask me"),
        ("join at noon?", None),
        ("budget review", None),
        ("please", None),
        ("", None),
        ("???", None),
    ],
)
def test_a_sentence_means_the_likeliest_meeting(sentence, first):
    found = names(find_asked_meetings(ALL, sentence, NOW, HERE))

    assert (found[0] if found else None) == first


def test_with_no_meeting_left_but_a_running_one_that_is_the_next_one_too():
    assert find_asked_meetings([RUNNING], "my next meeting", NOW, HERE) == [RUNNING]


@given(st.text(max_size=60))
def test_no_sentence_breaks_it_and_it_finds_only_what_there_is(sentence: str):
    assert set(names(find_asked_meetings(ALL, sentence, NOW, HERE))) <= {meeting.event_id for meeting in ALL}


@given(st.sampled_from(ALL), st.sampled_from(["", "please record ", "can you join the "]))
def test_a_title_in_a_sentence_finds_its_meeting(meeting, before):
    found = find_asked_meetings(ALL, f"{before}{meeting.title}?", NOW, HERE)

    assert found
    assert found[0].title == meeting.title


@pytest.mark.parametrize("unit", [".", "?", "at ", "10 ", "next ", "a.", " "])
def test_the_longest_message_is_read_in_no_time(unit):
    """Of the processor's time, since the program answers no one meanwhile: 40,000 dots took half a minute."""
    began = time.process_time()

    find_asked_meetings([SOON], unit * (40_000 // len(unit)) + ">", NOW, HERE)

    assert time.process_time() - began < 5
