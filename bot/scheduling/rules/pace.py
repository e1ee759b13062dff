"""Spread what rules and series ask of Recall over time, so that people's own clicks never wait behind it."""

from datetime import datetime, timedelta

from bot.core.booking.model import Booking
from bot.store.leases import Marks

# 300 calls a minute: half of Recall's 600, so that the other half is always free for people.
INTERVAL = timedelta(seconds=0.2)
# What starts this soon waits for nothing.
SOON = timedelta(hours=2)
PACED_UNTIL = "rules_paced_until"


class Pace:
    """Gives out one moment after the other. What an earlier run has given out is remembered in the database."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._next: datetime | None = None

    async def begin(self) -> None:
        self._next = await self._marks.get(PACED_UNTIL)

    def due_at(self, booking: Booking, now: datetime) -> datetime:
        """When the executor should see to the booking."""
        if booking.meeting.start_time - now < SOON:
            return now
        due = now if self._next is None else max(now, self._next)
        self._next = due + INTERVAL
        return due

    async def end(self, now: datetime) -> None:
        if self._next is not None and self._next > now:
            await self._marks.set(PACED_UNTIL, self._next)
