"""How soon the picker has its options, whatever the size of the mirror."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.blocks.form.meeting_options import build_meeting_options
from bot.clock import SystemClock
from bot.core.bot_config.policy import Configuration
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.scheduling.forms.find_picks import FindPicks
from bot.store.bookings.bookings import Bookings
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from tests.benchmarks import slack_client
from tests.benchmarks.databases import Mirrors, opened
from tests.benchmarks.floor import PlainSqlite
from tests.benchmarks.forms import Forms
from tests.benchmarks.latencies import Latencies, timed
from tests.benchmarks.program import pretend_services, program
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.benchmarks.workforce import Employee

SIZES = (1_000, 10_000, 50_000, 100_000)
PROMISED_SIZE = 50_000
LIMIT_SECONDS = 0.050
ANSWERS = 500
WARM_UP = 20
SEARCHES = ("weekly", "pric", "budget guest", "zoom", "no such meeting", "intreview tomorrow", "pircing reveiw")

EXPLANATION = f"""\
{ANSWERS} answers to people whose calendars hold a hundred meetings each, of five colleagues and three outsiders, so
that the mirror has five copies of each. The first rows ask `FindPicks` and `build_meeting_options` over
a SQLite file; beside them stands what the standard library needs to read the same rows and to decode their JSON. The
last ones are the whole way over HTTP, signature included, beside the same program's `/healthz`."""


async def measure(mirrors: Mirrors) -> Section:
    rows = []
    for size in SIZES:
        file, staff = await mirrors.load(size)
        rows += await _rows_from_the_database(size, file, staff)
        if size == PROMISED_SIZE:
            over_http = await _rows_over_http(size, file, staff)
    return Section("The picker", EXPLANATION, [*rows, *over_http])


async def _rows_from_the_database(size: int, file: Path, staff: list[Employee]) -> list[Row]:
    async with opened(file) as database:
        clock = SystemClock()
        upcoming = UpcomingMeetings(Mirror(database), Marks(database), clock, Configuration())
        find_picks = FindPicks(upcoming, Bookings(database), clock)

        async def answer(question: tuple[Employee, str]) -> None:
            employee, words = question
            person = employee.as_person
            found = await find_picks.find(person, words)
            build_meeting_options(found.picks, found.marks, words, datetime.now(UTC), person.time_zone)

        await timed(answer, islice(_questions(staff, SEARCHES), WARM_UP))
        unasked = await timed(answer, _questions(staff, ("",)))
        searched = await timed(answer, _questions(staff, SEARCHES))
    floor = await _floor(file, staff)
    return [
        _row(f"{size:,} events, no words", unasked, floor, size),
        _row(f"{size:,} events, words", searched, floor, size),
    ]


async def _floor(file: Path, staff: list[Employee]) -> Latencies:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    with closing(PlainSqlite(file)) as plain:
        return await timed(
            lambda question: plain.meetings_of(question[0].calendar.id, question[0].email, now),
            _questions(staff, ("",)),
        )


def _row(what: str, latencies: Latencies, floor: Latencies, size: int) -> Row:
    return Row(
        what=what,
        measured=f"p50 {milliseconds(latencies.p50)}, p99 {milliseconds(latencies.p99)}",
        beside=f"sqlite3 and json.loads: p50 {milliseconds(floor.p50)}",
        ratio=latencies.p50 / floor.p50,
        wanted="p99 ≤ 50 ms" if size == PROMISED_SIZE else "",
        is_met=latencies.p99 <= LIMIT_SECONDS if size == PROMISED_SIZE else None,
    )


async def _rows_over_http(size: int, file: Path, staff: list[Employee]) -> list[Row]:
    with TemporaryDirectory(prefix="bench-") as folder:
        async with pretend_services(Path(folder)) as services, program(Path(folder), services, file) as (_, port):
            forms = Forms(staff)
            await slack_client.send(port, _requests(forms, staff, SEARCHES)[:WARM_UP], is_empty=False)
            unasked = await slack_client.send(port, _requests(forms, staff, ("",)), is_empty=False)
            searched = await slack_client.send(port, _requests(forms, staff, SEARCHES), is_empty=False)
            floor = await slack_client.send(port, [slack_client.get("/healthz")] * ANSWERS, is_empty=False)
    return [
        _http_row(f"{size:,} events, no words, over HTTP", unasked, floor),
        _http_row(f"{size:,} events, words, over HTTP", searched, floor),
    ]


def _http_row(what: str, latencies: Latencies, floor: Latencies) -> Row:
    return Row(
        what=what,
        measured=f"p50 {milliseconds(latencies.p50)}, p99 {milliseconds(latencies.p99)}",
        beside=f"/healthz: p50 {milliseconds(floor.p50)}, p99 {milliseconds(floor.p99)}",
        ratio=latencies.p50 / floor.p50,
        wanted="p99 ≤ 50 ms",
        is_met=latencies.p99 <= LIMIT_SECONDS,
    )


def _requests(forms: Forms, staff: list[Employee], searches: tuple[str, ...]) -> list[bytes]:
    return [slack_client.interaction(forms.search(*question)) for question in _questions(staff, searches)]


def _questions(staff: list[Employee], searches: tuple[str, ...]) -> Iterator[tuple[Employee, str]]:
    """From everyone in turn, beginning with people who are far from each other."""
    places = (place * 37 % len(staff) for place in range(ANSWERS))
    return ((staff[place], words) for place, words in zip(places, cycle(searches), strict=False))


async def main() -> None:
    started = time.perf_counter()
    with TemporaryDirectory(prefix="bench-") as folder:
        print(as_text(await measure(Mirrors(Path(folder)))))  # noqa: T201
    print(f"{time.perf_counter() - started:.0f} s")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
