"""A recording is deleted on a wish, or was lost elsewhere; only Recall's own word makes it so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.recording_files import MediaRemains, combine_remains
from bot.core.errors import AnsweredError, NoAnswer
from bot.core.identifiers import BotId
from bot.core.lifecycle.next_step import next_step
from bot.core.lifecycle.recording import (
    CONFIRM_EVERY,
    apply_media_check,
    apply_media_deletion,
    apply_media_failure,
    with_media_deletion_requested,
    with_media_doubt,
)
from bot.core.lifecycle.steps import LookAtMedia, Nothing, WaitUntil
from tests.examples import NOW, a_booked_booking, a_booking

BOT, OTHER = BotId("bot-1"), BotId("superseded")


def with_media(media):
    bot = BotState(bot_id=BOT, applied_revision=1, status="done", media=media)
    return a_booked_booking(bot=bot)


def test_from_the_wish_to_recalls_confirmation():
    unwanted = apply_media_deletion(with_media(Media.KEPT))
    asked = with_media_deletion_requested(unwanted, BOT)
    waiting = apply_media_check(asked, BOT, NOW, MediaRemains.SOME)
    deleted = apply_media_check(waiting, BOT, NOW, MediaRemains.DELETED)

    states = [booking.bot.media for booking in (unwanted, asked, waiting, deleted)]
    assert states == [Media.UNWANTED, Media.DELETING, Media.DELETING, Media.DELETED]
    assert waiting.bot.media_next_at == NOW + CONFIRM_EVERY
    assert deleted.bot.media_next_at is None


def test_people_read_of_what_is_new_and_not_of_waiting():
    asked = with_media_deletion_requested(with_media(Media.UNWANTED), BOT)

    assert asked.said.version == with_media(Media.UNWANTED).said.version + 1
    assert apply_media_check(asked, BOT, NOW, MediaRemains.SOME).said == asked.said


def test_what_is_gone_cannot_be_unwanted():
    assert apply_media_deletion(with_media(Media.DELETED)) == with_media(Media.DELETED)
    assert apply_media_deletion(a_booking()) == a_booking()


def test_after_a_refusal_it_may_be_wished_again():
    refused = apply_media_failure(with_media(Media.UNWANTED), BOT, AnsweredError(403), NOW)

    assert refused.bot.media is Media.NOT_DELETED
    assert apply_media_deletion(refused).bot.media is Media.UNWANTED


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (NoAnswer(), CONFIRM_EVERY),
        (AnsweredError(503), CONFIRM_EVERY),
        (AnsweredError(429, retry_after=timedelta(seconds=7)), timedelta(seconds=7)),
    ],
)
@pytest.mark.parametrize("media", [Media.UNWANTED, Media.DELETING])
def test_what_may_pass_is_tried_again_where_it_stood(error, wait, media):
    later = apply_media_failure(with_media(media), BOT, error, NOW)

    assert later.bot.media is media
    assert later.bot.media_next_at == NOW + wait


def test_answers_about_a_superseded_bot_change_nothing():
    booking = with_media(Media.DELETING)

    assert with_media_deletion_requested(booking, OTHER) == booking
    assert apply_media_check(booking, OTHER, NOW, MediaRemains.DELETED) == booking
    assert apply_media_failure(booking, OTHER, AnsweredError(403), NOW) == booking


@pytest.mark.parametrize("left", [MediaRemains.NOTHING, MediaRemains.DELETED, MediaRemains.FAILED])
def test_a_wished_deletion_is_done_when_nothing_is_left(left):
    assert apply_media_check(with_media(Media.DELETING), BOT, NOW, left).bot.media is Media.DELETED


@pytest.mark.parametrize("media", [Media.KEPT, Media.NOT_DELETED])
@pytest.mark.parametrize(
    ("left", "becomes"),
    [
        (MediaRemains.SOME, None),
        (MediaRemains.NOTHING, None),
        (MediaRemains.DELETED, Media.DELETED),
        (MediaRemains.FAILED, Media.FAILED),
    ],
)
def test_what_is_lost_without_our_doing_is_known_and_told(media, left, becomes):
    seen = apply_media_check(with_media(media), BOT, NOW, left)

    assert seen.bot.media is (becomes or media)
    assert (seen.said.version > with_media(media).said.version) == (becomes is not None)


def test_while_the_bot_is_not_done_a_later_recording_may_still_come_about():
    booking = a_booked_booking(bot=BotState(bot_id=BOT, applied_revision=1, status="in_call_recording"))

    assert apply_media_check(booking, BOT, NOW, MediaRemains.FAILED) == booking


def test_a_doubt_is_looked_into_once_the_bot_has_finished():
    live = with_media_doubt(a_booked_booking(bot=BotState(bot_id=BOT, applied_revision=1, status="call_ended")), BOT)
    doubted = with_media_doubt(with_media(Media.KEPT), BOT)

    assert step(live) == Nothing()
    assert step(doubted) == LookAtMedia(BOT)
    assert not apply_media_check(doubted, BOT, NOW, MediaRemains.SOME).bot.media_in_doubt
    assert with_media_doubt(with_media(Media.KEPT), OTHER) == with_media(Media.KEPT)


def test_a_look_that_fails_is_made_again_unless_it_would_always_fail():
    doubted = with_media_doubt(with_media(Media.KEPT), BOT)
    later = apply_media_failure(doubted, BOT, NoAnswer(), NOW)
    refused = apply_media_failure(doubted, BOT, AnsweredError(404), NOW)

    assert step(later) == WaitUntil(NOW + CONFIRM_EVERY)
    assert (refused.bot.media, refused.bot.media_in_doubt) == (Media.KEPT, False)


@pytest.mark.parametrize(
    ("recordings", "left"),
    [
        ([], MediaRemains.NOTHING),
        ([MediaRemains.NOTHING, MediaRemains.FAILED], MediaRemains.FAILED),
        ([MediaRemains.FAILED, MediaRemains.DELETED], MediaRemains.DELETED),
        ([MediaRemains.DELETED, MediaRemains.SOME, MediaRemains.FAILED], MediaRemains.SOME),
    ],
)
def test_of_several_recordings_one_that_is_left_counts(recordings, left):
    assert combine_remains(recordings) is left


def step(booking):
    told = frozenset({f"done {BOT}"})
    return next_step(replace(booking, said=replace(booking.said, told=told)), NOW, timedelta(hours=1))
