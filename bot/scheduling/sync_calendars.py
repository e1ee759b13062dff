"""Recall → mirror: at start, on a slow clock, and sooner when somebody says that something changed."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.core.identifiers import CalendarEventId
from bot.core.meeting import Meeting
from bot.recall.client import RecallClient
from bot.recall.wire import WireEvent
from bot.scheduling.follow_calendar import FollowCalendar
from bot.scheduling.read_calendars import read_calendars
from bot.scheduling.upcoming_meetings import LAST_READ
from bot.store.marks import Leases, Marks
from bot.store.mirror import Mirror

log = structlog.get_logger()

CHANGED_SINCE = "events_changed_since"
LAST_COMPLETE = "events_read_completely"
# Recall keeps events fresh from one day back to 28 days ahead. https://docs.recall.ai/docs/scheduling-guide
WINDOW_BACK = timedelta(days=1)
WINDOW_AHEAD = timedelta(days=28)
OVERLAP = timedelta(minutes=2)  # changes that were under way while the last list was read
COMPLETE_EVERY = timedelta(days=1)
LEASE = timedelta(minutes=1)

OnChange = Callable[[Iterable[CalendarEventId], Iterable[str]], None]


class SyncCalendars:
    def __init__(
        self,
        recall: RecallClient,
        mirror: Mirror,
        marks: Marks,
        leases: Leases,
        follow_calendar: FollowCalendar,
        clock: Clock,
        on_change: OnChange = lambda event_ids, addresses: None,
    ) -> None:
        """`on_change` is told which events have changed, and whose calendars are connected otherwise than before."""
        self._follow_calendar = follow_calendar
        self._recall = recall
        self._mirror = mirror
        self._marks = marks
        self._leases = leases
        self._clock = clock
        self._on_change = on_change

    async def run(self) -> None:
        """Read what has changed; everything once a day. Raises RecallError when Recall cannot be read."""
        async with self._leases.held("sync", LEASE) as is_ours:
            if is_ours:
                self._on_change([], await read_calendars(self._recall, self._mirror))
                await self._read_events()
                await self._follow_calendar.run()

    async def _read_events(self) -> None:
        started = self._clock.now()
        high_water = await self._marks.get(CHANGED_SINCE)
        last_complete = await self._marks.get(LAST_COMPLETE)
        is_complete = high_water is None or last_complete is None or started - last_complete > COMPLETE_EVERY
        since = None if is_complete or high_water is None else high_water - OVERLAP
        count, newest = await self._read_pages(started, since)
        if is_complete:
            await self._mirror.forget_unseen(started, started + WINDOW_AHEAD)
            await self._marks.set(LAST_COMPLETE, started)
        await self._mirror.forget_past(started - WINDOW_BACK)
        await self._marks.set(CHANGED_SINCE, max(newest, high_water or newest))
        await self._marks.set(LAST_READ, self._clock.now())
        log.info("calendars read", events=count, complete=is_complete)

    async def _read_pages(self, started: datetime, since: datetime | None) -> tuple[int, datetime]:
        """How many events came, and the newest change among them, by Recall's clock rather than ours."""
        count, newest = 0, started - OVERLAP
        pages = self._recall.iter_event_pages(
            updated_at__gte=since,
            start_time__gte=started - WINDOW_BACK if since is None else None,
            start_time__lte=started + WINDOW_AHEAD if since is None else None,
        )
        async for page in pages:
            meetings = await _meetings(page)
            await self._mirror.save_events(meetings, self._clock.now())
            if since is not None:  # a complete reading shows mostly what was there before
                self._on_change([meeting.event_id for meeting in meetings], [])
            count += len(page)
            newest = max([newest, *(meeting.updated_at for meeting in meetings)])
        return count, newest


async def _meetings(page: list[WireEvent]) -> list[Meeting]:
    """A long invitation takes a millisecond to read: in between, whoever waits for an answer gets their turn."""
    meetings = []
    for event in page:
        meetings.append(event.to_meeting())
        await asyncio.sleep(0)
    return meetings
