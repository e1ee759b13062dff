"""How soon the program is ready and how much memory it takes, beside a process that only imports as much."""

import asyncio
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import slack_client
from tests.benchmarks.databases import Mirrors
from tests.benchmarks.forms import Forms
from tests.benchmarks.processes import Process
from tests.benchmarks.program import PretendServices, pretend_services, program
from tests.benchmarks.report import Row, Section, as_text
from tests.benchmarks.workforce import Employee

SIZE = 50_000
STARTS = 5
OURS = frozenset({"bot", "handlers", "tests", "__main__", "__mp_main__"})
NEEDED_BY_THE_OTHER_ENGINE = ("asyncpg", "alembic")
LIMIT_SECONDS, LIMIT_MB = 1.0, 60.0

EXPLANATION = f"""\
`recall-schedule serve` over a migrated SQLite file that mirrors {SIZE:,} events, from the start of the process to its
ready line, and its resident memory after an answer of the picker. Beside it a process that imports the same
third-party modules, taken from `sys.modules` of the program in this run, and idles. Medians of {STARTS} starts."""


@dataclass(frozen=True, slots=True)
class Start:
    seconds: float
    megabytes: float


async def measure(mirrors: Mirrors) -> Section:
    file, staff = await mirrors.load(SIZE)
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        async with pretend_services(folder) as services:
            modules = await _modules(folder, services, file)
            ours, floors = [], []
            for _ in range(STARTS):
                floors.append(await _floor(folder, _third_party(modules)))
                ours.append(await _start(folder, services, file, staff))
    return Section("Starting, and memory", EXPLANATION, _rows(_median(ours), _median(floors), modules))


async def _modules(folder: Path, services: PretendServices, file: Path) -> list[str]:
    """What the program has imported, in that order, once it has started and stopped."""
    listing = folder / "modules.json"
    arguments = ["-m", "tests.benchmarks.serve_and_list_modules", str(listing)]
    async with program(folder, services, file, arguments):
        pass
    names: list[str] = json.loads(listing.read_text())
    return names


def _third_party(modules: Sequence[str]) -> list[str]:
    return [name for name in modules if name.partition(".")[0] not in OURS | sys.stdlib_module_names]


async def _floor(folder: Path, modules: list[str]) -> Start:
    (folder / "wanted.json").write_text(json.dumps(modules))
    arguments = ["-m", "tests.benchmarks.import_and_idle", str(folder / "wanted.json")]
    async with Process("floor", arguments, folder) as process:
        return Start(process.seconds_to_ready, process.resident_mb)


async def _start(folder: Path, services: PretendServices, file: Path, staff: list[Employee]) -> Start:
    search = slack_client.interaction(Forms(staff[:1]).search(staff[0], ""))
    async with program(folder, services, file) as (process, port):
        await slack_client.send(port, [search], is_empty=False)
        return Start(process.seconds_to_ready, process.resident_mb)


def _median(starts: Sequence[Start]) -> Start:
    return Start(
        statistics.median(start.seconds for start in starts), statistics.median(start.megabytes for start in starts)
    )


def _rows(ours: Start, floor: Start, modules: Sequence[str]) -> list[Row]:
    later, more = ours.seconds - floor.seconds, ours.megabytes - floor.megabytes
    imported = {name: name in modules for name in NEEDED_BY_THE_OTHER_ENGINE}
    return [
        Row(
            what="start to ready",
            measured=f"{ours.seconds:.2f} s",
            beside=f"imports alone {floor.seconds:.2f} s",
            ratio=ours.seconds / floor.seconds,
            wanted=f"≤ {LIMIT_SECONDS:.0f} s more, is {later:.2f}",
            is_met=later <= LIMIT_SECONDS,
        ),
        Row(
            what="resident memory",
            measured=f"{ours.megabytes:.0f} MB",
            beside=f"imports alone {floor.megabytes:.0f} MB",
            ratio=ours.megabytes / floor.megabytes,
            wanted=f"≤ {LIMIT_MB:.0f} MB more, is {more:.0f}",
            is_met=more <= LIMIT_MB,
        ),
        Row(
            what="what only other engines or the first start need",
            measured=", ".join(f"{name} {'imported' if is_in else 'not imported'}" for name, is_in in imported.items()),
            wanted="not imported",
            is_met=not any(imported.values()),
        ),
    ]


async def main() -> None:
    with TemporaryDirectory(prefix="bench-") as folder:
        print(as_text(await measure(Mirrors(Path(folder)))))  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
