"""One bot is enough for a meeting, its copies and its call."""

from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.same_meeting import (
    OVERRUN,
    as_it_runs,
    booked_meeting,
    is_same_event,
    is_same_meeting,
    linked_meeting,
    others_have_booked,
)
from bot.core.identifiers import BotId
from bot.core.meetings.meeting import EventBot
from tests.examples import (
    MEET,
    MEET_KEY,
    NOW,
    SOON,
    a_booked_booking,
    a_booked_meeting,
    a_meeting,
)


@pytest.mark.parametrize(
    ("facts", "is_same"),
    [
        ({}, True),
        ({"event_id": "copy"}, True),
        ({"event_id": "copy", "start_time": SOON + timedelta(hours=1)}, True),
        ({"event_id": "other", "ical_uid": "another"}, True),  # in the same room at the same time
        ({"event_id": "other", "ical_uid": "another", "start_time": SOON + timedelta(minutes=30)}, False),
        ({"event_id": "other", "original_start": NOW, "start_time": SOON + timedelta(minutes=30)}, False),
        ({"event_id": "copy", "ical_uid": None}, True),
        ({"event_id": "copy", "ical_uid": None, "start_time": SOON + timedelta(minutes=30)}, False),
        ({"event_id": "copy", "ical_uid": None, "start_time": SOON + timedelta(minutes=29)}, True),
        ({"event_id": "copy", "ical_uid": None, "link_key": "zoom:81234567890"}, False),
    ],
)
def test_what_counts_as_the_same_meeting(facts, is_same):
    assert is_same_meeting(a_booked_booking(), a_booked_meeting(**facts)) is is_same


@pytest.mark.parametrize(
    ("facts", "is_same"),
    [
        ({}, True),
        ({"event_id": "copy", "start_time": SOON + timedelta(hours=1)}, True),
        ({"event_id": "other", "ical_uid": "another"}, False),
        ({"event_id": "other", "original_start": NOW}, False),
        ({"event_id": "copy", "ical_uid": None}, True),
        ({"event_id": "other", "ical_uid": None, "start_time": SOON + timedelta(minutes=1)}, False),
        ({"event_id": None}, False),
    ],
)
def test_what_counts_as_the_same_event(facts, is_same):
    assert is_same_event(a_booked_booking(), a_booked_meeting(**facts)) is is_same


def test_a_call_that_overruns_goes_on_for_a_while():
    running = a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording"))
    later = running.meeting.end_time + timedelta(hours=1)

    assert as_it_runs(running, NOW).meeting.end_time == running.meeting.end_time
    assert as_it_runs(running, later).meeting.end_time == later + OVERRUN
    assert as_it_runs(a_booked_booking(), later) == a_booked_booking()
    assert running.is_live(later)


def test_a_bot_of_an_earlier_occurrence_is_no_ones_booking():
    def bot(bot_id, start):
        return EventBot(BotId(bot_id), start, "key", MEET)

    reused = a_meeting(bots=(bot("used", SOON - timedelta(days=7)),))
    booked = a_meeting(bots=(bot("used", SOON - timedelta(days=7)), bot("theirs", SOON)))

    assert not others_have_booked(reused, frozenset())
    assert others_have_booked(booked, frozenset())
    assert not others_have_booked(booked, frozenset({"theirs"}))


def test_a_link_that_joins_now_starts_now():
    now = linked_meeting(MEET, MEET_KEY, "google_meet", None, NOW)
    past = linked_meeting(MEET, MEET_KEY, "google_meet", NOW - timedelta(minutes=1), NOW)
    later = linked_meeting(MEET, MEET_KEY, "google_meet", SOON, NOW)

    assert (now.start_time, now.joins_now) == (NOW, True)
    assert past.joins_now
    assert (later.start_time, later.joins_now) == (SOON, False)


def test_an_event_with_an_unknown_link_still_has_a_key_of_its_own():
    assert booked_meeting(a_meeting(link_keys=())).link_key == "event:event-1"
