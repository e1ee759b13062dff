"""A transcript that is asked for afterwards is claimed before it is paid for, and never paid for twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.booking.bot_state import Media
from bot.core.booking.later_transcript import (
    LOOK_AFTER,
    MOST_TRIES,
    apply_transcription_failure,
    apply_transcription_wish,
    apply_transcripts_requested,
    can_be_transcribed,
    has_later_transcripts,
    with_transcript_claimed,
    with_transcript_seen,
)
from bot.core.booking.recording_files import FileState, MediaRemains, RecordedMedia, Transcribing
from bot.core.errors import AnsweredError, NoAnswer, NotSent
from bot.core.identifiers import BotId
from bot.core.lifecycle.recording import apply_media_check, apply_media_failure, media_step
from bot.core.lifecycle.steps import ClaimTranscript, LookAtMedia, RequestTranscript, WaitUntil
from tests.examples import NOW, a_booked_booking

BOT = BotId("bot-1")
GIVE = timedelta(minutes=60)


def recorded(**facts):
    booking = a_booked_booking()
    bot = replace(booking.bot, **{"status": "done", "recorded_seconds": 600, "transcript": FileState.NONE, **facts})
    return replace(booking, bot=bot)


def claimed(**facts):
    return with_transcript_claimed(apply_transcription_wish(recorded(**facts)), BOT)


def requested():
    return apply_transcripts_requested(claimed(), BOT, 1, NOW)


@pytest.mark.parametrize(
    ("facts", "can"),
    [
        ({}, True),
        ({"transcript": FileState.FAILED}, True),
        ({"transcribing": Transcribing.FAILED}, True),
        ({"media": Media.NOT_DELETED}, True),
        ({"transcript": None}, False),
        ({"transcript": FileState.READY}, False),
        ({"transcript": FileState.NOT_READY}, False),
        ({"transcribing": Transcribing.WISHED}, False),
        ({"recorded_seconds": None}, False),
        ({"recorded_seconds": 0}, False),
        ({"status": "in_call_recording"}, False),
        *(({"media": media}, False) for media in Media if media not in {Media.KEPT, Media.NOT_DELETED}),
    ],
)
def test_only_a_recording_that_is_there_and_has_no_transcript_can_be_transcribed(facts, can):
    booking = recorded(**facts)

    assert can_be_transcribed(booking.bot) is can
    assert (apply_transcription_wish(booking) != booking) is can


def test_the_claim_is_written_before_the_request_goes_out():
    wished = apply_transcription_wish(recorded())

    assert media_step(wished, NOW) == ClaimTranscript(BOT)
    assert media_step(claimed(), NOW) == RequestTranscript(BOT)


def test_pressing_twice_asks_once():
    wished = apply_transcription_wish(recorded())

    assert apply_transcription_wish(wished) == wished
    assert apply_transcription_wish(requested()) == requested()
    assert apply_transcripts_requested(requested(), BOT, 1, NOW) == requested()


def test_once_it_is_accepted_recall_is_asked_again_later():
    booking = requested()

    assert booking.bot.later_transcripts == 1
    assert has_later_transcripts(booking.bot)
    assert media_step(booking, NOW) == WaitUntil(NOW + timedelta(minutes=1))
    assert media_step(booking, NOW + timedelta(minutes=1)) == LookAtMedia(BOT)


def look(booking, state, sub_code=None, now=NOW):
    found = RecordedMedia(MediaRemains.SOME, 600, state, sub_code)
    return apply_media_check(booking, BOT, now, found)


def test_it_is_there_once_recall_shows_it():
    done = look(requested(), FileState.READY)

    assert (done.bot.transcribing, done.bot.transcript) == (None, FileState.READY)
    assert media_step(done, NOW + GIVE) is None
    assert has_later_transcripts(done.bot)


def test_what_recalls_lists_do_not_show_yet_is_still_being_made():
    seen = look(requested(), FileState.NONE)

    assert (seen.bot.transcribing, seen.bot.transcript) == (Transcribing.MAKING, FileState.NOT_READY)
    assert isinstance(media_step(seen, NOW), WaitUntil)


def test_a_failed_one_can_be_tried_again_under_another_key():
    failed = look(requested(), FileState.FAILED, "provider_connection_failed")

    assert failed.bot.transcribing is Transcribing.FAILED
    assert failed.bot.transcribing_code == "provider_connection_failed"
    again = apply_transcription_wish(failed)
    assert again.bot.transcribing_attempt > requested().bot.transcribing_attempt


def test_recall_is_not_asked_for_ever():
    bot = requested().bot
    for _ in range(100):
        bot = with_transcript_seen(bot, FileState.NOT_READY, None, NOW)

    assert bot.transcribing is Transcribing.FAILED


def fail(booking, error):
    return apply_transcription_failure(booking, BOT, error, NOW)


def test_without_an_answer_recalls_own_list_is_read_before_anything_is_sent_again():
    unknown = fail(claimed(), NoAnswer())

    assert unknown.bot.transcribing is Transcribing.CLAIMED
    assert unknown.bot.transcribing_attempt == claimed().bot.transcribing_attempt  # the same Idempotency-Key
    assert media_step(unknown, NOW) == WaitUntil(NOW + LOOK_AFTER)


@pytest.mark.parametrize(
    ("error", "attempts"), [(NotSent(), 0), (AnsweredError(503), 1), (AnsweredError(429), 1), (AnsweredError(409), 0)]
)
def test_what_may_pass_is_tried_again(error, attempts):
    later = fail(claimed(), error)

    assert later.bot.transcribing is Transcribing.CLAIMED
    assert later.bot.transcribing_attempt - claimed().bot.transcribing_attempt == attempts


def test_a_refusal_ends_it_and_the_card_says_so():
    refused = fail(claimed(), AnsweredError(402))

    assert (refused.bot.transcribing, refused.bot.transcribing_code) == (Transcribing.FAILED, "http_402")
    assert refused.said.version > claimed().said.version
    assert media_step(refused, NOW + GIVE) is None


def test_so_does_the_last_of_several_tries():
    booking = claimed()
    for _ in range(MOST_TRIES):
        booking = fail(booking, NoAnswer())

    assert booking.bot.transcribing_code == "no_answer"


def test_a_bot_that_recall_no_longer_knows_ends_it_too():
    gone = apply_media_failure(requested(), BOT, AnsweredError(404), NOW)

    assert gone.bot.transcribing is Transcribing.FAILED
    assert media_step(gone, NOW + GIVE) is None


def test_a_recording_that_is_to_go_is_not_transcribed():
    booking = claimed()
    unwanted = replace(booking, bot=replace(booking.bot, media=Media.DELETED))

    assert media_step(unwanted, NOW) is None
