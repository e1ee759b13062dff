"""A booking is reconciled with what the calendar says now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import ChangeInCall, Intent, shown_status
from bot.core.booking.same_meeting import booked_meeting
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.calendar_changes import CALENDARS_SETTLE_WITHIN, CalendarView, apply_calendar, needs_copies
from bot.core.lifecycle.rebooking import with_replacement
from bot.core.lifecycle.transitions import (
    BookingAnswer,
    apply_answer,
    apply_cancellation,
    apply_release,
    with_rows_cleared,
)
from bot.core.lifecycle.vetoes import apply_veto
from tests.examples import JONAS, MEET, NOW, SOON, a_bare_link, a_booked_booking, a_failed_booking, a_meeting

HOUR = timedelta(hours=1)


@pytest.fixture
def booking():
    return a_booked_booking(meeting=booked_meeting(a_meeting()))


def seen(booking, event=None, *, is_connected=True, copies=(), now=NOW):
    return apply_calendar(booking, CalendarView(event, is_connected, copies), now)


def test_nothing_new_changes_nothing(booking):
    assert seen(booking, a_meeting()) == booking


@pytest.mark.parametrize(
    "facts",
    [{"start_time": SOON + HOUR}, {"meeting_url": "https://zoom.us/j/81234567890"}],
)
def test_another_start_or_link_books_the_bot_anew(booking, facts):
    followed = seen(booking, a_meeting(**facts))

    assert followed.wish.revision == 2
    assert followed.wish.settings == booking.wish.settings
    assert not followed.is_applied


def test_nothing_is_said_of_a_move_before_the_bot_is_there(booking):
    followed = seen(booking, a_meeting(start_time=SOON + HOUR))
    arrived = apply_answer(followed, 2, BookingAnswer(BotId("bot-1"), SOON + HOUR, {}))

    assert followed.said.version == booking.said.version
    assert shown_status(arrived, NOW) is ShownStatus.MOVED
    assert arrived.meeting.moved_from == SOON
    assert arrived.said.version > booking.said.version


def test_moved_back_again_is_not_moved(booking):
    there = seen(booking, a_meeting(start_time=SOON + HOUR))

    assert seen(there, a_meeting()).meeting.moved_from is None


def test_the_old_time_is_the_one_that_people_were_told(booking):
    there = apply_answer(
        seen(booking, a_meeting(start_time=SOON + HOUR)), 2, BookingAnswer(BotId("bot-1"), SOON + HOUR, {})
    )

    back = seen(there, a_meeting())

    assert back.meeting.moved_from == SOON + HOUR


def test_another_title_or_end_only_changes_what_people_read(booking):
    renamed = seen(booking, a_meeting(title="Renamed"))
    longer = seen(booking, a_meeting(end_time=SOON + 2 * HOUR))

    assert (renamed.meeting.title, renamed.wish.revision) == ("Renamed", 1)
    assert longer.meeting.end_time == SOON + 2 * HOUR
    assert renamed.said.version > booking.said.version


@pytest.mark.parametrize(
    ("event", "is_connected", "reason"),
    [
        (None, True, "event_deleted"),
        (None, False, "calendar_disconnected"),
        (a_meeting(is_gone=True), True, "event_deleted"),
        (a_meeting(meeting_url=None), True, "link_removed"),
        (a_meeting(), False, "calendar_disconnected"),
        (a_meeting(start_time=NOW - HOUR), True, "over"),
    ],
)
def test_a_row_that_cannot_carry_the_bot_calls_it_off(booking, event, is_connected, reason):
    called_off = seen(booking, event, is_connected=is_connected)

    assert called_off.wish.intent is Intent.STAY_AWAY
    assert called_off.wish.reason == reason


def test_a_copy_is_adopted_once_the_calendars_have_settled(booking):
    copy = a_meeting(event_id="copy", calendar_id="calendar-jonas")

    noticed = seen(booking, None, copies=[copy])
    early = seen(noticed, None, copies=[copy], now=NOW + CALENDARS_SETTLE_WITHIN / 2)
    later = seen(noticed, None, copies=[copy], now=NOW + CALENDARS_SETTLE_WITHIN)

    assert noticed.wish == early.wish == booking.wish
    assert later.meeting.event_id == "copy"
    assert later.wish.revision == 2


def test_a_row_that_was_left_is_remembered_until_the_bot_is_off_it_and_forgotten_if_it_is_taken_again(booking):
    copy = a_meeting(event_id="copy", calendar_id="calendar-jonas")
    missing = replace(booking, meeting=replace(booking.meeting, missing_since=NOW - HOUR))
    there = seen(missing, a_meeting(meeting_url=None), copies=[copy])

    assert there.left_events == ("event-1",)
    assert with_rows_cleared(there, ["event-1"]).left_events == ()
    back = replace(there, meeting=replace(there.meeting, missing_since=NOW - HOUR))
    assert seen(back, None, copies=[a_meeting()]).left_events == ("copy",)


def test_a_row_that_comes_back_is_followed_as_if_nothing_had_been(booking):
    copy = a_meeting(event_id="copy", calendar_id="calendar-jonas")
    noticed = seen(booking, None, copies=[copy])

    assert seen(noticed, a_meeting()) == booking


def test_a_lagging_copy_changes_nothing(booking):
    moved = seen(booking, a_meeting(start_time=SOON + HOUR), copies=[a_meeting(event_id="copy")])

    assert moved.meeting.event_id == "event-1"
    assert moved.meeting.start_time == SOON + HOUR


def test_a_copy_that_lags_behind_does_not_undo_a_move_into_the_past(booking):
    past, lagging = a_meeting(start_time=NOW - HOUR), a_meeting(event_id="copy", calendar_id="calendar-jonas")
    noticed = replace(booking, meeting=replace(booking.meeting, missing_since=NOW - HOUR))

    assert seen(noticed, past, copies=[lagging]).wish.reason == "over"


@pytest.mark.parametrize(
    "untouched",
    [
        a_booked_booking(meeting=a_bare_link()),
        a_booked_booking(bot=BotState(bot_id=BotId("b"), applied_revision=1, status="done")),
        apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person"),
    ],
)
def test_what_the_calendar_does_not_decide(untouched):
    assert seen(untouched, a_meeting(start_time=SOON + HOUR, meeting_url=MEET)) == untouched


def test_copies_are_looked_for_only_when_they_matter(booking):
    assert not needs_copies(booking, CalendarView(a_meeting(), True), NOW)
    assert not needs_copies(booking, CalendarView(a_meeting(start_time=NOW - HOUR), True), NOW)
    assert needs_copies(booking, CalendarView(None, True), NOW)


@pytest.fixture
def in_call(booking):
    return replace(booking, bot=replace(booking.bot, status="in_call_recording"))


@pytest.mark.parametrize(
    ("event", "change"),
    [
        (a_meeting(start_time=SOON + HOUR), ChangeInCall("moved", SOON + HOUR)),
        (a_meeting(start_time=SOON - 9 * HOUR), ChangeInCall("moved", SOON - 9 * HOUR)),
        (a_meeting(meeting_url="https://zoom.us/j/81234567890"), ChangeInCall("new_link")),
        (a_meeting(meeting_url=None), ChangeInCall("link_removed")),
        (a_meeting(is_gone=True), ChangeInCall("event_deleted")),
        (None, ChangeInCall("event_deleted")),
    ],
)
def test_a_bot_that_is_in_the_call_stays_and_people_hear_what_the_calendar_says(in_call, event, change):
    told = seen(in_call, event, now=SOON)

    assert told.meeting.change_in_call == change
    assert told.wish == in_call.wish
    assert seen(told, event, now=SOON) == told


def test_what_is_as_it_was_again_is_not_told(in_call):
    moved = seen(in_call, a_meeting(start_time=SOON + HOUR), now=SOON)

    assert seen(moved, a_meeting(), now=SOON) == in_call


def test_a_call_under_way_hears_of_its_title_and_end_and_cares_for_no_calendar(in_call):
    longer = seen(in_call, a_meeting(title="Renamed", end_time=SOON + 2 * HOUR), now=SOON)

    assert (longer.meeting.title, longer.meeting.end_time) == ("Renamed", SOON + 2 * HOUR)
    assert seen(longer, a_meeting(title="Renamed", end_time=SOON + 2 * HOUR), now=SOON) == longer
    assert seen(in_call, a_meeting(), is_connected=False, now=SOON) == in_call


def test_a_bot_that_should_be_on_its_way_is_asked_about_before_it_is_moved(booking):
    silent = seen(booking, a_meeting(start_time=SOON + HOUR), now=SOON)
    late = replace(booking, bot=replace(booking.bot, status="ready"))

    assert silent == booking
    assert seen(late, a_meeting(start_time=SOON + HOUR), now=SOON).wish.revision == 2


def cancelled_booking():
    """Recall has taken the bot off."""
    return apply_release(apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person"), 2)


WITHOUT_BOT = [cancelled_booking(), a_failed_booking()]


@pytest.mark.parametrize("without_bot", WITHOUT_BOT, ids=["cancelled", "failed"])
def test_a_card_without_a_bot_says_where_its_meeting_is_by_now(without_bot):
    moved = seen(without_bot, a_meeting(start_time=SOON + HOUR, title="Renamed"))

    assert (moved.meeting.start_time, moved.meeting.title) == (SOON + HOUR, "Renamed")
    assert moved.wish == without_bot.wish
    assert moved.said.version == without_bot.said.version + 1
    assert seen(moved, a_meeting(start_time=SOON + HOUR, title="Renamed")) == moved


@pytest.mark.parametrize("without_bot", WITHOUT_BOT, ids=["cancelled", "failed"])
@pytest.mark.parametrize("event", [None, a_meeting(is_gone=True)])
def test_a_card_without_a_bot_says_that_its_meeting_was_deleted_and_that_it_is_back(without_bot, event):
    deleted = seen(without_bot, event)

    assert deleted.is_off_the_calendar
    assert deleted.wish == without_bot.wish
    assert seen(deleted, event) == deleted
    assert not seen(deleted, a_meeting()).is_off_the_calendar


def test_of_a_calendar_that_is_not_connected_nothing_is_known():
    assert seen(cancelled_booking(), None, is_connected=False) == cancelled_booking()


def test_what_was_replaced_follows_nothing():
    replaced = with_replacement(cancelled_booking(), BookingId("b2"))

    assert seen(replaced, a_meeting(start_time=SOON + HOUR)) == replaced


@pytest.mark.parametrize("event", [None, a_meeting(is_gone=True)])
def test_a_meeting_that_is_not_to_be_recorded_may_be_deleted_too_until_it_is_over(event):
    vetoed = apply_release(apply_veto(a_booked_booking(), by=JONAS, now=NOW), 2)

    assert seen(vetoed, event).is_off_the_calendar
    assert seen(vetoed, event).veto == vetoed.veto
    assert seen(vetoed, event, now=vetoed.ends_at) == vetoed
