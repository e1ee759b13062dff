"""What one person reads when they ask for a recording or a transcript."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.card.recording_message import build_recording_message
from bot.core.outcomes.recording_files import FileState, FoundFile, RecordingFile
from tests.blocks.in_slack import assert_message, mrkdwn_texts, words

SIGNED = "https://media.example.com/v.mp4?sig=a%2Fb~c&Expires=1+2"


@pytest.mark.parametrize("file", RecordingFile)
@pytest.mark.parametrize("state", [state for state in FileState if state is not FileState.READY])
def test_every_state_without_a_link_is_said_in_words(file: RecordingFile, state: FileState) -> None:
    message = build_recording_message([FoundFile(state)], file)

    assert_message(message.blocks)
    assert message.text == words(message.blocks)
    assert file.value in message.text
    assert "<" not in message.text


@pytest.mark.parametrize(
    ("sub_code", "says"),
    [
        (None, "The transcript couldn't be created."),
        (
            "provider_connection_failed",
            "An app admin needs to check the provider's credentials in the Recall dashboard.",
        ),
        ("zoom_host_disabled_meeting_captions", "the host turned captions off in this meeting. Ask the host"),
        ("<!here> brand_new", "Error code: herebrand_new."),
    ],
)
def test_a_transcript_that_failed_says_why_and_what_helps(sub_code: str | None, says: str) -> None:
    failed = FoundFile(FileState.FAILED, sub_code=sub_code)

    assert says in build_recording_message([failed], RecordingFile.TRANSCRIPT).text
    assert build_recording_message([failed], RecordingFile.RECORDING).text == "The recording could not be made."


def test_a_link_is_the_signed_address_as_it_is() -> None:
    message = build_recording_message([FoundFile(FileState.READY, SIGNED)], RecordingFile.RECORDING)

    (link,) = re.findall(r"<([^|>]+)\|Open the recording>", message.text)
    assert link.replace("&amp;", "&") == SIGNED


def test_of_several_recordings_each_has_its_number() -> None:
    ready = FoundFile(FileState.READY, SIGNED)

    text = build_recording_message([ready, FoundFile(FileState.NOT_READY), ready], RecordingFile.TRANSCRIPT).text

    assert re.findall(r"Open the transcript \d", text) == ["Open the transcript 1", "Open the transcript 3"]
    assert "not ready yet" in text


def test_nothing_found_is_said() -> None:
    assert build_recording_message([], RecordingFile.TRANSCRIPT).text == "There is no transcript."


@given(st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>|&%\n "))))
def test_no_address_ends_its_link_early(tail: str) -> None:
    message = build_recording_message([FoundFile(FileState.READY, f"https://x.test/{tail}")], RecordingFile.RECORDING)

    assert_message(message.blocks)
    assert len(re.findall(r"[<>|]", mrkdwn_texts(message.blocks)[0]["text"])) == 3
