"""What reading the calendars costs, in calls and in time, and what the sweep costs."""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.core.booking.bot_state import BotState
from bot.core.booking.same_meeting import booked_meeting
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import BookingId, BotId, CalendarEventId
from bot.recall.client import RecallClient
from bot.recall.rate_limit import PER_MINUTE, RateLimits
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.scheduling.sync.follow_calendar import FollowCalendar
from bot.scheduling.sync.notify_owner import CalendarOwners
from bot.scheduling.sync.sync_calendars import SyncCalendars
from bot.slack.announcer import Announcer
from bot.store.bookings.bookings import Bookings
from bot.store.calendars.connections import CalendarConnections
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.leases import Leases, Marks
from bot.store.mirror.mirror import Mirror
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.examples import a_booked_booking
from tests.submissions import a_submission

CALENDARS = 500
EVENTS = 10_000
BOOKINGS = 5_000
RECALLS_LISTS_A_MINUTE = 60
TURN = 0.005  # how often someone else asks for their turn

EXPLANATION = f"""\
{EVENTS:,} events in {CALENDARS} calendars, {BOOKINGS:,} of them booked, on SQLite, read from a pretend Recall in the
same process, for which seconds pass between two requests, so that nothing waits for its turn. Beside the time of a
reading stands that of asking for the same pages with httpx and json.loads. Recall allows {RECALLS_LISTS_A_MINUTE} lists
of events a minute, and as many of calendars; ours stay below that, and a large reading takes the minutes that are said.
"Longest wait" is how long someone else's answer has to wait while the bookings are gone through."""


@dataclass(frozen=True, slots=True)
class Work:
    recall: PretendRecall
    http: httpx.AsyncClient
    bookings: Bookings
    mirror: Mirror
    follow_calendar: FollowCalendar
    sync: SyncCalendars

    def lists(self, what: str) -> int:
        return len(self.recall.requests_to("GET", f"/api/v2/{what}/"))


async def measure() -> Section:
    with TemporaryDirectory(prefix="bench-") as folder:
        async with _at_work(Path(folder) / "sync.db") as work:
            rows = [await _reading(work, f"{EVENTS:,} changed events", first=True)]
            await _book(work)
            rows += [await _reading(work, "nothing new", first=False), await _following(work), await _asking(work)]
    return Section("Sync and sweep", EXPLANATION, rows)


@asynccontextmanager
async def _at_work(file: Path) -> AsyncIterator[Work]:
    clock, recalls_clock = SystemClock(), MovableClock(datetime.now(UTC) - timedelta(hours=1))

    async def time_passes(_: httpx.Request) -> None:
        recalls_clock.advance(timedelta(seconds=1.1))

    database, recall = Database(f"sqlite:///{file}"), _pretend_recall(recalls_clock)
    await migrate(database)
    mirror, marks, bookings = Mirror(database), Marks(database), Bookings(database)
    transport = httpx.ASGITransport(recall.asgi)
    async with (
        httpx.AsyncClient(transport=transport, event_hooks={"request": [time_passes]}) as http,
        aiohttp.ClientSession() as session,
    ):
        unlimited = RateLimits(per_minute=dict.fromkeys(PER_MINUTE, 1_000_000))
        client = RecallClient("http://recall.test", recall.api_key, clock, http=http, rate_limits=unlimited)
        announcer = Announcer(AsyncWebClient("", session=session), session, Configuration(), "")
        owners = CalendarOwners(announcer, marks, Leases(database, clock), CalendarConnections(database), clock)
        follow = FollowCalendar(bookings, mirror, owners, clock, lambda: None)
        sync = SyncCalendars(client, mirror, marks, Leases(database, clock), follow, clock)
        yield Work(recall, http, bookings, mirror, follow, sync)
    await database.aclose()


