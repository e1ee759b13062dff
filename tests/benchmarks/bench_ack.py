"""How soon Slack has its acknowledgement, beside bare Bolt apps whose only listener acknowledges."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import slack_client
from tests.benchmarks.databases import create, fill
from tests.benchmarks.forms import Forms
from tests.benchmarks.latencies import Latencies
from tests.benchmarks.processes import Process, until_listening
from tests.benchmarks.program import PretendServices, pretend_services, program
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.benchmarks.workforce import Employee, calendar_at_recall, employees, meeting_at_recall
from tests.ports import free_port

OURS, DEFAULT, BEFORE_RESPONSE = "recall-schedule", "default", "process_before_response"
UNORDERED = "without priority"
COMMAND, SUBMISSION = "command", "submission"
ONE, MANY = 1, 50
STAFF = 40
ROUNDS = 6
WARM_UP = 10
OUR_PROGRAMS = {OURS: "bot", UNORDERED: "tests.benchmarks.without_priority"}
REQUESTS = {ONE: 100, MANY: 200}  # in a round, after the warm-up
SETTLE_WITHIN_SECONDS = 60
SHARE_OF_THE_DEFAULT = {COMMAND: 0.25, SUBMISSION: 0.3}

EXPLANATION = f"""\
Signed requests over connections that stay open, from a client in a process of its own. `default` and
`process_before_response` are bare Bolt apps whose only listener acknowledges, served by Bolt's own server. Ours is the
real program: a command opens its form after the acknowledgement; a submission is on disk before it, and is carried out
after it. Another of ours runs without priority: nothing there waits for those who still await an
acknowledgement. Each server has a process of its own, and so have the pretend Slack and Recall that ours talk to; of
the servers only the one that is measured is awake. {ROUNDS} rounds of {REQUESTS[ONE]} requests one after the other
and of {REQUESTS[MANY]} with {MANY} in flight; all get the same ones. Before a round of single ones ours have done at
Recall what was submitted before; their cards are still to come, one a second. With {MANY} in flight they have not."""

Figures = dict[tuple[str, str, int], Latencies]  # of which server, of what, how many in flight


@dataclass(frozen=True, slots=True)
class Server:
    name: str
    process: Process
    port: int


class Requests:
    """Made shortly before they are sent; each submission for a meeting that has no bot yet."""

    def __init__(
        self, services: PretendServices, files: Sequence[Path], staff: list[Employee], events: list[dict[str, str]]
    ) -> None:
        self._services = services
        self._files = files
        self._staff = staff
        self._submissions = _submissions(staff, events)
        self.made = {COMMAND: 0, SUBMISSION: 0}

    async def make(self, what: str, count: int) -> list[bytes]:
        self.made[what] += count
        if what == SUBMISSION:
            return [slack_client.interaction(each) for each in islice(self._submissions, count)]
        people = [self._staff[place % len(self._staff)].user_id for place in range(count)]
        return [slack_client.command(each) for each in await self._services.ask("/commands", user_ids=people)]

    async def settle(self) -> None:
        """Wait until nothing is opened any more."""
        before = -1
        async with asyncio.timeout(SETTLE_WITHIN_SECONDS):
            while (opened := sum((await self.opened()).values())) > before:
                before = opened
                await asyncio.sleep(1)

    async def settle_bookings(self) -> None:
        """Wait until every booking has its bot."""
        async with asyncio.timeout(SETTLE_WITHIN_SECONDS):
            while any(_count(file, "bot_id IS NULL") for file in self._files):  # noqa: ASYNC110 -- in another process
                await asyncio.sleep(0.5)

    async def opened(self) -> dict[str, int]:
        """How many forms came to which answer of Slack."""
        calls = (await self._services.ask("/calls"))["slack"]
        return {name.split()[1]: count for name, count in calls.items() if name.startswith("views.open ")}


def _submissions(staff: list[Employee], events: list[dict[str, str]]) -> Iterator[slack_client.Json]:
    owners, forms = {each.user_id: each for each in staff}, Forms(staff)
    for event in events:
        owner = owners[event["user_id"]]
        yield forms.submission(owner, meeting_at_recall(owner, event))


async def measure() -> Section:
    with TemporaryDirectory(prefix="bench-") as name:
        folder, staff = Path(name), employees(STAFF)
        async with pretend_services(folder) as services:
            events = await services.ask("/employees", count=STAFF)
            files = [folder / "ack.db", folder / "unordered.db"]
            for file in files:
                await _furnish(file, staff, events)
            async with _servers(folder, services, files) as servers:
                requests = Requests(services, files, staff, events)
                figures = await _figures(servers, requests)
                for file in files:
                    _check_written(file, requests.made[SUBMISSION])
                opened = await requests.opened()
    return Section("Acknowledging", EXPLANATION, [*_rows(figures), _forms_row(opened)])


async def _furnish(file: Path, staff: list[Employee], events: list[dict[str, str]]) -> None:
    owners = {each.user_id: each for each in staff}
    calendars = {event["calendar_id"]: calendar_at_recall(owners[event["user_id"]], event) for event in events}
    meetings = [meeting_at_recall(owners[event["user_id"]], event) for event in events]
    await create(file)
    await fill(file, staff, list(calendars.values()), meetings)


@asynccontextmanager
async def _servers(folder: Path, services: PretendServices, files: Sequence[Path]) -> AsyncIterator[list[Server]]:
    async with AsyncExitStack() as stack:
        servers = []
        for file, (name, module) in zip(files, OUR_PROGRAMS.items(), strict=True):
            process, port = await stack.enter_async_context(program(folder, services, file, ["-m", module]))
            servers.append(Server(name, process, port))
        for kind in (DEFAULT, BEFORE_RESPONSE):
            port = free_port()
            arguments = ["-m", "tests.benchmarks.bare_bolt", kind, str(port), services.addresses["slack_api_url"]]
            process = await stack.enter_async_context(Process(kind, arguments, folder))
            await until_listening(port)
            servers.append(Server(kind, process, port))
        for server in servers:
            server.process.freeze()
        yield servers


async def _figures(servers: list[Server], requests: Requests) -> Figures:
    figures: Figures = {}
    for what in (COMMAND, SUBMISSION):
        for in_flight, count in REQUESTS.items():
            for _ in range(ROUNDS):
                made = await requests.make(what, WARM_UP + count)
                for server in servers:
                    key = (server.name, what, in_flight)
                    if server.name == UNORDERED and what == COMMAND:  # a trigger opens one form
                        made = await requests.make(what, WARM_UP + count)
                    figures[key] = figures.get(key, Latencies()) + await _round(server, made, in_flight, requests)
    return figures


async def _round(server: Server, made: list[bytes], in_flight: int, requests: Requests) -> Latencies:
    server.process.resume()
    await slack_client.send(server.port, made[:WARM_UP])
    latencies = await slack_client.send(server.port, made[WARM_UP:], in_flight)
    if server.name in OUR_PROGRAMS:
        await requests.settle()
        if in_flight == ONE:
            await requests.settle_bookings()
    server.process.freeze()
    return latencies


def _check_written(file: Path, submissions: int) -> None:
    if (written := _count(file, "TRUE")) != submissions:
        raise slack_client.UnexpectedAnswer(f"{submissions} submissions made {written} bookings")


def _count(file: Path, condition: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM bookings WHERE {condition}").fetchone()
    return int(count)


def _rows(figures: Figures) -> Iterator[Row]:
    for what in (COMMAND, SUBMISSION):
        yield from _rows_one_by_one(figures, what)
        yield from _rows_at_once(figures, what)
        yield from _rows_unordered(figures, what)


def _rows_one_by_one(figures: Figures, what: str) -> Iterator[Row]:
    ours, default, before = (figures[name, what, ONE] for name in (OURS, DEFAULT, BEFORE_RESPONSE))
    for percentile, limit in (("p50", SHARE_OF_THE_DEFAULT[what]), ("p99", None)):
        measured, beside = getattr(ours, percentile), getattr(default, percentile)
        ratio = measured / beside
        yield Row(
            what=f"{what}, 1 in flight, {percentile}",
            measured=milliseconds(measured),
            beside=f"default {milliseconds(beside)}, {BEFORE_RESPONSE} {milliseconds(getattr(before, percentile))}",
            ratio=ratio,
            wanted=f"≤ {limit} × the default's" if limit else "",
            is_met=ratio <= limit if limit else None,
        )


def _rows_at_once(figures: Figures, what: str) -> Iterator[Row]:
    ours, default, before = (figures[name, what, MANY] for name in (OURS, DEFAULT, BEFORE_RESPONSE))
    faster = min(default.p50, before.p50)
    limits = {
        "p50": (2, "the faster one's", faster),
        "p99": (3 if what == COMMAND else None, "the default's", default.p99),
    }
    for percentile, (limit, whose, reference) in limits.items():
        measured = getattr(ours, percentile)
        others = {DEFAULT: default, BEFORE_RESPONSE: before}
        yield Row(
            what=f"{what}, {MANY} in flight, {percentile}",
            measured=milliseconds(measured),
            beside=", ".join(f"{name} {milliseconds(getattr(each, percentile))}" for name, each in others.items()),
            ratio=measured / reference,
            wanted=f"≤ {limit} × {whose}" if limit else "",
            is_met=measured / reference <= limit if limit else None,
        )


def _rows_unordered(figures: Figures, what: str) -> Iterator[Row]:
    """What it is worth that others wait for those who await an acknowledgement."""
    for in_flight in REQUESTS:
        ours, unordered = figures[OURS, what, in_flight], figures[UNORDERED, what, in_flight]
        for percentile in ("p50", "p99"):
            measured, beside = getattr(unordered, percentile), getattr(ours, percentile)
            yield Row(
                what=f"{what}, {in_flight} in flight, {percentile}, {UNORDERED}",
                measured=milliseconds(measured),
                beside=f"with it {milliseconds(beside)}",
                ratio=measured / beside,
            )


def _forms_row(opened: dict[str, int]) -> Row:
    """A trigger lives for three seconds, so a form can be late after an acknowledgement that was not."""
    in_time, all_of_them = opened.get("ok", 0), sum(opened.values())
    return Row(what="forms opened for these commands", measured=f"{in_time:,} of {all_of_them:,}")


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
