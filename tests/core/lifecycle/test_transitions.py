"""Answers, failures and wishes change a booking: retries, backoff, idempotency keys and settled revisions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Attempt, Destination, Failure, Intent, Said, shown_status
from bot.core.bot_config.settings import BotSettings
from bot.core.errors import AnsweredError, NoAnswer, SlackRefusal
from bot.core.identifiers import BotId
from bot.core.lifecycle import card_transitions, retry, transitions
from bot.core.lifecycle.transitions import BookingAnswer
from tests.examples import (
    CARD,
    GENERAL,
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_booked_meeting,
    a_booking,
)

ANSWER = BookingAnswer(BotId("bot-1"), SOON, {"bot_name": "Notetaker"}, "key")


def refused(booking, error, now=NOW):
    return retry.apply_write_failure(booking, booking.wish.revision, error, now, jitter=0.0)


def called_off(booking):
    return transitions.apply_cancellation(booking, by=JONAS, now=NOW, reason="person")


def test_a_success_settles_the_attempt_and_is_news():
    tried = a_booking(attempt=Attempt(tries=2, number=3, failure=Failure(code="http_503")))

    booked = transitions.apply_answer(tried, 1, ANSWER)

    assert booked.is_applied
    assert booked.attempt == Attempt()
    assert booked.said.version == tried.said.version + 1
    assert shown_status(booked, NOW) is ShownStatus.BOOKED


def test_an_answer_to_an_older_revision_never_settles_a_newer_one():
    cancelled = called_off(a_booking())

    late = transitions.apply_answer(cancelled, 1, ANSWER)

    assert late.bot.bot_id == "bot-1"
    assert not late.is_applied
    assert shown_status(late, NOW) is ShownStatus.CANCELLING


def test_a_failure_of_an_older_revision_does_not_fail_a_newer_one():
    cancelled = called_off(a_booking())

    late = retry.apply_write_failure(cancelled, 1, AnsweredError(400), NOW, jitter=0.0)

    assert not late.has_given_up
    assert late.attempt.next_at is None


def test_a_doubt_outlives_the_wish_that_it_began_with():
    doubtful = refused(a_booking(meeting=a_bare_link()), NoAnswer("timed out"))

    assert called_off(doubtful).attempt.must_look


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405])
def test_refusals_are_final(status):
    booking = refused(a_booking(), AnsweredError(status, "a_code", "Their words."))

    assert booking.has_given_up
    assert booking.attempt.failure.detail == "Their words."
    assert shown_status(booking, NOW) is ShownStatus.FAILED


@pytest.mark.parametrize(
    ("error", "number", "must_look"),
    [
        (NoAnswer("timed out"), 1, True),
        (AnsweredError(409), 1, False),
        (AnsweredError(408), 2, True),
        (AnsweredError(429), 2, False),
        (AnsweredError(500), 2, True),
        (AnsweredError(503), 2, True),
        (AnsweredError(507), 2, True),
    ],
)
def test_which_key_a_retry_has_and_whether_it_looks_first(error, number, must_look):
    attempt = refused(a_booking(), error).attempt

    assert (attempt.number, attempt.must_look) == (number, must_look)
    assert attempt.next_at > NOW


@pytest.mark.parametrize(("after", "number", "must_look"), [(60, 1, False), (121, 2, True)])
def test_a_conflict_that_outlasts_every_request_is_an_old_answer(after, number, must_look):
    refused_once = refused(a_booking(), AnsweredError(409))

    attempt = refused(refused_once, AnsweredError(409), NOW + timedelta(seconds=after)).attempt

    assert (attempt.number, attempt.must_look) == (number, must_look)


@pytest.mark.parametrize(
    ("error", "pause"),
    [
        (AnsweredError(507), timedelta(seconds=30)),
        (AnsweredError(507, retry_after=timedelta(seconds=5)), timedelta(seconds=5)),
        (AnsweredError(429, retry_after=timedelta(seconds=90)), timedelta(seconds=90)),
        (AnsweredError(503), timedelta(seconds=1)),
    ],
)
def test_how_long_a_retry_waits(error, pause):
    assert refused(a_booking(), error).attempt.next_at == NOW + pause


@given(tries=st.integers(0, 10_000), jitter=st.floats(0, 1))
def test_backing_off_never_passes_two_minutes(tries, jitter):
    booking = a_booking(attempt=Attempt(tries=tries))

    later = retry.apply_write_failure(booking, 1, AnsweredError(503), NOW, jitter)

    assert NOW < later.attempt.next_at <= NOW + timedelta(minutes=2)


def test_a_refused_change_leaves_the_booked_bot_booked():
    changed = transitions.apply_edit(
        a_booked_booking(),
        settings=BotSettings(bot_name="Scribe"),
        preset=None,
        destination=Destination(channel_id=GENERAL),
        meeting=a_booked_booking().meeting,
        by=JONAS,
        now=NOW,
    )

    assert shown_status(refused(changed, AnsweredError(400)), NOW) is ShownStatus.BOOKED


def test_a_dead_process_leaves_a_doubt():
    assert retry.apply_lost_worker(a_booking(), NOW).attempt.must_look
    assert retry.apply_lost_worker(a_booked_booking(), NOW) == a_booked_booking()


def test_a_bot_on_its_way_is_asked_to_leave_after_unscheduling():
    cancelled = called_off(a_booked_booking())

    early = transitions.apply_unscheduling(cancelled, 2, SOON - timedelta(minutes=11))
    late = transitions.apply_unscheduling(cancelled, 2, SOON - timedelta(minutes=9))

    assert shown_status(early, NOW) is ShownStatus.CANCELLED
    assert late.attempt.must_leave
    assert shown_status(late, NOW) is ShownStatus.CANCELLING


def test_a_bot_that_is_still_booked_for_where_the_meeting_was_may_be_on_its_way_from_there():
    moved = replace(a_booked_booking(), meeting=a_booked_meeting(start_time=SOON + timedelta(hours=5)))

    late = transitions.apply_unscheduling(called_off(moved), 2, SOON - timedelta(minutes=9))

    assert late.attempt.must_leave


def test_a_deleted_bare_link_bot_makes_room_for_another():
    room = transitions.apply_deletion(a_booked_booking(meeting=a_bare_link()), 2)

    assert room.bot.bot_id is None
    assert room.wish.intent is Intent.ATTEND


def test_a_refused_card_goes_to_the_booker_and_the_conversation_gets_a_note():
    there = Destination(channel_id=GENERAL, response_url="https://hooks.slack.test/x", response_url_at=NOW)

    booking = card_transitions.apply_card_refusal(
        a_booking(destination=there), SlackRefusal("not_in_channel", permanent=True), NOW, jitter=0.0
    )

    assert booking.said.in_dm
    assert booking.said.note_due


@pytest.mark.parametrize("age", [timedelta(minutes=30), timedelta(days=1)])
def test_an_old_response_url_is_not_used(age):
    there = Destination(channel_id=GENERAL, response_url="https://hooks.slack.test/x", response_url_at=NOW)

    booking = card_transitions.apply_card_refusal(
        a_booking(destination=there), SlackRefusal("not_in_channel", permanent=True), NOW + age, jitter=0.0
    )

    assert not booking.said.note_due


def test_a_note_is_left_once_and_its_address_forgotten():
    there = Destination(channel_id=GENERAL, response_url="https://hooks.slack.test/x", response_url_at=NOW)

    booking = card_transitions.with_note_done(a_booking(destination=there, said=Said(note_due=True)))

    assert booking.destination.response_url is None
    assert not booking.said.note_due


def test_a_card_that_slack_is_too_busy_for_is_posted_later():
    busy = SlackRefusal("ratelimited", permanent=False, retry_after=timedelta(seconds=7))

    booking = card_transitions.apply_card_refusal(a_booking(), busy, NOW, jitter=0.0)

    assert booking.said.next_at == NOW + timedelta(seconds=7)
    assert not booking.said.in_dm


def test_a_deleted_card_is_posted_again_once():
    shown = a_booked_booking(said=Said(version=3, shown_version=2, card=CARD))

    again = card_transitions.apply_card_loss(shown)
    gone_for_good = card_transitions.apply_card_loss(replace(again, said=replace(again.said, card=CARD)))

    assert again.said.card is None
    assert gone_for_good.said.shown_version == gone_for_good.said.version


def test_calling_off_says_who_and_when():
    wish = called_off(a_booked_booking()).wish

    assert (wish.intent, wish.by, wish.at, wish.revision) == (Intent.STAY_AWAY, JONAS, NOW, 2)


def test_asking_again_after_a_bot_has_failed_wants_another_one():
    lost = a_booked_booking(bot=replace(a_booked_booking().bot, status="fatal"))

    again = transitions.apply_retry(lost, by=MAYA, now=NOW)

    assert again.bot.bot_id is None
    assert shown_status(again, NOW) is ShownStatus.PENDING


def test_asking_again_is_a_new_revision_with_the_same_settings():
    again = transitions.apply_retry(refused(a_booking(), AnsweredError(400)), by=MAYA, now=NOW)

    assert again.wish.settings == a_booking().wish.settings
    assert again.idempotency_key == "b1.2.1"
    assert shown_status(again, NOW) is ShownStatus.PENDING
