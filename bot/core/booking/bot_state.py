"""What Recall is known to hold: a bot, how it is doing, and what is left of what it recorded."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.booking.bot_status import BotStatus, Phase, StatusRow, status_row
from bot.core.booking.recording_files import FileState, Transcribing
from bot.core.identifiers import BotId


class Media(StrEnum):
    """What is wished for, and known of, the recording that Recall keeps."""

    KEPT = "kept"
    UNWANTED = "unwanted"  # someone wants it deleted
    DELETING = "deleting"  # Recall has been asked, and has not confirmed
    DELETED = "deleted"
    NOT_DELETED = "not_deleted"  # Recall refused
    FAILED = "failed"  # Recall could not make it
    ABSENT = "absent"  # the bot recorded nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class BotState:
    """What Recall is known to hold for this booking."""

    bot_id: BotId | None = None
    applied_revision: int = 0
    applied_config: dict[str, Any] | None = field(default=None, repr=False)
    deduplication_key: str | None = field(default=None, repr=False)
    starts_at: datetime | None = None  # as Recall's answer showed it
    applied_at: datetime | None = None
    checked_for: datetime | None = None  # the start before which it was last seen to be booked
    status: str | None = None  # Recall's own code, also one that is not in BotStatus
    sub_code: str | None = None
    has_recorded: bool = False
    was_asked_to_leave: bool = False  # so it had come, whether or not anyone has said so
    is_kept_elsewhere: bool = False  # we have taken it off; it stays booked for a row that is not ours
    media: Media = Media.KEPT
    media_next_at: datetime | None = None
    media_in_doubt: bool = False  # Recall has said that something of it failed, was deleted or is there now
    recorded_seconds: int | None = None
    transcript: FileState | None = None  # None: Recall has not been asked yet
    transcript_sub_code: str | None = None  # why it failed
    later_transcripts: int = 0  # how many Recall has accepted to make of the recording
    transcribing: Transcribing | None = None  # None: no such transcript is wished for, or it is there
    transcribing_tries: int = 0
    transcribing_attempt: int = 1  # part of the Idempotency-Key; rises with each wish and each answered failure
    transcribing_next_at: datetime | None = None
    transcribing_code: str | None = None  # why it failed: Recall's code or sub_code, or ours
    joined_at: datetime | None = None  # when it set out for the call: Recall bills from then on
    finished_at: datetime | None = None  # its final event
    summary_round: int = 0  # of its summary that is ready, or has failed, and is to be told; 0: none
    status_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def row(self) -> StatusRow:
        return status_row(self.status)

    @property
    def is_scheduled(self) -> bool:
        """As far as Recall has told, it has not set out."""
        return self.status in {None, BotStatus.READY}

    @property
    def is_live(self) -> bool:
        return self.row.phase is Phase.LIVE

    @property
    def is_paused(self) -> bool:
        return self.status == BotStatus.IN_CALL_NOT_RECORDING and self.has_recorded

    @property
    def is_over(self) -> bool:
        return self.row.is_over

    @property
    def has_finished(self) -> bool:
        """It has left, and Recall has done with what it recorded."""
        return self.row.phase is Phase.FINISHED


NO_BOT = BotState()
