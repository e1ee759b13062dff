"""Hold what an agent orders, and what it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.core.identifiers import BookingId, CalendarEventId, ChannelId


@dataclass(frozen=True, slots=True, kw_only=True)
class BotOrder:
    """A bot for one meeting: `meeting_id` or `link` says which. Names and presets are as they were given."""

    meeting_id: CalendarEventId | None = None
    link: str | None = field(default=None, repr=False)
    starts_at: datetime | None = None  # of a link; None: now
    preset: str | None = None
    bot_name: str | None = None
    channel_id: ChannelId | None = None
    confirmation: str | None = None  # the digest of what the person agreed to


class Came(StrEnum):
    """What came of a call, for the audit trail and the answer."""

    ANSWERED = "answered"
    ORDERED = "ordered"
    CANCELED = "canceled"
    NEEDS_CONFIRMATION = "needs_confirmation"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    INVALID = "invalid"
    THROTTLED = "throttled"
    FAILED = "failed"


UNSUCCESSFUL = frozenset({Came.REFUSED, Came.INVALID, Came.THROTTLED, Came.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAnswer:
    """`text` is for the model, `facts` for programs. Text from outside is marked in both."""

    came: Came
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    booking_id: BookingId | None = None

    @property
    def is_error(self) -> bool:
        return self.came in UNSUCCESSFUL
