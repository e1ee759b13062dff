"""Render the answer to a request for a recording. Its links are for that person alone, and expire."""

from collections.abc import Sequence

from bot.blocks.kit.block_kit import MessageContent, section
from bot.blocks.kit.mrkdwn import signed_link
from bot.core.booking.recording_files import FileState, FoundFile, RecordingFile
from bot.core.outcomes.in_call import explain_transcript_failure

NO_ANSWER = "Recall.ai isn't responding. Try again in a minute."
BEING_TRANSCRIBED = "Recall.ai is transcribing the recording. The card shows when it's ready, usually within minutes."
EXPIRES = "Link expires in a few hours."
_WORDS = {RecordingFile.RECORDING: "recording", RecordingFile.TRANSCRIPT: "transcript"}
_STATES = {
    FileState.NOT_READY: "The {} isn't ready yet. Try again in a few minutes.",
    FileState.FAILED: "Recall couldn't create the {}.",
    FileState.DELETED: "The {} was deleted.",
    FileState.NONE: "There's no {}.",
}


def build_recording_message(found: Sequence[FoundFile]) -> MessageContent:
    file = RecordingFile.RECORDING
    lines = [_line(each, number if len(found) > 1 else 0) for number, each in enumerate(found, start=1)]
    lines = lines or [file_sentence(FoundFile(FileState.NONE), file)]
    return MessageContent("\n".join(lines), [section(line) for line in lines])


def file_sentence(found: FoundFile, file: RecordingFile) -> str:
    """Why there is nothing to watch or read."""
    if found.state is FileState.FAILED and file is RecordingFile.TRANSCRIPT:
        outcome = explain_transcript_failure(found.sub_code)
        return " ".join(filter(None, [outcome.sentence, outcome.next_step]))
    return _STATES.get(found.state, _STATES[FileState.NOT_READY]).format(_WORDS[file])


def _line(found: FoundFile, number: int) -> str:
    if found.url is None:
        return file_sentence(found, RecordingFile.RECORDING)
    return f"{signed_link(found.url, f'Watch recording {number}' if number else 'Watch recording')} · {EXPIRES}"
