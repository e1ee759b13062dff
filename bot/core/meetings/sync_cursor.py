"""Advance the cursor of the calendar sync by Recall's clock, which may be minutes away from ours."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SyncCursor:
    """Recall's clock had reached `change` when ours showed `read_at`."""

    change: datetime
    read_at: datetime


def advance_cursor(known: SyncCursor | None, newest: datetime | None, started: datetime) -> datetime | None:
    """Advance after a list that was requested when our clock showed `started`. `newest` is its newest change, if any.

    How much time has passed is the same by both clocks. So a rush of changes is not read again and again until
    something else changes.
    """
    if known is None:
        return newest
    passed = max(started - known.read_at, timedelta())
    reached = max(known.change, min(known.change + passed, started))  # a clock that was put forward proves nothing
    return max(reached, newest) if newest else reached
