"""What 10,000 people with 1,000,000 events cost: the mirror's queries, and how long Recall's budgets make a reading."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.blocks.form.meeting_options import build_meeting_options
from bot.clock import SystemClock
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import CalendarEventId
from bot.core.meetings.meeting import Meeting
from bot.recall.rate_limit import PER_MINUTE
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.find_picks import FindPicks
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Marks
from bot.store.mirror import rows as mirror_rows
from bot.store.mirror.mirror import Mirror
from bot.store.schema.tables import moment_as_text
from tests.benchmarks.databases import create, fill, opened
from tests.benchmarks.latencies import Latencies, timed
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.benchmarks.workforce import MEETINGS_PER_CALENDAR, Employee, employees, link_of, mirrored_meetings

SIZES = (10_000, 1_000_000)
ASKED = 300
WARM_UP = 20
ROWS_AT_ONCE = 20_000
EVENTS_A_PAGE = 100
SUSTAINED = 0.8  # of a minute's calls a fifth is kept for bursts
LIMIT_OF_GROWTH = 3.0
SEARCHES = ("weekly", "pric", "budget guest", "zoom", "no such meeting", "intreview tomorrow")
RARE = "zebra"

FEW, MANY = (size // MEETINGS_PER_CALENDAR for size in SIZES)
EXPLANATION = f"""\
{SIZES[1]:,} events of {MANY:,} people on SQLite, each question asked for up to {ASKED} of them in turn, beside the same
questions to {SIZES[0]:,} events of {FEW} in this run. Everyone has a hundred meetings in both, so that only what
depends on the others can grow. "Everyone's" is what `everyone_sees_everything` allows: a word that no meeting has is
looked for in all of them, for a second at the most. A complete reading takes as many lists of {EVENTS_A_PAGE} as there
are, at our share of Recall's budget."""

Question = Callable[[Employee], Awaitable[object]]


async def measure(sizes: tuple[int, ...] = SIZES) -> Section:
    rows: list[Row] = []
    with TemporaryDirectory(prefix="bench-") as folder:
        costs: dict[int, dict[str, Latencies]] = {}
        for size in sizes:
            file, staff = Path(folder, f"mirror-{size}.db"), employees(size // MEETINGS_PER_CALENDAR)
            started = time.perf_counter()
            await _make(file, staff)
            seconds = time.perf_counter() - started
            costs[size] = await _costs(file, staff)
            rows.append(
                Row(what=f"{size:,} events on disk", measured=_gigabytes(file), beside=f"made in {seconds:.0f} s")
            )
    rows += _growth(costs[sizes[0]], costs[sizes[-1]], sizes)
    minutes = sizes[-1] / EVENTS_A_PAGE / (SUSTAINED * PER_MINUTE["list_events"])
    wanted = "once a day: 1,440 min"
    rows.append(Row(what=f"a complete reading of {sizes[-1]:,} events", measured=f"{minutes:,.0f} min", beside=wanted))
    return Section("Ten thousand people", EXPLANATION, rows)


async def _make(file: Path, staff: list[Employee]) -> None:
    """As `Mirror.save_events` leaves it, past SQLAlchemy and with the indexes made at the end."""
    await create(file)
    await fill(file, staff[:1], [each.calendar for each in staff], [])
    await asyncio.to_thread(_write, file, staff)


def _write(file: Path, staff: list[Employee]) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-500000; PRAGMA journal_mode=MEMORY")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name LIKE 'event%' AND sql NOT NULL"
        indexes = connection.execute(query).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        now, meetings = datetime.now(UTC), mirrored_meetings(staff)
        while page := list(islice(meetings, ROWS_AT_ONCE)):
            _insert(connection, "events", [mirror_rows._event_row(each, now) for each in page])
            _insert(connection, "event_people", _rows_of(page, mirror_rows._people_rows))
            _insert(connection, "event_links", _rows_of(page, mirror_rows._link_rows))
        for _, statement in indexes:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA journal_mode=WAL")


def _rows_of(page: list[Meeting], rows: Callable[[Meeting], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [row for meeting in page for row in rows(meeting)]


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    names = list(rows[0])
    values = ([_as_stored(row[name]) for name in names] for row in rows)
    places = ", ".join("?" * len(names))
    connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", values)


def _as_stored(value: Any) -> Any:
    return moment_as_text(value) if isinstance(value, datetime) else value


async def _costs(file: Path, staff: list[Employee]) -> dict[str, Latencies]:
    async with opened(file) as database:
        clock, mirror = SystemClock(), Mirror(database)
        upcoming = UpcomingMeetings(mirror, Marks(database), clock, Configuration())
        find_picks = FindPicks(upcoming, Bookings(database), clock)
        words = iter(SEARCHES * ASKED)

        async def pick(employee: Employee, query: str) -> None:
            person = employee.as_person
            found = await find_picks.find(person, query)
            build_meeting_options(found.picks, found.marks, query, datetime.now(UTC), person.time_zone)

        async def look_up(employee: Employee) -> None:
            await mirror.event_and_owners(CalendarEventId(f"event-{employee.number}-{employee.number}-0"))

        questions: dict[str, tuple[Question, int]] = {
            "the picker, no words": (lambda employee: pick(employee, ""), ASKED),
            "the picker, words": (lambda employee: pick(employee, next(words)), ASKED),
            "a link's meetings": (lambda each: upcoming.find_with_link(each.as_person, link_of(each, 0)), ASKED),
            "an event and its owners": (look_up, ASKED),
            "everyone's next": (lambda _: mirror.everyones.find(datetime.now(UTC)), 20),
            "everyone's, by a word that many have": (
                lambda _: mirror.everyones.find(datetime.now(UTC), ["weekly"]),
                20,
            ),
            "everyone's, by a word that none has": (lambda _: mirror.everyones.find(datetime.now(UTC), [RARE]), 5),
        }
        costs = {}
        for name, (question, times) in questions.items():
            await timed(question, islice(_asked(staff), min(WARM_UP, times)))
            costs[name] = await timed(question, islice(_asked(staff), times))
        return costs


def _asked(staff: list[Employee]) -> Iterator[Employee]:
    """People who are far from each other."""
    return (staff[place * 37 % len(staff)] for place in range(ASKED))


def _growth(small: dict[str, Latencies], large: dict[str, Latencies], sizes: tuple[int, ...]) -> Iterator[Row]:
    for name, cost in large.items():
        ratio, is_promised = cost.p50 / small[name].p50, not name.startswith("everyone's, by a word that none")
        yield Row(
            what=f"{name}, {sizes[-1]:,} events",
            measured=f"p50 {milliseconds(cost.p50)}, p99 {milliseconds(cost.p99)}",
            beside=f"{sizes[0]:,} events: p50 {milliseconds(small[name].p50)}",
            ratio=ratio,
            wanted=f"≤ {LIMIT_OF_GROWTH:.0f} × that" if is_promised else "",
            is_met=ratio <= LIMIT_OF_GROWTH if is_promised else None,
        )


def _gigabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e9:.2f} GB"


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
