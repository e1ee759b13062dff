"""Status events come twice, late and out of order, and status only moves forwards."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Attempt, Failure, shown_status
from bot.core.identifiers import BotId
from bot.core.lifecycle.bot_status_changes import apply_bot_not_found, apply_bot_status, status_poll_due
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.steps import Leave
from bot.core.lifecycle.transitions import (
    BookingAnswer,
    apply_answer,
    apply_cancellation,
    apply_leave_request,
    apply_release,
    apply_retry,
)
from tests.examples import MAYA, NOW, SOON, a_booked_booking, a_booked_meeting, a_booking

BOT = BotId("bot-1")
LIFE = ["joining_call", "in_waiting_room", "in_call_not_recording", "in_call_recording", "call_ended", "done"]


def hear(booking, code, minute=0, bot=BOT, sub_code=None, revision=0):
    return apply_bot_status(booking, bot, code, sub_code, NOW + timedelta(minutes=minute), revision=revision)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("joining_call", ShownStatus.JOINING),
        ("in_waiting_room", ShownStatus.LOBBY),
        ("in_call_not_recording", ShownStatus.IN_CALL),
        ("recording_permission_denied", ShownStatus.IN_CALL),
        ("in_call_recording", ShownStatus.RECORDING),
        ("call_ended", ShownStatus.ENDED),
        ("done", ShownStatus.DONE),
        ("fatal", ShownStatus.FAILED),
    ],
)
def test_what_people_read_of_a_bots_life(code, shown):
    assert shown_status(hear(a_booked_booking(), code), NOW) is shown


@pytest.mark.parametrize("order", list(permutations(range(len(LIFE))))[::37])
def test_any_order_of_deliveries_ends_alike(order):
    booking = a_booked_booking()
    for minute in order:
        booking = hear(booking, LIFE[minute], minute)

    assert booking.bot.status == "done"
    assert booking.bot.has_recorded


def test_the_same_news_twice_is_news_once():
    once = hear(a_booked_booking(), "joining_call")

    assert hear(once, "joining_call") == once


def test_pausing_and_going_on_follow_time():
    recording = hear(a_booked_booking(), "in_call_recording", 5)
    paused = hear(recording, "in_call_not_recording", 6)

    assert paused.bot.status == "in_call_not_recording"
    assert shown_status(paused, NOW) is ShownStatus.PAUSED
    assert hear(paused, "in_call_recording", 5) == paused
    assert hear(paused, "in_call_recording", 7).bot.status == "in_call_recording"


OFF = apply_release(apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"), 2)
ASKED = apply_leave_request(apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"), 2)
KEPT = replace(OFF, bot=replace(OFF.bot, is_kept_elsewhere=True))


@pytest.mark.parametrize(
    ("booking", "due"),
    [
        (a_booking(), None),
        (a_booked_booking(), SOON),
        (a_booked_booking(meeting=a_booked_meeting(start_time=SOON - timedelta(hours=1))), SOON - timedelta(hours=1)),
        (a_booked_booking(meeting=a_booked_meeting(start_time=SOON + timedelta(hours=1))), SOON),
        (hear(a_booked_booking(), "call_ended"), SOON),
        (hear(a_booked_booking(), "done"), None),
        (apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"), SOON),
        (OFF, None),
        (ASKED, SOON),
        (KEPT, SOON),
        (hear(OFF, "call_ended"), SOON),
    ],
)
def test_from_when_on_recall_is_asked_about_a_bot(booking, due):
    assert status_poll_due(booking) == due


def test_a_bot_that_recall_does_not_know_is_lost_unless_it_is_to_stay_away():
    assert apply_bot_not_found(a_booked_booking(), BOT, NOW).bot.status == "fatal"
    assert apply_bot_not_found(OFF, BOT, NOW) == OFF
    assert status_poll_due(apply_bot_not_found(ASKED, BOT, NOW)) is None
    assert status_poll_due(apply_bot_not_found(KEPT, BOT, NOW)) is None


def test_that_a_bot_is_ready_is_no_news_to_people():
    ready = hear(a_booked_booking(), "ready")

    assert ready.bot.status == "ready"
    assert ready.said == a_booked_booking().said


def test_another_bot_and_an_unknown_code_change_nothing():
    booking = a_booked_booking()

    assert hear(booking, "done", bot=BotId("superseded")) == booking
    assert hear(booking, "levitating") == booking


def test_why_it_failed_is_kept():
    assert hear(a_booked_booking(), "fatal", sub_code="meeting_not_found").bot.sub_code == "meeting_not_found"


def test_a_bot_whose_booking_is_not_recorded_yet_is_known_by_its_revision():
    early = hear(a_booking(), "joining_call", revision=1)

    recorded = apply_answer(early, 1, BookingAnswer(BOT, SOON, {}))

    assert not early.is_applied
    assert (recorded.bot.bot_id, recorded.bot.status) == (BOT, "joining_call")


def test_a_bot_that_joins_although_it_is_not_wanted_any_more_can_be_sent_away():
    unwanted = apply_cancellation(a_booking(), by=MAYA, now=NOW, reason="person")

    assert hear(unwanted, "joining_call", revision=1).bot.is_live


@pytest.mark.parametrize("failure", [None, Failure(code="http_400", status=400, permanent=True)])
def test_a_bot_that_joins_although_it_was_taken_off_is_asked_to_leave_once(failure):
    off = apply_release(apply_cancellation(a_booked_booking(), by=MAYA, now=NOW, reason="person"), 2)
    coming = hear(replace(off, attempt=Attempt(failure=failure)), "joining_call", 1)
    asked = apply_release(coming, 2)

    assert next_step(coming, NOW, timedelta(hours=1)) == Leave()
    assert shown_status(asked, NOW) is ShownStatus.CANCELLING
    assert hear(asked, "in_call_recording", 2).is_applied
    assert shown_status(hear(asked, "done", 3), NOW) is ShownStatus.DONE


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_a_bot_for_another_wish_than_the_present_one_changes_nothing(revision):
    again = apply_retry(hear(a_booked_booking(), "fatal"), by=MAYA, now=NOW)

    assert hear(again, "done", revision=revision) == again


def test_a_bot_made_by_an_earlier_try_changes_nothing_once_another_is_recorded():
    booking = a_booked_booking()

    assert hear(booking, "joining_call", bot=BotId("earlier-try"), revision=1) == booking
