"""What it costs to hold all bookings against everyone's rules, alone and beside a sync, and how that grows."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.core.access.people import SlackAccount
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarEventId, CalendarId, LinkKey, UserId
from bot.core.meetings.meeting import Attendee, Invitation, Meeting, Reply
from bot.core.rules.model import Match, PersonalRule
from bot.core.rules.series import SplitSeries
from bot.scheduling.access.bot_costs import BotCosts
from bot.scheduling.access.people import KnownPeople
from bot.scheduling.access.upcoming_meetings import LAST_READ
from bot.scheduling.foreground_priority import ForegroundPriority
from bot.scheduling.rules.decisions import Decisions
from bot.scheduling.rules.follow_series import FollowSeries
from bot.scheduling.rules.pace import Pace
from bot.scheduling.rules.reconcile_rules import ReconcileRules, Tally
from bot.scheduling.rules.rulebooks import Rulebooks
from bot.scheduling.rules.scope import Scopes
from bot.scheduling.sync.sync_calendars import LAST_COMPLETE
from bot.slack.people import Accounts
from bot.store.bookings.automatic import AutomaticBookings
from bot.store.bookings.bookings import Bookings
from bot.store.calendars.connections import CalendarConnections
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.leases import Leases, Marks
from bot.store.mirror.calendars import Calendar
from bot.store.mirror.mirror import Mirror
from bot.store.mirror.ruled_events import RuledEvents
from bot.store.people import People
from bot.store.rules import Rules
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.examples import TEAM

PEOPLE = 500
EVENTS = 50_000
GROWTH = (5_000, 200_000)
WANTED_SECONDS = 60
PAGE = 1_000
TURN = 0.005  # how often someone else asks for their turn

EXPLANATION = f"""\
{PEOPLE} people, each with a calendar and a rule of one of the four kinds; every meeting is in two of the calendars, and
every third has a guest from outside. Bookings are written to SQLite, and no request goes to Recall: that follows at its
own pace, at half of the 600 writes a minute. "Beside a sync" writes events at the same time, as fast as the database
takes them. "Longest wait" is how long someone else's answer has to wait meanwhile. For the growth all rules are about
people from outside, and none comes, so that everything is decided and nothing booked."""


@dataclass(frozen=True, slots=True)
class Office:
    events: int
    mirror: Mirror
    rules: Rules
    reconcile: ReconcileRules
    rulebooks: Rulebooks
    scopes: Scopes

    async def run(self) -> Tally:
        """Everything, as once a day."""
        book = await self.rulebooks.load()
        scope = await self.scopes.find(book, await self.scopes.find_due())
        assert scope is not None
        assert scope.all_mark is not None
        return await self.reconcile.reconcile_scope(scope, book)


async def measure() -> Section:
    async with _an_office(EVENTS, tuple(Match)) as office:
        rows = [await _first(office), await _beside_a_sync(office), await _again(office)]
    return Section("Rules", EXPLANATION, [*rows, await _growth()])


async def _growth() -> Row:
    """By the time that this process was busy: the machine's other work is not the program's."""
    per_event = []
    for events in GROWTH:
        async with _an_office(events, (Match.EXTERNAL,), has_guests=False) as office:
            started = time.process_time()
            await office.run()
            per_event.append((time.process_time() - started) / events)
    small, large = per_event
    return Row(
        what=f"growth from {GROWTH[0]:,} to {GROWTH[1]:,} events",
        measured=f"{large * 1e6:.0f} µs of the processor an event",
        beside=f"{small * 1e6:.0f} µs",
        ratio=large / small,
    )


async def _first(office: Office) -> Row:
    """With all that is to be booked."""
    started, busy = time.perf_counter(), time.process_time()
    wait, tally = await _longest_wait(office.run())
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return Row(
        what=f"{office.events:,} events, {tally.added:,} bookings to write",
        measured=f"{seconds:.1f} s; longest wait {milliseconds(wait)}",
        beside=f"{busy:.1f} s of the processor",
        ratio=seconds / busy,
        wanted=f"< {WANTED_SECONDS} s",
        is_met=seconds < WANTED_SECONDS,
    )


async def _again(office: Office) -> Row:
    started, busy = time.perf_counter(), time.process_time()
    await office.run()
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    return Row(
        what=f"{office.events:,} events, nothing to write",
        measured=f"{seconds:.1f} s",
        beside=f"{busy:.1f} s of the processor",
        ratio=seconds / busy,
    )


async def _beside_a_sync(office: Office) -> Row:
    writing = asyncio.create_task(_keep_writing(office))
    started = time.perf_counter()
    await office.run()
    seconds = time.perf_counter() - started
    writing.cancel()
    written = await writing
    return Row(
        what=f"{office.events:,} events, beside a sync",
        measured=f"{seconds:.1f} s",
        beside=f"{written:,} events written meanwhile",
        wanted=f"< {WANTED_SECONDS} s",
        is_met=seconds < WANTED_SECONDS,
    )


async def _keep_writing(office: Office) -> int:
    written, now = 0, datetime.now(UTC)
    try:
        while True:
            page = [_row(written + number, now) for number in range(100)]
            await office.mirror.save_events(page, now)
            written += len(page)
    except asyncio.CancelledError:
        return written


@asynccontextmanager
async def _an_office(events: int, matches: Sequence[Match], *, has_guests: bool = True) -> AsyncIterator[Office]:
    clock = SystemClock()
    with TemporaryDirectory(prefix="bench-") as folder:
        database = Database(f"sqlite:///{Path(folder) / 'rules.db'}")
        await migrate(database)
        mirror, marks, rules = Mirror(database), Marks(database), Rules(database)
        automatic = AutomaticBookings(database)
        await _employ(database, mirror, rules, matches)
        await _fill(mirror, marks, events, has_guests)
        async with aiohttp.ClientSession() as session:
            accounts = Accounts(AsyncWebClient("", session=session))
            configuration = Configuration()
            people = KnownPeople(accounts, People(database), clock, TEAM, configuration)
            costs, connections = BotCosts(Bookings(database), clock, configuration), CalendarConnections(database)
            rulebooks = Rulebooks(TEAM, rules, mirror, connections, people, costs, configuration)
            ruled = RuledEvents(database)
            scopes = Scopes(TEAM, rules, ruled, automatic, marks, clock)
            decisions, series = Decisions(ruled, automatic, clock), FollowSeries(rules, ruled, clock, _ask)
            reconcile = ReconcileRules(
                TEAM,
                rulebooks,
                scopes,
                decisions,
                automatic,
                series,
                Pace(marks),
                Leases(database, clock),
                clock,
                ForegroundPriority(),
                lambda: None,
            )
            yield Office(events, mirror, rules, reconcile, rulebooks, scopes)
        await database.aclose()


async def _ask(_: SplitSeries) -> None:
    """No series is split here."""


async def _employ(database: Database, mirror: Mirror, rules: Rules, matches: Sequence[Match]) -> None:
    now = datetime.now(UTC)
    await mirror.save_calendars(
        [
            Calendar(
                id=CalendarId(f"c{number}"),
                platform="google_calendar",
                platform_email=_address(number),
                oauth_email=None,
                status="connected",
            )
            for number in range(PEOPLE)
        ]
    )
    for number in range(PEOPLE):
        user_id = UserId(f"U{number:08}")
        account = SlackAccount(user_id=user_id, team_id=TEAM, email=_address(number), email_is_confirmed=True)
        await People(database).save(account, now)
        match = matches[number % len(matches)]
        await rules.save(PersonalRule(team_id=TEAM, user_id=user_id, is_on=True, matches=frozenset({match})))


async def _fill(mirror: Mirror, marks: Marks, events: int, has_guests: bool) -> None:
    now = datetime.now(UTC)
    for start in range(0, events, PAGE):
        await mirror.save_events([_row(number, now, has_guests) for number in range(start, start + PAGE)], now)
    for mark in (LAST_READ, LAST_COMPLETE):
        await marks.set(mark, datetime.now(UTC))


def _address(person: int) -> str:
    return f"employee.{person}@example.com"


def _row(number: int, now: datetime, has_guests: bool = True) -> Meeting:
    """The second of two rows is the same meeting in a colleague's calendar."""
    meeting, is_copy = divmod(number, 2)
    host, colleague = meeting % PEOPLE, (meeting * 7 + 1) % PEOPLE
    start = (now + timedelta(hours=1, minutes=meeting % (27 * 24 * 60))).replace(microsecond=0)
    link = f"https://acme.zoom.us/j/8{meeting:010}"
    guests = (Attendee("dana@customer.test", "Dana"),) if has_guests and meeting % 3 == 0 else ()
    return Meeting(
        event_id=CalendarEventId(f"e{number}"),
        calendar_id=CalendarId(f"c{colleague if is_copy else host}"),
        start_time=start,
        end_time=start + timedelta(minutes=30),
        start_text=start.isoformat(),
        updated_at=now,
        title=f"Planning {meeting}",
        meeting_url=link,
        platform="zoom",
        ical_uid=f"u{meeting}@calendar.example.com",
        attendees=(
            Attendee(_address(host), f"Employee {host}", is_organizer=True, has_accepted=True),
            Attendee(_address(colleague), f"Employee {colleague}", has_accepted=meeting % 2 == 0),
            *guests,
        ),
        link_keys=(LinkKey(f"zoom:8{meeting:010}"),),
        invitation=Invitation(reply=Reply.ACCEPTED if meeting % 2 == 0 else Reply.NONE, is_host=not is_copy),
    )


async def _longest_wait(work: Coroutine[object, object, Tally]) -> tuple[float, Tally]:
    task, longest = asyncio.create_task(work), 0.0
    while not task.done():
        asked = time.perf_counter()
        await asyncio.sleep(TURN)
        longest = max(longest, time.perf_counter() - asked - TURN)
    return longest, await task


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
