"""Sync calendar events from Recall to the mirror: at start, periodically, and sooner after a change."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.core.errors import RecallError
from bot.core.identifiers import CalendarEventId, CalendarId
from bot.core.meetings.meeting import Meeting
from bot.core.meetings.sync_cursor import SyncCursor, advance_cursor
from bot.recall.client import RecallClient
from bot.recall.wire import WireEvent
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.sync.follow_calendar import FollowCalendar
from bot.scheduling.sync.list_calendars import ListCalendars
from bot.store.leases import Leases, Marks
from bot.store.mirror.mirror import Mirror

log = structlog.get_logger()

CHANGED_SINCE = "events_changed_since"
LAST_COMPLETE = "events_read_completely"
READ_BEGUN = "calendars_read_begun"  # later than `LAST_READ`: the reading is not at its end, or was broken off
# Recall keeps events fresh from one day back to 28 days ahead. https://docs.recall.ai/docs/scheduling-guide
WINDOW_BACK = timedelta(days=1)
WINDOW_AHEAD = timedelta(days=28)
OVERLAP = timedelta(minutes=2)  # changes that were being made while the last list was read
COMPLETE_EVERY = timedelta(days=1)
# While everything is read, which takes hours where there are a million events.
CHANGES_EVERY = timedelta(minutes=1)
LEASE_OF_SYNC = "sync"

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
        """`on_change` receives the changed events, and the addresses of calendars whose connection has changed."""
        self._on_read: list[Callable[[], None]] = []
        self._calendars = ListCalendars(recall, mirror, marks, clock)
        self._follow_calendar = follow_calendar
        self._recall = recall
        self._mirror = mirror
        self._marks = marks
        self._leases = leases
        self._clock = clock
        self._on_change = on_change

    def listen(self, on_read: Callable[[], None]) -> None:
        """Call `on_read` whenever bookings have followed what was read."""
        self._on_read.append(on_read)

    def note_calendar(self, calendar_id: CalendarId) -> None:
        """Recall has said that this calendar has changed: the next run reads it."""
        self._calendars.note(calendar_id)

    async def run(self) -> bool:
        """Read what has changed, and everything once a day. Returns False while another process holds the lease.

        Raises RecallError when Recall cannot be read.
        """
        async with self._leases.acquire(LEASE_OF_SYNC) as is_ours:
            if is_ours:
                started = self._clock.now()
                known = await self._read_high_water()
                self._on_change([], await self._calendars.run(is_complete=known is None))
                was_complete = await self._read_events(started, known)
                await self._follow_calendar.run()
                for tell in self._on_read:
                    tell()
                # Only now: a meeting that was moved so far back is still to tell where it went.
                if was_complete:
                    await self._mirror.forget_past(started - WINDOW_BACK)
        return is_ours

    async def _read_events(self, started: datetime, known: SyncCursor | None) -> bool:
        """Whether everything was read."""
        await self._marks.set(READ_BEGUN, started)
        if known is not None:
            count, newest = await self._read_pages(started, known.change - OVERLAP)
        else:
            count, newest = await self._read_everything(started)
            await self._mirror.forget_unseen(started, started - WINDOW_BACK, started + WINDOW_AHEAD)
            await self._marks.set(LAST_COMPLETE, started)
        if (reached := advance_cursor(known, newest, started)) is not None:
            await self._marks.set(CHANGED_SINCE, reached)
        await self._marks.set(LAST_READ, self._clock.now())
        log.info("calendars read", events=count, complete=known is None)
        return known is None

    async def _read_everything(self, started: datetime) -> tuple[int, datetime | None]:
        """Between the pages the changes are read as well: no meeting that moves has to wait for the last page."""
        cursor, looked_at = await self._read_cursor(), started

        async def read_changes() -> None:
            nonlocal cursor, looked_at
            now = self._clock.now()
            if cursor is None or now - looked_at < CHANGES_EVERY:
                return
            looked_at = now
            with suppress(RecallError):  # the next page says so, or the next look does
                _, newest = await self._read_pages(now, cursor.change - OVERLAP)
                cursor = SyncCursor(advance_cursor(cursor, newest, now) or cursor.change, now)
                await self._follow_calendar.run()

        return await self._read_pages(started, None, read_changes)

    async def _read_high_water(self) -> SyncCursor | None:
        """How far the changes have been read; None if everything has to be read, as once a day."""
        last_complete = await self._marks.get(LAST_COMPLETE)
        if last_complete is None or self._clock.now() - last_complete > COMPLETE_EVERY:
            return None
        return await self._read_cursor()

    async def _read_cursor(self) -> SyncCursor | None:
        change, read_at = await self._marks.get(CHANGED_SINCE), await self._marks.get(LAST_READ)
        return None if change is None or read_at is None else SyncCursor(change, read_at)

    async def _read_pages(
        self, started: datetime, since: datetime | None, after_page: Callable[[], Awaitable[None]] | None = None
    ) -> tuple[int, datetime | None]:
        """Save the events page by page; return their number and the newest change among them."""
        count, newest = 0, None
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
            changes = [meeting.updated_at for meeting in meetings]
            newest = max(changes if newest is None else [newest, *changes], default=None)
            if after_page is not None:
                await after_page()
        return count, newest


async def _meetings(page: list[WireEvent]) -> list[Meeting]:
    """Parse a page. A long invitation takes a millisecond, so other tasks get a turn in between."""
    meetings = []
    for event in page:
        meetings.append(event.read_meeting())
        await asyncio.sleep(0)
    return meetings
