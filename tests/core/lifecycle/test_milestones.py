"""Each milestone gets one reply in the thread."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.model import ChangeInCall, Failure, Intent
from bot.core.identifiers import BotId
from bot.core.lifecycle.card_transitions import with_reply_closed, with_told
from bot.core.lifecycle.milestones import due_milestone, outlived_reply, told_key
from bot.core.lifecycle.transitions import (
    BookingAnswer,
    apply_answer,
    apply_cancellation,
    apply_leftover_cancellation,
    apply_move,
    apply_release,
)
from tests.examples import MAYA, NOW, SOON, a_booked_booking, a_booked_meeting, a_booking

HOUR = timedelta(hours=1)


def with_bot(**facts):
    return a_booked_booking(bot=BotState(bot_id=BotId("bot-1"), applied_revision=1, starts_at=SOON, **facts))


def moved(booking, start_time):
    return apply_move(booking, a_booked_meeting(start_time=start_time), NOW)


def arrived(booking):
    answer = BookingAnswer(BotId("bot-1"), booking.meeting.start_time, {})
    return apply_answer(booking, booking.wish.revision, answer)


def refused(booking):
    failure = Failure(code="invalid_request_data", status=400, permanent=True)
    return replace(booking, attempt=replace(booking.attempt, failure=failure))


def given_up(booking):
    over = apply_leftover_cancellation(refused(booking), booking.wish.revision, NOW)
    return apply_release(over, over.wish.revision)


def test_a_bot_that_could_not_be_moved_is_told_of_once():
    there = moved(with_bot(), SOON - HOUR)
    known, milestone = say(refused(there))

    assert milestone is Milestone.NOT_MOVED
    assert due_milestone(given_up(known)) is None
    assert due_milestone(given_up(there)) is Milestone.CALLED_OFF


def test_a_move_is_not_told_while_the_bot_is_elsewhere():
    there = moved(with_bot(), SOON + HOUR)

    assert due_milestone(apply_answer(there, 2, BookingAnswer(BotId("bot-1"), SOON + 3 * HOUR, {}))) is None


def say(booking):
    """The booking once its due milestone has been said, and that milestone."""
    milestone = due_milestone(booking)
    return (with_told(booking, told_key(booking, milestone)), milestone) if milestone else (booking, None)


def all_said(booking):
    milestones = []
    while (said := say(booking))[1]:
        booking, milestone = said
        milestones.append(milestone)
    return milestones


@pytest.mark.parametrize(
    ("booking", "milestones"),
    [
        (a_booking(), []),
        (a_booked_booking(), []),
        (with_bot(status="joining_call"), []),
        (with_bot(status="in_waiting_room"), [Milestone.LOBBY]),
        (with_bot(status="in_call_not_recording"), []),
        (with_bot(status="in_call_recording"), [Milestone.RECORDING]),
        (with_bot(status="call_ended"), []),
        (with_bot(status="done"), [Milestone.DONE]),
        (with_bot(status="fatal"), [Milestone.FAILED]),
        (with_bot(status="done", media=Media.UNWANTED), [Milestone.DONE]),
        (with_bot(status="done", media=Media.DELETED), [Milestone.DELETED]),
        (with_bot(status="done", media=Media.NOT_DELETED), [Milestone.NOT_DELETED]),
        (with_bot(status="done", media=Media.FAILED), [Milestone.LOST]),
        (with_bot(status="fatal", media=Media.FAILED), [Milestone.FAILED]),
    ],
)
def test_what_is_said_of_a_bots_life(booking, milestones):
    assert all_said(booking) == milestones


def test_each_bot_has_its_own_life():
    first, _ = say(with_bot(status="fatal"))
    second = replace(first, bot=replace(first.bot, bot_id=BotId("bot-2")))

    assert due_milestone(first) is None
    assert due_milestone(second) is Milestone.FAILED


def test_a_move_is_said_once_the_bot_is_there():
    moving = moved(a_booked_booking(), SOON + HOUR)

    assert due_milestone(moving) is None
    assert all_said(arrived(moving)) == [Milestone.MOVED]


def test_a_move_that_recall_refused_is_said_as_that():
    assert all_said(refused(moved(a_booked_booking(), SOON + HOUR))) == [Milestone.NOT_MOVED]


def test_a_meeting_that_moves_back_and_forth_is_told_of_each_time():
    booking = with_bot()
    milestones = []
    for start in (SOON + HOUR, SOON, SOON + HOUR):
        booking, milestone = say(arrived(moved(booking, start)))
        milestones.append(milestone)

    assert milestones == [Milestone.MOVED] * 3


def test_a_move_that_is_taken_back_before_anyone_read_of_it_is_not_told():
    assert all_said(arrived(moved(moved(with_bot(), SOON + HOUR), SOON))) == []


def test_a_new_link_is_told_although_the_time_is_the_same():
    elsewhere = apply_move(with_bot(), a_booked_meeting(meeting_url="https://zoom.us/j/81234567890"), NOW)

    assert all_said(arrived(elsewhere)) == [Milestone.MOVED]
    assert all_said(refused(elsewhere)) == [Milestone.NOT_MOVED]


@pytest.mark.parametrize("reason", ["event_deleted", "link_removed", "calendar_disconnected", "over"])
def test_what_the_calendar_called_off_is_said_once_the_bot_is_off(reason):
    off = apply_cancellation(with_bot(), by=MAYA, now=NOW, reason=reason)
    done = replace(off, bot=replace(off.bot, applied_revision=off.wish.revision))

    assert due_milestone(off) is None
    assert all_said(done) == [Milestone.CALLED_OFF]


@pytest.mark.parametrize("reason", ["person", "vetoed"])
def test_people_need_not_be_told_what_they_did(reason):
    off = apply_cancellation(with_bot(), by=MAYA, now=NOW, reason=reason)

    assert all_said(replace(off, bot=replace(off.bot, applied_revision=off.wish.revision))) == []


def test_a_bot_that_is_asked_to_leave_asks_no_one_to_let_it_in():
    lobby = with_bot(status="in_waiting_room")

    assert due_milestone(replace(lobby, wish=replace(lobby.wish, intent=Intent.STAY_AWAY, revision=2))) is None


def in_call(change, status="in_call_recording"):
    booking = with_bot(status=status)
    return replace(booking, meeting=replace(booking.meeting, change_in_call=change))


def test_a_change_during_the_call_is_told_beside_the_bots_life():
    assert all_said(in_call(ChangeInCall("event_deleted"))) == [Milestone.RECORDING, Milestone.CHANGED_IN_CALL]


def test_another_change_during_the_call_is_told_as_well():
    first, _ = say(in_call(ChangeInCall("moved", SOON + HOUR), "joining_call"))
    second = replace(first, meeting=replace(first.meeting, change_in_call=ChangeInCall("moved", SOON + 2 * HOUR)))

    assert due_milestone(first) is None
    assert due_milestone(second) is Milestone.CHANGED_IN_CALL


def test_once_the_bot_has_left_a_change_is_no_news():
    assert all_said(in_call(ChangeInCall("event_deleted"), "done")) == [Milestone.DONE]


@pytest.mark.parametrize(
    ("milestone", "then", "is_outlived"),
    [
        (Milestone.LOBBY, {"status": "in_waiting_room"}, False),
        (Milestone.LOBBY, {"status": "in_call_recording"}, False),
        (Milestone.LOBBY, {"status": "call_ended"}, True),
        (Milestone.DONE, {"status": "done"}, False),
        (Milestone.DONE, {"status": "done", "media": Media.UNWANTED}, False),
        (Milestone.DONE, {"status": "done", "media": Media.DELETING}, False),
        (Milestone.DONE, {"status": "done", "media": Media.NOT_DELETED}, False),
        (Milestone.DONE, {"status": "done", "media": Media.DELETED}, True),
        (Milestone.DONE, {"status": "media_expired"}, True),
        (Milestone.FAILED, {"status": "fatal", "has_recorded": True}, False),
        (Milestone.FAILED, {"status": "fatal", "has_recorded": True, "media": Media.FAILED}, True),
    ],
)
def test_a_reply_is_outlived_when_its_buttons_can_do_nothing_more(milestone, then, is_outlived):
    booking = with_bot(**then)
    said = with_told(booking, told_key(booking, milestone), open_reply="1700000000.000100")

    assert outlived_reply(said) == ((milestone, told_key(booking, milestone)) if is_outlived else None)
    assert outlived_reply(with_reply_closed(said, told_key(booking, milestone))) is None
    assert outlived_reply(with_told(booking, told_key(booking, milestone))) is None


def test_a_reply_about_the_calendar_is_outlived_once_the_bot_has_left_whatever_the_calendar_says_by_then():
    live = with_bot(status="in_call_recording")
    changed = replace(live, meeting=replace(live.meeting, change_in_call=ChangeInCall("moved", SOON + HOUR)))
    key = told_key(changed, Milestone.CHANGED_IN_CALL)
    said = with_told(changed, key, open_reply="1700000000.000100")
    left = replace(said, bot=replace(said.bot, status="call_ended"))
    changed_back = replace(left, meeting=live.meeting)

    assert outlived_reply(said) is None
    assert outlived_reply(left) == outlived_reply(changed_back) == (Milestone.CHANGED_IN_CALL, key)


def test_a_summary_is_told_once_for_each_round_and_not_after_the_recording_is_gone():
    recorded = with_bot(status="done", media=Media.KEPT, summary_round=1)
    told = with_told(with_told(recorded, told_key(recorded, Milestone.DONE)), told_key(recorded, Milestone.SUMMARY))

    assert due_milestone(with_told(recorded, told_key(recorded, Milestone.DONE))) is Milestone.SUMMARY
    assert due_milestone(told) is None
    again = replace(told, bot=replace(told.bot, summary_round=2))
    assert due_milestone(again) is Milestone.SUMMARY
    assert due_milestone(replace(again, bot=replace(again.bot, media=Media.DELETED))) is Milestone.DELETED


def test_a_summary_with_buttons_is_closed_once_the_recording_is_gone():
    recorded = with_bot(status="done", summary_round=1)
    key = told_key(recorded, Milestone.SUMMARY)
    told = with_told(recorded, key, open_reply="1772452800.000200")

    assert outlived_reply(told) is None
    assert outlived_reply(replace(told, bot=replace(told.bot, media=Media.DELETED))) == (Milestone.SUMMARY, key)


def test_an_older_version_that_knows_no_summaries_finds_none_of_its_bots_in_their_keys():
    """It looks for the bot in second place, and knows what to do with every milestone that it finds one for."""
    second = told_key(with_bot(status="done", summary_round=1), Milestone.SUMMARY).split(" ")[1]

    assert second == "1"
