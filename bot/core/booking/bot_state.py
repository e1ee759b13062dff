"""What Recall is known to hold: a bot, how it is doing, and what is left of what it recorded."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.identifiers import BotId

LIVE_STATUSES = frozenset(
    {
        "joining_call",
        "in_waiting_room",
        "in_call_not_recording",
        "recording_permission_allowed",
        "recording_permission_denied",
        "in_call_recording",
    }
)
FINISHED_STATUSES = frozenset({"done", "fatal", "media_expired", "analysis_done", "analysis_failed"})
OVER_STATUSES = FINISHED_STATUSES | {"call_ended", "recording_done"}


class Media(StrEnum):
    """What is wished for, and known of, the recording that Recall keeps."""

    KEPT = "kept"
    UNWANTED = "unwanted"  # somebody wants it deleted
    DELETING = "deleting"  # Recall has been asked, and has not confirmed
    DELETED = "deleted"
    NOT_DELETED = "not_deleted"  # Recall refused
    FAILED = "failed"  # Recall could not make it


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
    status: str | None = None  # Recall's own code
    sub_code: str | None = None
    has_recorded: bool = False
    was_asked_to_leave: bool = False  # so it had come, whether or not anybody has said so
    is_kept_elsewhere: bool = False  # we have taken it off; it stays booked for a row that is not ours
    media: Media = Media.KEPT
    media_next_at: datetime | None = None
    media_in_doubt: bool = False  # Recall has said that something of it failed or was deleted
    status_at: datetime | None = None
    seen_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE_STATUSES

    @property
    def is_paused(self) -> bool:
        return self.status == "in_call_not_recording" and self.has_recorded

    @property
    def is_over(self) -> bool:
        return self.status in OVER_STATUSES

    @property
    def has_finished(self) -> bool:
        """It has left, and Recall has done with what it recorded."""
        return self.status in FINISHED_STATUSES


NO_BOT = BotState()
