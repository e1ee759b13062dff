"""Sweep bookings for what webhooks may have missed. A lease keeps it to one process at a time."""

from datetime import timedelta

from bot.scheduling.sync.follow_bot import FollowBot
from bot.scheduling.sync.follow_calendar import FollowCalendar
from bot.scheduling.sync.follow_recordings import FollowRecordings
from bot.store.leases import Leases

LEASE = timedelta(minutes=1)


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

    async def run(self) -> None:
        async with self._leases.acquire("sweep", LEASE) as is_ours:
            if is_ours:
                await self._follow_calendar.run()
                await self._follow_bot.poll()
                await self._follow_recordings.poll()
