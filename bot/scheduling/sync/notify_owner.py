"""Notify a calendar's owner once, privately, that it was disconnected while a bot was booked through it."""

import structlog

from bot.blocks.messages.calendar_owner import calendar_was_disconnected
from bot.clock import Clock
from bot.core.errors import SlackRefusal
from bot.core.lifecycle.card_transitions import INSTALLATION_IS_BROKEN
from bot.slack.announcer import Announcer
from bot.store.leases import Leases, Marks
from bot.store.mirror.mirror import Calendar

log = structlog.get_logger()


class CalendarOwners:
    def __init__(self, announcer: Announcer, marks: Marks, leases: Leases, clock: Clock) -> None:
        self._announcer = announcer
        self._marks = marks
        self._leases = leases
        self._clock = clock

    async def notify(self, calendar: Calendar) -> None:
        """Notify once for each disconnection; a reconnected calendar may be reported again."""
        mark = f"told owner of {calendar.id}"
        was_told = await self._marks.get(mark) is not None
        if was_told and not calendar.is_disconnected:
            await self._marks.forget(mark)
        elif calendar.is_disconnected and not was_told:
            async with self._leases.acquire(f"tell {calendar.id}"[:80]) as is_ours:
                if is_ours and await self._marks.get(mark) is None and await self._tell(calendar):
                    await self._marks.set(mark, self._clock.now())

    async def _tell(self, calendar: Calendar) -> bool:
        """Return whether this is settled; after a transient failure the next sweep retries."""
        email = calendar.platform_email or calendar.oauth_email
        if email is None:
            return False  # not known yet
        try:
            await self._announcer.message_owner(email, calendar_was_disconnected(email))
        except SlackRefusal as refusal:
            log.warning("owner not reached", calendar_id=calendar.id, code=refusal.code)
            return refusal.permanent and refusal.code not in INSTALLATION_IS_BROKEN
        return True
