"""A booking goes on being booked as it is while its event's link changes, and as Recall comes to know it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Intent
from bot.core.booking.same_meeting import booked_meeting
from bot.core.identifiers import BotId
from bot.core.lifecycle.calendar_changes import CALENDARS_SETTLE_WITHIN, CalendarView, apply_calendar
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.preflight import apply_preflight_by_link
from bot.core.lifecycle.steps import Check, Create, Delete, Schedule, Unschedule, Update, WaitUntil
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.lifecycle.vetoes import apply_veto
from tests.examples import MAYA, MEET, MEET_KEY, NOW, SOON, a_booked_booking, a_booking, a_meeting

HOUR = timedelta(hours=1)
ZOOM = "https://zoom.us/j/81234567890"
ZOOM_KEY = "zoom:81234567890"
WHOLE = f"{ZOOM}?pwd=a.1"
UNREAD = {"meeting_url": None, "join_url": MEET}


def seen(booking, event, *, is_connected=True, copies=(), now=NOW):
    return apply_calendar(booking, CalendarView(event, is_connected, copies), now)


def step(booking, now=NOW):
    return next_step(booking, now, 2 * HOUR)


@pytest.fixture
def unread():
    """Its bot is booked by the link alone."""
    return a_booked_booking(meeting=booked_meeting(a_meeting(**UNREAD)))


@pytest.fixture
def zoom():
    return a_booked_booking(meeting=booked_meeting(a_meeting(meeting_url=ZOOM, link_keys=(ZOOM_KEY,))))


def test_a_link_that_recall_does_not_know_is_booked_as_if_it_were_on_no_calendar(unread):
    assert unread.meeting.joins_by_link
    assert unread.meeting.link == MEET
    assert isinstance(step(a_booking(meeting=unread.meeting)), Create)
    assert isinstance(step(apply_cancellation(unread, by=MAYA, now=NOW, reason="person")), Delete)
    assert isinstance(step(a_booking()), Schedule)
    assert isinstance(step(apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person")), Unschedule)


def test_it_follows_its_event_all_the_same(unread):
    moved = seen(unread, a_meeting(**UNREAD, start_time=SOON + HOUR))

    assert moved.wish.reason == "moved"
    assert moved.left_events == ()
    assert isinstance(step(moved), Update)
    assert seen(unread, a_meeting(**UNREAD)) == unread


def test_a_link_into_another_room_is_a_new_link(unread):
    event = a_meeting(meeting_url=None, join_url=ZOOM, link_keys=(ZOOM_KEY,))

    assert seen(unread, event).wish.reason == "new_link"


@pytest.mark.parametrize("facts", [{"join_url": None}, {"is_gone": True}])
def test_without_its_link_or_event_no_bot_comes(unread, facts):
    off = seen(unread, a_meeting(**{**UNREAD, **facts}))

    assert off.wish.intent is Intent.STAY_AWAY


def test_once_recall_knows_the_link_the_bot_that_is_booked_stays_the_one(unread):
    known = seen(unread, a_meeting())

    assert known == unread
    moved = seen(unread, a_meeting(start_time=SOON + HOUR))
    assert moved.meeting.joins_by_link
    assert isinstance(step(moved), Update)


def test_a_booking_of_recalls_link_is_not_carried_on_by_the_link_alone():
    booking = a_booked_booking(meeting=booked_meeting(a_meeting()))

    assert seen(booking, a_meeting(**UNREAD)).wish.reason == "link_removed"


def test_nor_through_a_copy_that_has_only_that():
    booking = a_booked_booking(meeting=booked_meeting(a_meeting()))
    copy = a_meeting(event_id="event-2", calendar_id="calendar-jonas", **UNREAD)
    waiting = replace(booking, meeting=replace(booking.meeting, missing_since=NOW - CALENDARS_SETTLE_WITHIN))

    assert seen(waiting, None, copies=[copy]).wish.intent is Intent.STAY_AWAY


def test_a_bot_by_the_link_is_carried_on_through_any_copy(unread):
    copy = a_meeting(event_id="event-2", calendar_id="calendar-jonas")
    waiting = replace(unread, meeting=replace(unread.meeting, missing_since=NOW - CALENDARS_SETTLE_WITHIN))

    adopted = seen(waiting, None, copies=[copy])

    assert (adopted.meeting.event_id, adopted.meeting.joins_by_link) == ("event-2", True)
    assert adopted.left_events == ()


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (a_meeting(), None),
        (a_meeting(**UNREAD), None),
        (a_meeting(meeting_url=None, join_url=ZOOM, link_keys=(ZOOM_KEY,)), "new_link"),
        (a_meeting(**UNREAD, start_time=SOON + HOUR), "moved"),
        (a_meeting(meeting_url=None), "link_removed"),
    ],
)
def test_in_the_call_people_hear_only_of_what_is_new_to_them(unread, event, reason):
    live = replace(unread, bot=BotState(bot_id=BotId("bot-1"), status="in_call_recording", applied_revision=1))

    change = seen(live, event, now=SOON).meeting.change_in_call

    assert (change and change.reason) == reason


def test_a_passcode_in_the_text_does_not_disturb_a_call(zoom):
    live = replace(zoom, bot=BotState(bot_id=BotId("bot-1"), status="in_call_recording", applied_revision=1))
    event = a_meeting(meeting_url=ZOOM, join_url=WHOLE, link_keys=(ZOOM_KEY,))

    assert seen(live, event, now=SOON).meeting.change_in_call is None


def test_a_passcode_that_is_known_only_now_is_sent_without_news(zoom):
    followed = seen(zoom, a_meeting(meeting_url=ZOOM, join_url=WHOLE, link_keys=(ZOOM_KEY,)))

    assert followed.wish.revision == 2
    assert followed.wish.reason == "moved"
    assert followed.meeting.moved_from is None
    assert followed.said.version == zoom.said.version
    assert followed.meeting.link == WHOLE


def test_what_someone_has_given_lasts_as_long_as_the_events_own_link(zoom):
    given = replace(zoom, meeting=replace(zoom.meeting, given_url=WHOLE))
    facts = {"meeting_url": ZOOM, "link_keys": (ZOOM_KEY,)}

    assert seen(given, a_meeting(**facts)) == given
    assert seen(given, a_meeting(**facts, start_time=SOON + HOUR)).meeting.link == WHOLE
    renewed = f"{ZOOM}?pwd=new"
    assert seen(given, a_meeting(**facts, join_url=renewed)).meeting.link == renewed
    assert seen(given, a_meeting()).meeting.link == MEET


def test_its_bot_is_looked_at_before_the_start(unread):
    due = SOON - timedelta(minutes=15)
    early = replace(unread, bot=replace(unread.bot, applied_at=NOW))

    assert step(early) == WaitUntil(due)
    assert isinstance(step(early, due), Check)


@pytest.mark.parametrize(
    ("event", "is_there", "revision", "is_checked"),
    [
        (a_meeting(**UNREAD), True, 1, True),
        (a_meeting(**UNREAD), False, 2, False),
        (a_meeting(**UNREAD, start_time=SOON + HOUR), True, 2, False),
        (a_meeting(meeting_url=None), True, 2, False),
    ],
)
def test_the_event_tells_of_moves_and_the_bot_of_itself(unread, event, is_there, revision, is_checked):
    after = apply_preflight_by_link(unread, 1, CalendarView(event, is_connected=True), NOW, is_there=is_there)

    assert after.wish.revision == revision
    assert (after.bot.checked_for == SOON) is is_checked


def test_a_newer_wish_is_not_touched_by_a_look(unread):
    newer = apply_cancellation(unread, by=MAYA, now=NOW, reason="person")

    assert apply_preflight_by_link(newer, 1, CalendarView(None, is_connected=True), NOW, is_there=False) == newer


def test_a_veto_outlives_a_link_that_recall_does_not_know_any_more():
    booking = a_booked_booking(meeting=booked_meeting(a_meeting()))
    off = apply_veto(booking, by=MAYA, now=NOW)

    there = seen(off, a_meeting(**UNREAD, start_time=SOON + HOUR))

    assert (there.meeting.start_time, there.meeting.meeting_url) == (SOON + HOUR, MEET)
    assert isinstance(step(there), Unschedule)


def test_a_veto_keeps_the_way_in_which_its_bot_is_booked(unread):
    assert unread.meeting.link_key == MEET_KEY
    known = seen(apply_veto(unread, by=MAYA, now=NOW), a_meeting())

    assert known.meeting.joins_by_link
