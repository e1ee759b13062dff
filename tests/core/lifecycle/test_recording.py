"""A recording is deleted on a wish, or was lost elsewhere; only Recall's own word makes it so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import Milestone
from bot.core.booking.past_bots import apply_to_bot, with_bot
from bot.core.booking.recording_files import FileState, MediaRemains, RecordedMedia, combine_remains, combine_states
from bot.core.booking.redaction import apply_redaction
from bot.core.booking.summary_share import ShareState, SummaryShare
from bot.core.errors import AnsweredError, NoAnswer
from bot.core.identifiers import BotId, ChannelId
from bot.core.lifecycle.card_transitions import with_told
from bot.core.lifecycle.milestones import outlived_reply
from bot.core.lifecycle.next_step import next_step, step_of_share
from bot.core.lifecycle.recording import (
    CONFIRM_EVERY,
    apply_media_check,
    apply_media_deletion,
    apply_media_failure,
    apply_summary,
    list_unwanted_recordings,
    with_media_deletion_requested,
    with_media_doubt,
)
from bot.core.lifecycle.steps import LookAtMedia, Nothing, TakeBackShare, WaitUntil
from tests.examples import MAYA, NOW, a_booked_booking, a_booking

BOT, OTHER = BotId("bot-1"), BotId("superseded")


def with_media(media):
    bot = BotState(bot_id=BOT, applied_revision=1, status="done", media=media, transcript=FileState.NONE)
    return a_booked_booking(bot=bot)


def test_from_the_wish_to_recalls_confirmation():
    unwanted = apply_media_deletion(with_media(Media.KEPT))
    asked = with_media_deletion_requested(unwanted, BOT)
    waiting = apply_media_check(asked, BOT, NOW, RecordedMedia(MediaRemains.SOME))
    deleted = apply_media_check(waiting, BOT, NOW, RecordedMedia(MediaRemains.DELETED))

    states = [booking.bot.media for booking in (unwanted, asked, waiting, deleted)]
    assert states == [Media.UNWANTED, Media.DELETING, Media.DELETING, Media.DELETED]
    assert waiting.bot.media_next_at == NOW + CONFIRM_EVERY
    assert deleted.bot.media_next_at is None


def test_what_was_told_of_a_summary_is_taken_back_even_if_recall_refuses_to_delete():
    told = with_told(apply_summary(with_media(Media.KEPT), BOT, 1), f"summary 1 {BOT}", open_reply="1.2")
    posted = SummaryShare(bot_id=BOT, channel_id=ChannelId("C0SALES"), by=MAYA, at=NOW, round=1, ts="3.4")
    shared = replace(told, shares=(replace(posted, state=ShareState.POSTED),))

    refused = apply_media_failure(apply_media_deletion(shared), BOT, AnsweredError(403), NOW)

    assert refused.bot.media is Media.NOT_DELETED
    assert outlived_reply(refused) == (Milestone.SUMMARY, f"summary 1 {BOT}")
    assert step_of_share(refused, refused.shares[0]) == TakeBackShare(replace(posted, state=ShareState.UNWANTED))
    assert f"summary 1 {BOT}" not in refused.said.told, "another one is told as well"


def test_the_summary_of_an_earlier_bot_is_taken_back_with_its_recording():
    told = with_told(apply_summary(with_media(Media.KEPT), BOT, 1), f"summary 1 {BOT}", open_reply="1.2")
    replaced = with_bot(told, BotState(bot_id=OTHER, applied_revision=2))

    unwanted = apply_to_bot(replaced, BOT, apply_media_deletion)

    assert outlived_reply(replaced) is None
    assert outlived_reply(unwanted) == (Milestone.SUMMARY, f"summary 1 {BOT}")


def test_people_read_of_what_is_new_and_not_of_waiting():
    asked = with_media_deletion_requested(with_media(Media.UNWANTED), BOT)

    assert asked.said.version == with_media(Media.UNWANTED).said.version + 1
    assert apply_media_check(asked, BOT, NOW, RecordedMedia(MediaRemains.SOME)).said == asked.said


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
    assert apply_media_check(booking, OTHER, NOW, RecordedMedia(MediaRemains.DELETED)) == booking
    assert apply_media_failure(booking, OTHER, AnsweredError(403), NOW) == booking


@pytest.mark.parametrize("left", [MediaRemains.NOTHING, MediaRemains.DELETED, MediaRemains.FAILED])
def test_a_wished_deletion_is_done_when_nothing_is_left(left):
    assert apply_media_check(with_media(Media.DELETING), BOT, NOW, RecordedMedia(left)).bot.media is Media.DELETED


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
    seen = apply_media_check(with_media(media), BOT, NOW, RecordedMedia(left))

    assert seen.bot.media is (becomes or media)
    assert (seen.said.version > with_media(media).said.version) == (becomes is not None)


def test_while_the_bot_is_not_done_a_later_recording_may_still_come_about():
    booking = a_booked_booking(bot=BotState(bot_id=BOT, applied_revision=1, status="in_call_recording"))

    assert apply_media_check(booking, BOT, NOW, RecordedMedia(MediaRemains.FAILED)) == booking


def test_a_doubt_is_looked_into_once_the_bot_has_finished():
    live = with_media_doubt(a_booked_booking(bot=BotState(bot_id=BOT, applied_revision=1, status="call_ended")), BOT)
    doubted = with_media_doubt(with_media(Media.KEPT), BOT)

    assert step(live) == Nothing()
    assert step(doubted) == LookAtMedia(BOT)
    assert not apply_media_check(doubted, BOT, NOW, RecordedMedia(MediaRemains.SOME)).bot.media_in_doubt
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
        ([], MediaRemains.UNRECORDED),
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


FINISHED = BotState(bot_id=BOT, applied_revision=1, status="done", has_recorded=True)
RECORDED = RecordedMedia(MediaRemains.SOME, seconds=2520, transcript=FileState.NOT_READY)


def seen(bot, found=RECORDED):
    return apply_media_check(a_booked_booking(bot=bot), BOT, NOW, found)


def test_when_the_bot_has_finished_recall_is_asked_once_what_there_is():
    finished = a_booked_booking(bot=FINISHED)

    assert step(finished) == LookAtMedia(BOT)
    known = seen(FINISHED)
    assert (known.bot.recorded_seconds, known.bot.transcript) == (2520, FileState.NOT_READY)
    assert known.said.version == finished.said.version + 1
    assert not isinstance(step(known), LookAtMedia)


@pytest.mark.parametrize("status", ["in_call_recording", "call_ended"])
def test_before_that_nothing_is_taken_for_the_length(status):
    live = replace(FINISHED, status=status)

    assert seen(live).bot == live
    assert not isinstance(step(a_booked_booking(bot=live)), LookAtMedia)


def test_a_bot_that_was_turned_away_has_nothing_to_look_at():
    turned_away = replace(FINISHED, has_recorded=False, sub_code="timeout_exceeded_waiting_room")

    assert not isinstance(step(a_booked_booking(bot=turned_away)), LookAtMedia)


def test_a_recall_that_cannot_be_read_is_asked_again_later_or_no_more():
    later = apply_media_failure(a_booked_booking(bot=FINISHED), BOT, NoAnswer(), NOW)
    never = apply_media_failure(a_booked_booking(bot=FINISHED), BOT, AnsweredError(404), NOW)

    assert not isinstance(step(later), LookAtMedia)
    assert later.bot.media_next_at == NOW + CONFIRM_EVERY
    assert not isinstance(step(never), LookAtMedia)
    assert never.bot.media_next_at is None


def test_a_transcript_that_is_ready_is_no_news_and_one_that_failed_is():
    known = seen(FINISHED)
    ready = seen(known.bot, replace(RECORDED, transcript=FileState.READY))
    failed = seen(known.bot, replace(RECORDED, transcript=FileState.FAILED))

    assert ready.said.version == a_booked_booking().said.version
    assert failed.said.version == a_booked_booking().said.version + 1


def test_a_bot_that_recorded_nothing_says_so_until_recall_shows_something():
    unrecorded = RecordedMedia(MediaRemains.UNRECORDED)
    nothing = seen(replace(FINISHED, has_recorded=False), unrecorded)

    assert nothing.bot.media is Media.ABSENT
    assert seen(nothing.bot).bot.media is Media.KEPT
    assert seen(FINISHED, unrecorded).bot.media is Media.KEPT


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ([], FileState.NONE),
        ([FileState.NONE, FileState.FAILED], FileState.FAILED),
        ([FileState.FAILED, FileState.NOT_READY], FileState.NOT_READY),
        ([FileState.DELETED, FileState.READY, FileState.NOT_READY], FileState.READY),
    ],
)
def test_of_several_files_one_that_is_there_or_may_come_counts(files, state):
    assert combine_states(files) is state


def test_a_summary_is_to_be_told_of_the_present_bot_only_and_each_round_once():
    booking = with_media(Media.KEPT)

    assert apply_summary(booking, BOT, 1).bot.summary_round == 1
    assert apply_summary(apply_summary(booking, BOT, 2), BOT, 1).bot.summary_round == 2
    assert apply_summary(booking, OTHER, 1) is booking
    assert apply_summary(apply_redaction(booking), BOT, 1).bot.summary_round == 0


@pytest.mark.parametrize(
    ("media", "is_unwanted"),
    [
        (Media.KEPT, False),
        (Media.UNWANTED, True),
        (Media.DELETING, True),
        (Media.DELETED, True),
        (Media.NOT_DELETED, False),
    ],
)
def test_what_is_kept_of_a_recording_goes_as_soon_as_it_is_unwanted(media, is_unwanted):
    booking = with_media(media)

    assert list_unwanted_recordings(booking) == ([(booking.id, BOT)] if is_unwanted else [])


def test_a_past_bots_recording_that_is_unwanted_counts_too():
    booking = with_bot(with_media(Media.UNWANTED), BotState(bot_id=OTHER))

    assert list_unwanted_recordings(booking) == [(booking.id, BOT)]
