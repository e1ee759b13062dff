"""Five hundred people press at once while Recall is slow and drops one call in ten."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.clock import SystemClock
from bot.recall.rate_limit import PER_MINUTE
from bot.sandbox.slack.faults import POSTS_IN_A_BURST
from tests.benchmarks import slack_client
from tests.benchmarks.latencies import Latencies
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.served import Served
from tests.soak.town import Town

SUBMISSIONS, CHANNELS, PEOPLE = 500, 50, 100
ANSWER_SECONDS, FAILS_ONE_IN = 0.3, 10
SLACKS_PATIENCE_SECONDS = 3.0
GIVE_UP_SECONDS = 600.0

EXPLANATION = f"""\
{SUBMISSIONS} submissions at once, each for a meeting of its own, by {PEOPLE} people over {CHANNELS} channels, to the
real program on a SQLite file. The pretend Recall takes {ANSWER_SECONDS * 1000:.0f} ms for each answer and drops one
call in {FAILS_ONE_IN} with a 503; the pretend Slack refuses what is over its rate limits. The client and both pretend
services share a process; the program has its own. What the time until the last card is set beside is the least that
the two budgets allow: Recall's {PER_MINUTE["schedule_bot"]} bookings a minute, and one post a second in a channel
after {POSTS_IN_A_BURST} at once."""


@dataclass(frozen=True, slots=True)
class Rush:
    acks: Latencies
    seconds_to_last_card: float
    bookings_at_recall: int  # calls that book, those that failed included
    calls_of_recall: int
    calls_of_slack: int


async def measure() -> Section:
    with TemporaryDirectory(prefix="bench-") as name:
        rush = await _rush(Path(name))
    return Section("Five hundred at once", EXPLANATION, list(_rows(rush)))


async def _rush(folder: Path) -> Rush:
    town = Town(SystemClock(), folder, f"sqlite:///{folder}/load.db", channels=CHANNELS, people=PEOPLE)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(town.open())
        program = Served("program", folder, town.variables)
        stack.push_async_callback(program.aclose)
        await town.is_known()
        forms = [town.form_for_an_event() for _ in range(SUBMISSIONS)]
        program.start()
        await asyncio.gather(program.until_ready(), until_calendars_are_read(town))
        _make_it_hard(town)
        before = len(town.recall.requests), len(town.slack.calls)
        started = time.perf_counter()
        requests = [slack_client.interaction(form.payload) for form in forms]
        acks = await slack_client.send(program.port, requests, in_flight=SUBMISSIONS)
        await until_calm(town, GIVE_UP_SECONDS)
        return _counted(town, acks, started, before)


def _make_it_hard(town: Town) -> None:
    town.slack.limit_rates()
    town.recall.fail_next(503, every=FAILS_ONE_IN)
    town.recall.delay_next(ANSWER_SECONDS, times=None)


def _counted(town: Town, acks: Latencies, started: float, before: Sequence[int]) -> Rush:
    calls = town.slack.calls[before[1] :]
    last_card = max(call.at for call in calls if call.method in {"chat.postMessage", "chat.update"} and call.is_ok)
    age = (town.clock.now() - last_card).total_seconds()
    return Rush(
        acks=acks,
        seconds_to_last_card=time.perf_counter() - started - age,
        bookings_at_recall=sum(request.method == "POST" for request in town.recall.requests[before[0] :]),
        calls_of_recall=len(town.recall.requests) - before[0],
        calls_of_slack=sum(call.method.startswith("chat.") for call in calls),
    )


def _rows(rush: Rush) -> Iterator[Row]:
    for name, seconds in (("p50", rush.acks.p50), ("p99", rush.acks.p99), ("slowest", rush.acks.slowest)):
        yield Row(
            what=f"acknowledged, {name}",
            measured=milliseconds(seconds),
            beside=f"Slack waits {SLACKS_PATIENCE_SECONDS:.0f} s",
            ratio=seconds / SLACKS_PATIENCE_SECONDS,
            wanted="< 3 s",
            is_met=seconds < SLACKS_PATIENCE_SECONDS,
        )
    by_recall = rush.bookings_at_recall / PER_MINUTE["schedule_bot"] * 60
    by_slack = SUBMISSIONS / CHANNELS - POSTS_IN_A_BURST
    yield Row(
        what="until the last card",
        measured=f"{rush.seconds_to_last_card:.1f} s",
        beside=f"Recall's budget {by_recall:.1f} s, Slack's {by_slack:.1f} s",
        ratio=rush.seconds_to_last_card / max(by_recall, by_slack),
    )
    least = 1 / (1 - 1 / FAILS_ONE_IN)
    yield Row(
        what="calls of Recall for a booking",
        measured=f"{rush.calls_of_recall / SUBMISSIONS:.2f}",
        beside=f"{least:.2f}, for one in {FAILS_ONE_IN} fails",
        ratio=rush.calls_of_recall / SUBMISSIONS / least,
    )
    yield Row(
        what="calls of Slack for a booking",
        measured=f"{rush.calls_of_slack / SUBMISSIONS:.2f}",
        beside="1, the card",
        ratio=rush.calls_of_slack / SUBMISSIONS,
    )


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
