"""What is said of a bot that has finished, by what is left of its recording."""

from dataclasses import replace

import pytest

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.recording_files import FileState
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import BotId
from bot.core.outcomes.in_call import explain_bot
from bot.core.outcomes.recording import explain_bot_of, has_transcript
from tests.core.reading import reads_well
from tests.examples import a_booked_booking

OVER = ["call_ended", "recording_done", "done", "analysis_done", "analysis_failed", "fatal"]


def booking(status, media=Media.KEPT, sub_code=None, has_recorded=True, **settings):
    bot = BotState(
        bot_id=BotId("bot-1"),
        status=status,
        sub_code=sub_code,
        media=media,
        has_recorded=has_recorded,
        applied_revision=1,
    )
    booked = a_booked_booking(bot=bot)
    return replace(booked, wish=replace(booked.wish, settings=BotSettings(**settings)))


@pytest.mark.parametrize("status", OVER)
@pytest.mark.parametrize(
    ("media", "retention", "says"),
    [
        (Media.UNWANTED, "forever", "is being deleted"),
        (Media.DELETING, "forever", "is being deleted"),
        (Media.DELETED, "forever", "was deleted"),
        (Media.DELETED, "none", "was deleted"),
        (Media.FAILED, "forever", "couldn't create the recording"),
        (Media.ABSENT, "forever", "recorded nothing"),
        (Media.KEPT, "none", "Nothing was kept"),
    ],
)
def test_no_recording_is_promised_that_is_not_there(status, media, retention, says):
    outcome = explain_bot_of(booking(status, media, retention=retention))

    assert says in outcome.sentence
    assert reads_well(outcome)
    assert not outcome.may_be_recorded
    assert not {"ready", "preparing"} & set(outcome.sentence.replace(".", "").split())


@pytest.mark.parametrize("status", OVER)
@pytest.mark.parametrize("media", [Media.KEPT, Media.NOT_DELETED])
def test_a_recording_that_is_there_is_told_of_as_ever(status, media):
    assert explain_bot_of(booking(status, media)) == explain_bot(status, was_recording=True)


@pytest.mark.parametrize("media", Media)
def test_a_bot_that_never_recorded_has_nothing_to_lose(media):
    never = booking("done", media, "timeout_exceeded_noone_joined", has_recorded=False, retention="none")

    assert explain_bot_of(never) == explain_bot("done", "timeout_exceeded_noone_joined")


@pytest.mark.parametrize("media", [Media.FAILED, Media.ABSENT])
def test_what_was_never_made_is_not_called_done(media):
    assert explain_bot_of(booking("done", media)).label == "Not recorded"


def test_a_recording_is_called_ready_only_where_one_was_seen():
    assert explain_bot_of(booking("done")).label == "Recording ready"
    assert not explain_bot_of(booking("done", has_recorded=False)).label
    assert not explain_bot_of(booking("done", Media.DELETED)).label
    assert not explain_bot_of(booking("media_expired")).label


def test_a_recording_that_recall_shows_is_ready_although_no_status_spoke_of_it():
    quiet = booking("done", has_recorded=False)
    shown = replace(quiet, bot=replace(quiet.bot, recorded_seconds=2520, transcript=FileState.NONE))

    assert explain_bot_of(shown).label == "Recording ready"


def config(transcript):
    return {"recording_config": {"transcript": transcript}}


@pytest.mark.parametrize(
    ("seen", "applied", "wished", "is_offered"),
    [
        (None, None, "recallai", True),
        (None, None, "none", False),
        (None, config({"provider": {"rev_streaming": {}}}), "none", True),
        (None, config(None), "recallai", False),
        (FileState.NONE, config({"provider": {}}), "recallai", False),
        (FileState.FAILED, config({"provider": {}}), "recallai", False),
        (FileState.NOT_READY, None, "none", True),
        (FileState.READY, None, "none", True),
    ],
)
def test_a_transcript_is_offered_where_there_is_or_will_be_one(seen, applied, wished, is_offered):
    booked = booking("done", transcript=wished)
    known = replace(booked, bot=replace(booked.bot, transcript=seen, applied_config=applied))

    assert has_transcript(known) is is_offered


@pytest.mark.parametrize(
    ("media", "retention", "says"), [(Media.DELETED, "forever", "was deleted"), (Media.KEPT, "none", "was kept")]
)
def test_why_a_bot_left_early_is_said_beside_what_has_become_of_the_recording(media, retention, says):
    outcome = explain_bot_of(booking("done", media, "bot_kicked_from_call", retention=retention))

    assert outcome.sentence.startswith("Someone removed the bot from the meeting. ")
    assert says in outcome.sentence
