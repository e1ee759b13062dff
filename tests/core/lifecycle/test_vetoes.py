"""A veto belongs to the occurrence, through whichever copy it is booked and wherever it moves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Intent
from bot.core.booking.same_meeting import OVERRUN, booked_meeting
from bot.core.identifiers import BookingId, BotId, CalendarEventId, CalendarId, LinkKey
from bot.core.lifecycle.calendar_changes import CalendarView, apply_calendar, needs_copies
from bot.core.lifecycle.transitions import apply_cancellation, apply_release, apply_retry, with_meeting_details
from bot.core.lifecycle.vetoes import (
    apply_veto,
    apply_veto_lift,
    apply_veto_to_all,
    is_vetoed_by,
    veto_key,
    with_bot_kept_away,
)
from bot.core.meetings.meeting import Attendee
from tests.examples import (
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_meeting,
)

HOUR = timedelta(hours=1)
COPY = {"event_id": CalendarEventId("copy"), "calendar_id": CalendarId("calendar-jonas")}
ANOTHER_LINK = LinkKey("meet:xyz-wxyz-xyz")
VETOED = apply_veto(a_booked_booking(), by=JONAS, now=NOW)


def in_the_call(**facts):
    bot = BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording")
    return a_booked_booking(bot=bot, **facts)


@pytest.mark.parametrize(
    ("meeting", "is_so"),
    [
        (a_booked_meeting(), True),
        (a_booked_meeting(**COPY), True),
        (a_booked_meeting(**COPY, start_time=SOON + 9 * HOUR, link_key=ANOTHER_LINK), True),
        (a_booked_meeting(**COPY, ical_uid="other@example.com", start_time=SOON + 9 * HOUR), False),
        (a_booked_meeting(**COPY, ical_uid="other@example.com", start_time=SOON + HOUR / 4), True),
        (a_bare_link(start_time=SOON + HOUR / 4), True),
        (a_bare_link(start_time=SOON + HOUR / 2), False),
        (a_bare_link(start_time=SOON, link_key=ANOTHER_LINK), False),
    ],
)
def test_it_stands_for_the_occurrence_its_copies_and_its_call(meeting, is_so):
    assert is_vetoed_by(VETOED, meeting) is is_so


def test_each_occurrence_of_a_series_has_its_own():
    this_week = apply_veto(a_booked_booking(meeting=a_booked_meeting(original_start=SOON)), by=JONAS, now=NOW)
    next_week = {"original_start": SOON + timedelta(days=7), "start_time": SOON + timedelta(days=7)}

    assert is_vetoed_by(this_week, a_booked_meeting(**COPY, original_start=SOON, start_time=SOON + 5 * HOUR))
    assert not is_vetoed_by(this_week, a_booked_meeting(**COPY, **next_week))


def test_without_a_uid_it_stands_for_the_event_itself_wherever_it_moves():
    booking = apply_veto(a_booked_booking(meeting=a_booked_meeting(ical_uid=None)), by=JONAS, now=NOW)

    assert is_vetoed_by(booking, a_booked_meeting(ical_uid=None, start_time=SOON + 9 * HOUR))


def test_of_a_bare_link_it_stands_for_the_event_that_the_person_is_invited_to():
    booking = a_booked_booking(meeting=a_bare_link())

    for_the_event = apply_veto(booking, by=JONAS, now=NOW, event=a_meeting())

    assert is_vetoed_by(for_the_event, a_booked_meeting(start_time=SOON + 9 * HOUR))
    assert not is_vetoed_by(apply_veto(booking, by=JONAS, now=NOW), a_booked_meeting(start_time=SOON + 9 * HOUR))


def test_a_call_that_goes_on_is_not_recorded_anew():
    overdue = NOW + timedelta(hours=5)
    bare = apply_veto(in_the_call(meeting=a_bare_link()), by=JONAS, now=overdue)
    event = apply_veto(in_the_call(), by=JONAS, now=overdue)

    assert is_vetoed_by(bare, a_bare_link(start_time=overdue + HOUR / 2))
    assert is_vetoed_by(event, a_bare_link(start_time=overdue))
    assert event.ends_at == overdue + OVERRUN


def test_another_booking_without_a_veto_stands_for_nothing():
    assert not is_vetoed_by(a_booked_booking(), a_booked_meeting())
    assert veto_key(a_booked_booking()) is None


def test_the_bot_is_taken_off_and_stays_off_whatever_is_tried_again():
    tried_again = apply_retry(VETOED, by=MAYA, now=NOW)

    assert VETOED.wish.intent is Intent.STAY_AWAY
    assert VETOED.wish.revision == 2
    assert (tried_again.veto, tried_again.wish.intent, tried_again.wish.reason) == (
        VETOED.veto,
        Intent.STAY_AWAY,
        "vetoed",
    )


def test_of_a_bot_that_is_off_already_there_is_nothing_left_to_take_off():
    off = apply_release(apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"), 2)

    assert apply_veto(off, by=JONAS, now=NOW).is_applied


def test_it_stops_every_other_bot_for_the_same_call():
    elsewhere = a_booked_booking(id=BookingId("b2"), meeting=a_bare_link(start_time=SOON + HOUR / 4))
    later = a_booked_booking(id=BookingId("b3"), meeting=a_bare_link(start_time=SOON + HOUR))
    cancelled = apply_cancellation(replace(elsewhere, id=BookingId("b4")), by=MAYA, now=NOW, reason="person")

    changed = apply_veto_to_all(a_booked_booking(), [elsewhere, later, cancelled], by=JONAS, now=NOW)

    assert [(each.id, each.wish.intent, each.veto is not None) for each in changed] == [
        ("b1", Intent.STAY_AWAY, True),
        ("b2", Intent.STAY_AWAY, False),
    ]


def test_a_meeting_that_moves_into_the_call_gets_no_bot():
    assert with_bot_kept_away(a_booked_booking(), by=JONAS, now=NOW).wish.reason == "vetoed"
    cancelled = apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person")
    assert with_bot_kept_away(cancelled, by=JONAS, now=NOW) == cancelled


def test_taken_back_the_bot_is_booked_anew_as_it_was():
    again = apply_veto_lift(apply_release(VETOED, 2), by=JONAS, now=NOW)

    assert again.veto is None
    assert again.bot == BotState()
    assert (again.wish.intent, again.wish.revision, again.wish.by) == (Intent.ATTEND, 3, JONAS)
    assert again.wish.settings == a_booked_booking().wish.settings


def seen(event):
    return CalendarView(event, is_connected=True)


def test_the_vetoed_booking_goes_where_its_event_goes_without_asking_for_anything():
    moved = a_meeting(start_time=SOON + 5 * HOUR, title="Weekly sync!")

    there = apply_calendar(VETOED, seen(moved), NOW)

    assert there.meeting == booked_meeting(moved)
    assert there.wish == VETOED.wish
    assert there.said.version == VETOED.said.version + 1
    assert apply_calendar(there, seen(moved), NOW) == there


def test_long_after_its_old_end_it_still_follows():
    moved = a_meeting(start_time=SOON + timedelta(days=2))

    assert apply_calendar(VETOED, seen(moved), SOON + timedelta(days=1)).meeting.start_time == moved.start_time


@pytest.mark.parametrize("event", [None, a_meeting(is_gone=True)])
def test_an_event_that_is_gone_leaves_it_where_it_was(event):
    assert apply_calendar(VETOED, seen(event), NOW) == known_to_be_gone(VETOED)


def known_to_be_gone(vetoed):
    return with_meeting_details(vetoed, replace(vetoed.meeting, is_gone=True))


def test_an_event_without_a_link_keeps_the_one_that_it_had():
    there = apply_calendar(VETOED, seen(a_meeting(meeting_url=None, start_time=SOON + HOUR)), NOW)

    assert there.meeting.link_key == a_booking().meeting.link_key
    assert there.meeting.start_time == SOON + HOUR


OFF = apply_release(VETOED, 2)
GONE = a_meeting(is_gone=True)


def a_copy(**facts):
    return a_meeting(**{**COPY, "start_time": SOON + 5 * HOUR, **facts})


def test_once_its_event_is_gone_it_follows_a_copy_of_the_occurrence():
    there = apply_calendar(OFF, CalendarView(GONE, is_connected=True, copies=[a_copy()]), NOW)

    assert there.meeting == booked_meeting(a_copy())
    assert veto_key(there) == veto_key(OFF)
    assert there.wish == OFF.wish


@pytest.mark.parametrize(
    ("event", "copy"),
    [
        (GONE, a_copy(ical_uid="other@example.com")),
        (GONE, a_copy(is_gone=True)),
        (GONE, a_copy(attendees=(Attendee("mallory@example.com", is_organizer=True),))),  # a copy can be made up
        (None, a_copy()),  # no one knows any more who the organiser was
    ],
)
def test_but_no_other_event_and_none_that_names_another_organiser(event, copy):
    assert apply_calendar(OFF, CalendarView(event, is_connected=True, copies=[copy]), NOW) == known_to_be_gone(OFF)


def test_copies_are_looked_for_once_the_bot_is_off_and_the_row_is_lost():
    lost, there = CalendarView(GONE, is_connected=True), CalendarView(a_meeting(), is_connected=True)

    assert needs_copies(OFF, lost, NOW)
    assert needs_copies(OFF, CalendarView(a_meeting(), is_connected=False), NOW)
    assert not needs_copies(OFF, there, NOW)
    assert not needs_copies(VETOED, lost, NOW)
