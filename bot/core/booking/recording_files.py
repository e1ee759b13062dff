"""Model the state of a bot's recording files, and combine the states of several recordings."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.transcripts.turns import Turn


class RecordingFile(StrEnum):
    RECORDING = "recording"
    TRANSCRIPT = "transcript"


class FileState(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"
    FAILED = "failed"
    DELETED = "deleted"
    NONE = "none"  # none was asked for, or nothing was recorded


class Transcribing(StrEnum):
    """A transcript that a person asked for once the meeting was over. Each step is written before the next is taken."""

    WISHED = "wished"
    CLAIMED = "claimed"  # the request goes out, or its outcome is unknown
    MAKING = "making"  # Recall is at it
    FAILED = "failed"


# Of a file that is there, or still being prepared.
COMING_STATES = frozenset({FileState.READY, FileState.NOT_READY})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`url` is signed and good for some six hours: for the one who asked, never to be posted or kept."""

    state: FileState
    url: str | None = None
    sub_code: str | None = None  # Recall's, for why it failed


@dataclass(frozen=True, slots=True)
class RecordedTranscript:
    """The transcript of one recording, as it can be read now."""

    file: FoundFile
    turns: tuple[Turn, ...] | None = None  # None: there is no file yet, or it could not be loaded


class MediaRemains(StrEnum):
    """What is left of what was recorded."""

    SOME = "some"  # or it is still being prepared
    NOTHING = "nothing"  # nothing was to be kept
    UNRECORDED = "unrecorded"  # nothing ever was
    DELETED = "deleted"
    FAILED = "failed"  # Recall could not make it


def combine_remains(recordings: Iterable[MediaRemains]) -> MediaRemains:
    """Combine several recordings of one bot. One that is still there counts for more than one that is not."""
    known = set(recordings)
    order = (MediaRemains.SOME, MediaRemains.DELETED, MediaRemains.FAILED, MediaRemains.NOTHING)
    return next((each for each in order if each in known), MediaRemains.UNRECORDED)


def combine_states(files: Iterable[FileState]) -> FileState:
    """Combine the files of several recordings. One that is there, or may come, counts for more than one that is not."""
    known = set(files)
    order = (FileState.READY, FileState.NOT_READY, FileState.FAILED, FileState.DELETED)
    return next((each for each in order if each in known), FileState.NONE)


@dataclass(frozen=True, slots=True)
class RecordedMedia:
    """What Recall shows of all that a bot recorded."""

    remains: MediaRemains
    seconds: int | None = None  # None: Recall does not say
    transcript: FileState = FileState.NONE
    transcript_sub_code: str | None = None  # why it failed
