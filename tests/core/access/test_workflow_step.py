"""When a step of a workflow is done, and in which words it fails."""

from dataclasses import replace

import pytest

from bot.core.access.workflow_step import CANCELED, StepDone, StepFailed, judge_step
from bot.core.booking.model import Intent, Said
from tests.examples import NOW, SOON, a_booked_booking, a_booking, a_failed_booking, with_intent


def judge(booking):
    return judge_step(booking, NOW, has_operators=True)


def test_it_waits_for_recall_and_for_the_card():
    assert judge(a_booking()) is None
    assert judge(a_booked_booking(said=Said())) is None
    assert judge(a_booked_booking()) == StepDone("Scheduled")


def test_where_no_card_can_be_posted_it_waits_for_none():
    assert judge(a_booked_booking(said=Said(is_mute=True))) == StepDone("Scheduled")


def test_a_change_that_recall_has_not_taken_yet_is_waited_for():
    booking = a_booked_booking()

    assert judge(replace(booking, wish=replace(booking.wish, revision=2))) is None


def test_a_failure_is_said_with_what_to_do():
    outcome = judge(a_failed_booking(402))

    assert outcome == StepFailed(
        "The bot couldn't be scheduled; we've notified your admins. Try again once it's fixed."
    )


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("person", CANCELED),
        ("vetoed", CANCELED),
        ("event_deleted", "No bot will join. The meeting was deleted from the calendar."),
    ],
)
def test_a_bot_that_was_canceled_meanwhile_is_named_as_that(reason, sentence):
    stopped = with_intent(a_booked_booking(), Intent.STAY_AWAY)

    assert judge(replace(stopped, wish=replace(stopped.wish, reason=reason))) == StepFailed(sentence)


def test_a_bot_that_is_there_already_may_have_come_further():
    moved = a_booked_booking()
    moved = replace(moved, meeting=replace(moved.meeting, moved_from=SOON))

    assert judge(moved) == StepDone("Rescheduled")
