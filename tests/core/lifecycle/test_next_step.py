"""The next step of a booking, as a table of situations."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.card_timing import PENDING_CARD_AFTER, pending_card_due
from bot.core.booking.model import Attempt, Card, Destination, Failure, Intent, Said
from bot.core.booking.origin import Origin, Source
from bot.core.booking.redaction import apply_redaction
from bot.core.identifiers import BotId, ChannelId
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.steps import (
    CallOff,
    Check,
    Create,
    Delete,
    DeleteMedia,
    GiveUp,
    Leave,
    LeaveNote,
    Look,
    Nothing,
    Say,
    Schedule,
    ShowCard,
    TellOperators,
    Unschedule,
    UnscheduleOldRows,
    Update,
    WaitUntil,
)
from bot.core.lifecycle.transitions import with_card_update_due
from bot.core.outcomes.operator_alert import OPERATOR_ALERT_KEY
from tests.examples import (
    CARD,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
    a_failed_booking,
    with_intent,
)

HOUR = timedelta(hours=1)


def step(booking, now=NOW, give_up_after=HOUR):
    return next_step(booking, now, give_up_after)


def test_a_new_booking_is_scheduled_through_its_event():
    assert step(a_booking()) == Schedule()


def test_a_bare_link_gets_a_bot_of_its_own():
    assert step(a_booking(meeting=a_bare_link())) == Create()


def test_a_booked_and_shown_booking_needs_nothing():
    assert step(a_booked_booking()) == Nothing()


def test_what_people_should_read_is_shown_once_recall_has_answered():
    booking = a_booked_booking(said=Said(version=2))

    assert step(booking) == ShowCard()


def test_a_pending_card_waits_two_seconds_before_it_says_so():
    waiting = a_booking(attempt=Attempt(tries=1, next_at=NOW + timedelta(seconds=30)))

    assert step(waiting) == WaitUntil(NOW + timedelta(seconds=2))
    assert step(waiting, NOW + timedelta(seconds=2)) == ShowCard()


def test_a_retry_waits_for_its_time():
    waiting = a_booking(
        attempt=Attempt(tries=1, next_at=NOW + timedelta(seconds=30)),
        said=Said(version=1, shown_version=1, card=CARD),
    )

    assert step(waiting, NOW + timedelta(seconds=5)) == WaitUntil(NOW + timedelta(seconds=30))
    assert step(waiting, NOW + timedelta(seconds=30)) == Schedule()


def test_a_doubt_is_looked_into_before_anything_is_sent_again():
    doubtful = a_booking(attempt=Attempt(tries=1, must_look=True))

    assert step(doubtful) == Look()
    assert step(replace(doubtful, attempt=Attempt(tries=1, has_looked=True))) == Schedule()


def test_near_the_start_every_resend_is_preceded_by_a_look():
    near = SOON - timedelta(minutes=9)
    changed = with_intent(a_booked_booking(), Intent.ATTEND)

    assert step(changed, near) == Look()
    assert step(changed, SOON - timedelta(minutes=11)) == Schedule()


def test_a_key_that_recall_has_forgotten_is_not_trusted():
    old = a_booking(attempt=Attempt(tries=1, first_sent_at=NOW))

    assert step(old, NOW + timedelta(minutes=56), give_up_after=timedelta(hours=2)) == Look()


def test_the_first_try_is_made_even_when_the_meeting_seems_over():
    assert step(a_booking(), SOON + timedelta(days=1)) == Schedule()


@pytest.mark.parametrize(
    ("was_pool_empty", "after", "expected"),
    [
        (False, timedelta(minutes=59), Schedule()),
        (False, timedelta(minutes=60), GiveUp()),
        (True, timedelta(minutes=60), Schedule()),
        (True, timedelta(hours=3, minutes=30), GiveUp()),
    ],
)
def test_when_the_last_chance_has_passed(was_pool_empty, after, expected):
    failure = Failure(code="x", status=503)
    tried = Attempt(tries=3, has_looked=True, failure=failure, was_pool_empty=was_pool_empty)

    assert step(a_booking(attempt=tried), NOW + after) == expected


def test_what_may_have_been_done_is_looked_at_before_it_is_given_up():
    doubtful = a_booking(attempt=Attempt(tries=3, must_look=True, failure=Failure(code="no_answer")))

    assert step(doubtful, SOON + HOUR) == Look()


def test_a_refusal_is_shown_and_not_tried_again():
    refused = a_failed_booking()

    assert step(refused) == ShowCard()
    assert step(replace(refused, said=Said(version=1, shown_version=1, card=CARD))) == Nothing()


@pytest.mark.parametrize(
    ("meeting", "bot", "expected"),
    [
        (a_booked_meeting(), BotState(bot_id=BotId("b"), applied_revision=1), Unschedule()),
        (a_booked_meeting(), BotState(bot_id=BotId("b"), applied_revision=1, status="ready"), Unschedule()),
        (a_booked_meeting(), BotState(bot_id=BotId("b"), applied_revision=1, status="in_call_recording"), Leave()),
        (a_bare_link(), BotState(bot_id=BotId("b"), applied_revision=1), Delete()),
        (a_bare_link(), BotState(bot_id=BotId("b"), applied_revision=1, status="in_waiting_room"), Leave()),
    ],
)
def test_how_a_bot_is_called_off(meeting, bot, expected):
    booking = with_intent(a_booked_booking(meeting=meeting, bot=bot), Intent.STAY_AWAY)

    assert step(booking) == expected


def test_a_bot_that_is_booked_for_another_time_is_looked_into_at_once():
    elsewhere = a_booked_booking(meeting=a_booked_meeting(start_time=SOON + HOUR))

    assert step(elsewhere) == Check()
    assert step(replace(elsewhere, bot=replace(elsewhere.bot, checked_for=SOON + HOUR))) == Nothing()
    assert step(replace(elsewhere, meeting=a_booked_meeting(start_time=SOON + timedelta(seconds=1)))) == Nothing()


def test_a_bot_that_could_not_be_moved_is_called_off_once_its_meeting_is_over():
    failure = Failure(code="invalid_request_data", status=400, permanent=True)
    moved = with_intent(a_booked_booking(meeting=a_booked_meeting(start_time=SOON - HOUR)), Intent.ATTEND)
    refused = replace(moved, attempt=Attempt(failure=failure))
    over = refused.meeting.end_time

    assert step(refused) == WaitUntil(over)
    assert step(refused, over) == CallOff()
    assert step(replace(refused, bot=replace(refused.bot, status="joining_call")), over) == Nothing()


def test_a_row_that_was_left_is_cleared_once_the_bot_is_on_another():
    left = replace(a_booked_booking(), left_events=("event-0",))
    moving, waiting = with_intent(left, Intent.ATTEND), replace(left, attempt=Attempt(next_at=NOW + HOUR))

    assert step(left) == UnscheduleOldRows()
    assert step(moving) == Schedule()
    assert step(waiting) == WaitUntil(NOW + HOUR)
    assert step(left, SOON + HOUR) == Nothing()
    assert step(replace(left, bot=replace(left.bot, status="joining_call"))) == Nothing()


def test_a_bot_that_may_exist_is_looked_for_before_it_is_deleted():
    booking = with_intent(a_booking(meeting=a_bare_link(), attempt=Attempt(must_look=True)), Intent.STAY_AWAY)

    assert step(booking) == Look()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (timedelta(hours=1), timedelta(hours=2), Update()),
        (timedelta(minutes=9), timedelta(hours=2), Delete()),
        (timedelta(hours=1), timedelta(minutes=9), Delete()),
    ],
)
def test_a_bare_link_is_changed_only_with_ten_minutes_to_spare(old, new, expected):
    bot = BotState(bot_id=BotId("b"), applied_revision=1, starts_at=NOW + old)
    booking = a_booked_booking(meeting=a_bare_link(start_time=NOW + new), bot=bot)
    looked = replace(with_intent(booking, Intent.ATTEND), attempt=Attempt(has_looked=True))

    assert step(looked) == expected


def test_a_conversation_that_cannot_hold_the_card_is_told_where_it_is():
    booking = a_booked_booking(said=Said(version=2, in_dm=True, note_due=True))

    assert step(booking) == LeaveNote()


def test_no_one_is_bothered_when_no_one_can_be_told():
    assert step(a_booked_booking(said=Said(version=3, is_mute=True))) == Nothing()


def test_operators_hear_once_of_what_only_they_can_mend():
    shown = Said(version=1, shown_version=1, card=Card(channel_id=ChannelId("C1"), ts="1.1"))
    refused = replace(a_failed_booking(status=401, code="authentication_failed"), said=shown)

    assert step(refused) == TellOperators()
    assert step(replace(refused, said=replace(shown, told=frozenset({OPERATOR_ALERT_KEY})))) == Nothing()


def test_a_card_that_slack_refused_waits_without_holding_up_recall():
    said = Said(version=1, next_at=NOW + timedelta(minutes=1))

    assert step(a_booking(said=said, destination=Destination(channel_id=ChannelId("C1")))) == Schedule()
    assert step(a_booked_booking(said=replace(said, version=2))) == WaitUntil(NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("booking", "due"),
    [
        (a_booking(), NOW + PENDING_CARD_AFTER),
        (replace(a_booking(), said=Said(next_at=NOW + timedelta(seconds=9))), NOW + timedelta(seconds=9)),
        (replace(a_booking(), said=Said(shown_version=1)), None),
        (replace(a_booking(), said=Said(is_mute=True)), None),
        (a_booked_booking(), None),
        (a_failed_booking(), None),
    ],
)
def test_who_waits_for_recall_is_shown_so_after_two_seconds_unless_there_is_nothing_to_show(booking, due):
    assert pending_card_due(booking) == due


def test_of_what_has_been_kept_for_long_enough_only_its_recording_is_still_dealt_with():
    done = replace(a_booked_booking().bot, status="done", media=Media.UNWANTED)
    changed = with_card_update_due(apply_redaction(a_booked_booking(bot=done)))

    assert step(changed) == DeleteMedia(BotId("bot-1"))
    deleted = replace(changed, bot=replace(done, media=Media.DELETED))
    assert step(deleted) == Say(Milestone.DELETED)
    assert step(apply_redaction(a_booking())) == Nothing()


QUIET = Origin(source=Source.RULE, reason="all", is_quiet=True)
HOUR_BEFORE = SOON - timedelta(hours=1)
UNSEEN = Said(version=2)


@pytest.mark.parametrize(
    ("booking", "now", "next_one"),
    [
        (a_booking(origin=QUIET), NOW, Schedule()),
        (a_booked_booking(origin=QUIET, said=UNSEEN), NOW, WaitUntil(HOUR_BEFORE)),
        (a_booked_booking(origin=QUIET, said=UNSEEN), HOUR_BEFORE, ShowCard()),
        (a_booked_booking(origin=replace(QUIET, is_quiet=False), said=UNSEEN), NOW, ShowCard()),
        (a_booked_booking(origin=QUIET, said=replace(UNSEEN, card=CARD)), NOW, ShowCard()),
        (with_intent(a_booked_booking(origin=QUIET, said=UNSEEN), Intent.STAY_AWAY), HOUR_BEFORE, Unschedule()),
    ],
)
def test_the_card_of_what_a_rule_has_booked_is_posted_shortly_before_the_start(booking, now, next_one):
    assert step(booking, now) == next_one


def test_what_is_called_off_before_its_card_was_posted_gets_none():
    off = with_intent(a_booked_booking(origin=QUIET, said=UNSEEN), Intent.STAY_AWAY)
    settled = replace(off, bot=replace(off.bot, applied_revision=off.wish.revision))

    assert step(settled, HOUR_BEFORE) == Nothing()
    assert pending_card_due(off) is None


def test_a_bot_that_joins_early_has_its_card():
    early = a_booked_booking(origin=QUIET, said=UNSEEN)
    early = replace(early, bot=replace(early.bot, status="in_call_recording"))

    assert step(early, NOW) == ShowCard()