def _pretend_recall(clock: MovableClock) -> PretendRecall:
    recall, start = PretendRecall(clock), datetime.now(UTC) + timedelta(hours=1)
    calendars = [recall.add_calendar(f"employee.{number}@example.com") for number in range(CALENDARS)]
    for number in range(EVENTS):
        event = recall.add_event(
            calendars[number % CALENDARS].id,
            title=f"Planning {number}",
            start=start + timedelta(minutes=number),
            meeting_url=f"https://acme.zoom.us/j/8{number:010}",
        )
        event.updated_at -= timedelta(minutes=EVENTS - number)  # not all at once
    return recall


async def _book(work: Work) -> None:
    """The nearest events, each with a bot at Recall."""
    now, events = datetime.now(UTC), sorted(work.recall.events, key=lambda event: event.start)
    for number, event in enumerate(events[:BOOKINGS]):
        meeting = await work.mirror.event(CalendarEventId(event.id))
        assert meeting is not None
        bot = BotState(bot_id=BotId(f"bot-{number}"), applied_revision=1, applied_config={}, starts_at=event.start)
        booking = a_booked_booking(id=BookingId(f"b{number}"), meeting=booked_meeting(meeting), bot=bot)
        await work.bookings.submit(a_submission(f"V{number}", booking, at=now))


async def _reading(work: Work, what: str, *, first: bool) -> Row:
    lists, calendars = work.lists("calendar-events"), work.lists("calendars")
    started = time.perf_counter()
    await work.sync.run()
    seconds = time.perf_counter() - started
    lists, calendars = work.lists("calendar-events") - lists, work.lists("calendars") - calendars
    floor = await _floor(work) if first else None
    return Row(
        what=what,
        measured=f"{seconds:.1f} s; lists: {lists} of events, {calendars} of calendars",
        beside=f"httpx and json.loads: {floor:.1f} s" if floor else "",
        ratio=seconds / floor if floor else None,
        wanted=f"{_minutes(lists):.1f} min within our budget" if first else "lists of each ≤ 60",
        is_met=None if first else max(lists, calendars) <= RECALLS_LISTS_A_MINUTE,
    )


def _minutes(lists: int) -> float:
    """A fifth of the budget is there at once, and four fifths come with the minute."""
    budget = PER_MINUTE["list_events"]
    return max(0.0, lists - budget / 5) / (budget * 4 / 5)


async def _floor(work: Work) -> float:
    started, url = time.perf_counter(), "http://recall.test/api/v2/calendar-events/"
    while url:
        answer = await work.http.get(url, headers={"Authorization": f"Token {work.recall.api_key}"})
        url = json.loads(answer.content)["next"]
    return time.perf_counter() - started


async def _following(work: Work) -> Row:
    started = time.perf_counter()
    wait = await _longest_wait(work.follow_calendar.run())
    return Row(
        what=f"sweep: {BOOKINGS:,} live bookings held against the mirror",
        measured=f"{time.perf_counter() - started:.2f} s; {_wait(wait)}",
        wanted="longest wait ≤ 50 ms",
        is_met=wait <= 0.050,
    )


async def _asking(work: Work) -> Row:
    """As it is when all of them have begun."""
    later = datetime.now(UTC) + timedelta(days=4)
    started = time.perf_counter()
    found = await work.bookings.swept.find_with_live_bots(later, later - timedelta(days=7), 200)
    return Row(
        what=f"sweep: whom to ask about among {BOOKINGS:,}",
        measured=f"{milliseconds(time.perf_counter() - started)} for {len(found)}",
    )


async def _longest_wait(work: Coroutine[object, object, None]) -> float:
    gc.collect()
    gc.freeze()  # as `serve` does once it is ready: the pretend Recall of this process is not searched for garbage
    task, longest = asyncio.create_task(work), 0.0
    while not task.done():
        asked = time.perf_counter()
        await asyncio.sleep(TURN)
        longest = max(longest, time.perf_counter() - asked - TURN)
    await task
    return longest


def _wait(seconds: float) -> str:
    return f"longest wait {milliseconds(seconds)}"


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
