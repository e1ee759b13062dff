"""Sweep bookings for what webhooks may have missed. A lease keeps it to one process at a time."""

from bot.scheduling.sync.follow_bot import FollowBot
from bot.scheduling.sync.follow_calendar import FollowCalendar
from bot.scheduling.sync.follow_recordings import FollowRecordings
from bot.store.leases import Leases

LEASE_OF_SWEEP = "sweep"


class Sweep:
    def __init__(
        self,
        follow_calendar: FollowCalendar,
        follow_bot: FollowBot,
        follow_recordings: FollowRecordings,
        leases: Leases,
    ) -> None:
        self._follow_calendar = follow_calendar
        self._follow_bot = follow_bot
        self._follow_recordings = follow_recordings
        self._leases = leases

    async def run(self) -> bool:
        """False while another process is at it."""
        async with self._leases.acquire(LEASE_OF_SWEEP) as is_ours:
            if is_ours:
                await self._follow_calendar.run()
                await self._follow_bot.poll()
                await self._follow_recordings.poll()
        return is_ours
