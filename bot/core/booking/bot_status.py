"""Tabulate Recall's bot statuses: where each stands in a bot's life, and what card and thread make of it.

A status that Recall adds is two files: its row here, and its words in core/outcomes/in_call.py, which mypy asks for.
Until then its code is kept as it came, and moves nothing.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Self


class Phase(Enum):
    """What a bot can still do."""

    UNKNOWN = "unknown"  # Recall has added its status since this was written
    SCHEDULED = "scheduled"
    LIVE = "live"  # on its way, in the lobby or in the call
    LEFT = "left"  # Recall is still at work on what it recorded
    FINISHED = "finished"


class ShownStatus(StrEnum):
    """The one word that people read."""

    PENDING = "pending"
    BOOKED = "booked"
    MOVED = "moved"
    JOINING = "joining"
    LOBBY = "lobby"
    IN_CALL = "in_call"
    RECORDING = "recording"
    PAUSED = "paused"
    ENDED = "ended"
    DONE = "done"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    REPLACED = "replaced"


class Milestone(StrEnum):
    """What is worth a reply in the card's thread."""

    MOVED = "moved"  # the meeting has another time or link, and the bot goes there
    NOT_MOVED = "not_moved"  # the meeting has another time or link, and the bot could not be booked for it
    CALLED_OFF = "called_off"  # the calendar says that no bot is needed, or that none can come
    CHANGED_IN_CALL = "changed_in_call"  # the calendar says something else, and the bot stays in the call
    LOBBY = "lobby"
    RECORDING = "recording"
    FAILED = "failed"
    DONE = "done"
    DELETED = "deleted"  # the recording
    NOT_DELETED = "not_deleted"
    LOST = "lost"  # the recording could not be made
    SUMMARY = "summary"  # what was said has been summarized, or could not be


class RecordingHint(Enum):
    """What a status says of a recording, beside where the bot is."""

    NONE = "none"
    RUNNING = "running"
    COMPLETE = "complete"
    PROMISED = "promised"  # the bot is done; Recall says so of one that has recorded nothing as well
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class StatusRow:
    rank: int  # in the order of a bot's life; between statuses of one rank the later in time counts
    phase: Phase
    shown: ShownStatus | None = None  # None: what is wished for decides what people read
    milestone: Milestone | None = None
    hint: RecordingHint = RecordingHint.NONE

    @property
    def is_over(self) -> bool:
        return self.phase in {Phase.LEFT, Phase.FINISHED}

    @property
    def has_recorded(self) -> bool:
        """No bot gets there that has not."""
        return self.hint in {RecordingHint.RUNNING, RecordingHint.COMPLETE}

    @property
    def promises_recording(self) -> bool:
        return self.hint in {RecordingHint.COMPLETE, RecordingHint.PROMISED}

    @property
    def follows_call_ended(self) -> bool:
        """With that status Recall has said why the call ended, and does not say it again."""
        return self.promises_recording or self.hint is RecordingHint.EXPIRED


class BotStatus(StrEnum):
    """https://docs.recall.ai/docs/bot-status-change-events"""

    row: StatusRow

    def __new__(cls, code: str, row: StatusRow) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.row = row
        return member

    READY = "ready", StatusRow(0, Phase.SCHEDULED)
    JOINING_CALL = "joining_call", StatusRow(1, Phase.LIVE, ShownStatus.JOINING)
    IN_WAITING_ROOM = "in_waiting_room", StatusRow(2, Phase.LIVE, ShownStatus.LOBBY, Milestone.LOBBY)
    IN_CALL_NOT_RECORDING = "in_call_not_recording", StatusRow(3, Phase.LIVE, ShownStatus.IN_CALL)
    RECORDING_PERMISSION_ALLOWED = "recording_permission_allowed", StatusRow(3, Phase.LIVE, ShownStatus.IN_CALL)
    RECORDING_PERMISSION_DENIED = "recording_permission_denied", StatusRow(3, Phase.LIVE, ShownStatus.IN_CALL)
    IN_CALL_RECORDING = (
        "in_call_recording",
        StatusRow(3, Phase.LIVE, ShownStatus.RECORDING, Milestone.RECORDING, RecordingHint.RUNNING),
    )
    CALL_ENDED = "call_ended", StatusRow(4, Phase.LEFT, ShownStatus.ENDED)
    RECORDING_DONE = "recording_done", StatusRow(5, Phase.LEFT, ShownStatus.ENDED, hint=RecordingHint.COMPLETE)
    DONE = "done", StatusRow(6, Phase.FINISHED, ShownStatus.DONE, Milestone.DONE, RecordingHint.PROMISED)
    FATAL = "fatal", StatusRow(6, Phase.FINISHED, ShownStatus.FAILED, Milestone.FAILED)
    ANALYSIS_DONE = "analysis_done", StatusRow(7, Phase.FINISHED, ShownStatus.DONE, hint=RecordingHint.PROMISED)
    ANALYSIS_FAILED = "analysis_failed", StatusRow(7, Phase.FINISHED, ShownStatus.DONE, hint=RecordingHint.PROMISED)
    MEDIA_EXPIRED = "media_expired", StatusRow(8, Phase.FINISHED, ShownStatus.DONE, hint=RecordingHint.EXPIRED)


SHOWN_BEFORE_CALL = frozenset({ShownStatus.PENDING, ShownStatus.BOOKED, ShownStatus.MOVED})
SHOWN_IN_CALL = frozenset(
    {*(each.row.shown for each in BotStatus if each.row.phase is Phase.LIVE and each.row.shown), ShownStatus.PAUSED}
)
UNKNOWN_STATUS = StatusRow(-1, Phase.UNKNOWN)
_BY_CODE = {status.value: status for status in BotStatus}


def read_bot_status(code: str | None) -> BotStatus | None:
    """None for a code that Recall has added since."""
    return _BY_CODE.get(code or "")


def status_row(code: str | None) -> StatusRow:
    status = read_bot_status(code)
    return status.row if status else UNKNOWN_STATUS
