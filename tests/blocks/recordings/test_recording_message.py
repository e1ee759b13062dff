"""What one person reads when they ask for a recording."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.recordings.recording_message import build_recording_message, file_sentence
from bot.core.booking.recording_files import FileState, FoundFile, RecordingFile
from tests.blocks.in_slack import assert_message, mrkdwn_texts, words

SIGNED = "https://media.example.com/v.mp4?sig=a%2Fb~c&Expires=1+2"
READY = FoundFile(FileState.READY, SIGNED)
WITHOUT_LINK = [state for state in FileState if state is not FileState.READY]


@pytest.mark.parametrize("state", WITHOUT_LINK)
def test_every_state_without_a_link_is_said_in_words(state: FileState) -> None:
    message = build_recording_message([FoundFile(state)])

    assert_message(message.blocks)
    assert message.text == words(message.blocks)
    assert "recording" in message.text
    assert "<" not in message.text


@pytest.mark.parametrize(
    ("sub_code", "says"),
    [
        (None, "The transcript couldn't be created."),
        ("provider_connection_failed", "needs to check the provider's credentials"),
        ("zoom_host_disabled_meeting_captions", "the host turned captions off in this meeting. Ask the host"),
        ("<!here> brand_new", "herebrand_new."),
    ],
)
def test_a_transcript_that_failed_says_why_and_what_helps(sub_code: str | None, says: str) -> None:
    failed = FoundFile(FileState.FAILED, sub_code=sub_code)

    assert says in file_sentence(failed, RecordingFile.TRANSCRIPT)
    assert file_sentence(failed, RecordingFile.RECORDING) == "Recall couldn't create the recording."


def test_a_link_is_the_signed_address_as_it_is() -> None:
    message = build_recording_message([READY])

    (link,) = re.findall(r"<([^|>]+)\|Watch recording>", message.text)
    assert link.replace("&amp;", "&") == SIGNED
    assert "expires" in message.text


def test_of_several_recordings_each_has_its_number_and_a_block_of_its_own() -> None:
    long = FoundFile(FileState.READY, f"{SIGNED}&token={'x' * 2000}")

    message = build_recording_message([long, FoundFile(FileState.NOT_READY), long])

    assert_message(message.blocks)
    assert re.findall(r"Watch recording \d", message.text) == ["Watch recording 1", "Watch recording 3"]
    assert len(message.blocks) == 3


def test_a_bot_without_recordings_says_so() -> None:
    assert build_recording_message([]).text == "There's no recording."


@given(st.text())
def test_no_address_ends_its_link(path: str) -> None:
    message = build_recording_message([FoundFile(FileState.READY, f"https://media.example.com/{path[:200]}")])

    assert message.text.count("<") == message.text.count(">") == message.text.count("|") == 1
    assert all(text["verbatim"] for text in mrkdwn_texts(message.blocks))
