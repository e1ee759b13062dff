"""Who may see a meeting, which rows are copies, and what can be booked."""

from datetime import timedelta

import pytest

from bot.core.identifiers import BotId, CalendarId
from bot.core.meetings.meeting import EventBot, bot_with_key, can_be_booked, drop_copies, may_see, platform_name
from tests.examples import MEET, NOW, SOON, a_meeting

MAYAS = frozenset({CalendarId("calendar-maya")})
NOBODYS: frozenset[CalendarId] = frozenset()


@pytest.mark.parametrize(
    ("facts", "can"),
    [
        ({}, True),
        ({"is_gone": True}, False),
        ({"is_all_day": True}, False),
        ({"meeting_url": None}, False),
        ({"start_time": NOW - timedelta(minutes=29)}, True),
        ({"start_time": NOW - timedelta(minutes=30)}, False),
    ],
)
def test_what_can_be_booked(facts, can):
    assert can_be_booked(a_meeting(**facts), NOW) is can


def test_people_see_their_own_calendars_and_meetings_that_list_them():
    meeting = a_meeting()

    assert may_see(meeting, ("nobody@example.com",), MAYAS, False)
    assert may_see(meeting, ("jonas@example.com",), NOBODYS, False)
    assert not may_see(meeting, ("nobody@example.com",), NOBODYS, False)
    assert may_see(meeting, ("nobody@example.com",), NOBODYS, True)


def test_copies_are_one_meeting_and_the_own_copy_is_kept():
    colleagues = a_meeting(event_id="copy", calendar_id="calendar-jonas")

    assert drop_copies([colleagues, a_meeting()], MAYAS) == [a_meeting()]


def test_occurrences_of_a_series_are_not_copies():
    second = a_meeting(event_id="second", start_time=SOON + timedelta(days=7), original_start=SOON + timedelta(days=7))

    assert len(drop_copies([a_meeting(original_start=SOON), second], MAYAS)) == 2


def test_without_a_uid_same_start_and_link_make_a_copy():
    one = a_meeting(ical_uid=None)
    copy = a_meeting(ical_uid=None, event_id="copy", calendar_id="calendar-jonas")
    other = a_meeting(ical_uid=None, event_id="other", link_keys=("zoom:81234567890",))

    assert drop_copies([one, copy, other], MAYAS) == [one, other]


def test_the_bot_of_a_key_is_found_among_several():
    bots = tuple(EventBot(BotId(f"bot-{n}"), SOON, f"key-{n}", MEET) for n in range(3))

    assert bot_with_key(a_meeting(bots=bots), "key-1") == bots[1]
    assert bot_with_key(a_meeting(bots=bots), "other") is None


def test_an_unknown_platform_has_a_plain_name():
    assert platform_name("google_meet") == "Google Meet"
    assert platform_name("holodeck") == platform_name(None) == "Video call"
