"""How soon a link's meetings are found in the mirror, and what reading links costs."""

import asyncio
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import SystemClock
from bot.core.bot_config.policy import Configuration
from bot.core.identifiers import LinkKey
from bot.scheduling.access.upcoming_meetings import UpcomingMeetings
from bot.store.leases import Marks
from bot.store.mirror.mirror import Mirror
from tests.benchmarks import bench_links
from tests.benchmarks.databases import Mirrors, opened
from tests.benchmarks.floor import PlainSqlite
from tests.benchmarks.latencies import timed
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.benchmarks.workforce import Employee, link_of

SIZE = 50_000
LINKS = 1000
LIMIT_SECONDS = 0.010
NOBODYS = LinkKey("zoom:99999999999")

EXPLANATION = f"""\
{LINKS} times `UpcomingMeetings.find_with_link` over a SQLite file of {SIZE:,} events: a link of a series with four
occurrences, of which the mirror has five copies each, asked by one of its people; and a link that is on no calendar.
Beside them what the standard library needs to read the same rows. Below that, the pure parts: links in a message, and
a person's own meetings by link and by words."""


async def measure(mirrors: Mirrors) -> Section:
    file, staff = await mirrors.load(SIZE)
    asked = [staff[place * 37 % len(staff)] for place in range(LINKS)]
    pure = [Row(what=what, measured=measured, beside=beside) for what, measured, beside in bench_links.rows()]
    return Section("From a link to its meeting", EXPLANATION, [*await _rows(file, asked), *pure])


async def _rows(file: Path, asked: list[Employee]) -> list[Row]:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    async with opened(file) as database:
        upcoming = UpcomingMeetings(Mirror(database), Marks(database), SystemClock(), Configuration())
        await upcoming.find_with_link(asked[0].as_person, NOBODYS)
        known = await timed(lambda employee: upcoming.find_with_link(employee.as_person, link_of(employee, 0)), asked)
        unknown = await timed(lambda employee: upcoming.find_with_link(employee.as_person, NOBODYS), asked)
    with closing(PlainSqlite(file)) as plain:
        floor = await timed(lambda employee: plain.meetings_with(link_of(employee, 0), now), asked)
        no_rows = await timed(lambda _: plain.meetings_with(NOBODYS, now), asked)
    pairs = {"a link of a series": (known, floor), "a link on no calendar": (unknown, no_rows)}
    return [
        Row(
            what=f"{what} among {SIZE:,} events",
            measured=f"p50 {milliseconds(measured.p50)}, p99 {milliseconds(measured.p99)}",
            beside=f"sqlite3 and json.loads: p50 {milliseconds(beside.p50)}",
            ratio=measured.p50 / beside.p50,
            wanted="p99 ≤ 10 ms",
            is_met=measured.p99 <= LIMIT_SECONDS,
        )
        for what, (measured, beside) in pairs.items()
    ]


async def main() -> None:
    with TemporaryDirectory(prefix="bench-") as folder:
        print(as_text(await measure(Mirrors(Path(folder)))))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
