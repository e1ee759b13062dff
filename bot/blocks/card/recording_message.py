"""Render the answer to a request for a recording or a transcript. Its links are for that person alone, and expire."""

from collections.abc import Sequence
from urllib.parse import quote

from bot.blocks.kit.block_kit import MessageContent, section
from bot.core.booking.recording_files import FileState, FoundFile, RecordingFile
from bot.core.outcomes.in_call import explain_transcript_failure

NO_ANSWER = "Recall.ai did not answer. Please try again in a minute."
_WORDS = {RecordingFile.RECORDING: "recording", RecordingFile.TRANSCRIPT: "transcript"}
_STATES = {
    FileState.NOT_READY: "The {} is not ready yet. Please try again in a few minutes.",
    FileState.FAILED: "The {} could not be made.",
    FileState.DELETED: "The {} has been deleted.",
    FileState.NONE: "There is no {}.",
}


def build_recording_message(found: Sequence[FoundFile], file: RecordingFile) -> MessageContent:
    word = _WORDS[file]
    lines = [_line(each, file, number if len(found) > 1 else 0) for number, each in enumerate(found, start=1)]
    text = "\n".join(lines) or _STATES[FileState.NONE].format(word)
    return MessageContent(text, [section(text)])


def _line(found: FoundFile, file: RecordingFile, number: int) -> str:
    word = _WORDS[file]
    if found.state is FileState.FAILED and file is RecordingFile.TRANSCRIPT:
        outcome = explain_transcript_failure(found.sub_code)
        return " ".join(filter(None, [outcome.sentence, outcome.next_step]))
    if found.url is None:
        return _STATES[found.state].format(word)
    name = f"{word} {number}" if number else word
    # Only what would end the link in Slack's mrkdwn is encoded: the address is signed as it is.
    address = quote(found.url, safe="%/:=&?~#+!$,;'@()*[]").replace("&", "&amp;")
    return f"<{address}|Open the {name}>. This link is for you, and works for a few hours."
