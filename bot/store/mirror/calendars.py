"""A connected calendar, and how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.core.identifiers import CalendarId
from bot.store.calendars.connections import OwnerAddress
from bot.store.mirror.queries import DISCONNECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A connected calendar, without the secrets that Recall echoes."""

    id: CalendarId
    platform: str
    platform_email: str | None
    oauth_email: str | None
    status: str
    read_at: datetime | None = None

    @property
    def is_disconnected(self) -> bool:
        """A calendar that is connecting or reconnecting still carries its bookings."""
        return self.status == DISCONNECTED


def calendar_row(calendar: Calendar, owner: OwnerAddress | None) -> dict[str, Any]:
    """`owner`: whose it is, where that was proved when it was connected."""
    row = {
        "id": calendar.id,
        "platform": calendar.platform,
        "platform_email": calendar.platform_email and calendar.platform_email.lower(),
        "oauth_email": calendar.oauth_email and calendar.oauth_email.lower(),
        "status": calendar.status,
    }
    if owner is not None:
        row["oauth_email"] = owner.slack_email
        row["platform_email"] = row["platform_email"] if owner.has_own_address else None
    return row


def is_calendar_changed(row: Mapping[str, Any], known: Row[Any] | None) -> bool:
    """Most of them never are, and they are listed every few minutes. An address that is not said stays."""
    if known is None:
        return True
    before = known._mapping
    return any(before[name] != value for name, value in row.items() if name != "platform_email" or value is not None)
