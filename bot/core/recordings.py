"""What there is of a recording at the moment when somebody asks."""

from dataclasses import dataclass
from enum import StrEnum


class RecordingFile(StrEnum):
    RECORDING = "recording"
    TRANSCRIPT = "transcript"


class FileState(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"
    FAILED = "failed"
    DELETED = "deleted"
    NONE = "none"  # none was asked for, or nothing was recorded


@dataclass(frozen=True, slots=True)
class FoundFile:
    """`url` is signed and good for some six hours: for the one who asked, never to be posted or kept."""

    state: FileState
    url: str | None = None
