"""How fast the executor works when no vendor holds it up, and what a booking costs it in a table that grows."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from sqlalchemy import insert, text

from bot.clock import SystemClock
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking, Said
from bot.core.identifiers import BookingId, BotId, LinkKey
from bot.recall.rate_limit import PER_MINUTE
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.queue import Claim
from bot.store.engine.database import Database
from bot.store.engine.migrate import migrate
from bot.store.json_documents import BOOKING, dump
from bot.store.schema.tables import bookings
from bot.urls import sqlalchemy_url
from tests.benchmarks.engines import empty_database, engines
from tests.benchmarks.latencies import Latencies
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.examples import CARD, a_bare_link, a_booked_booking, a_booking
from tests.soak.calm import until_calendars_are_read, until_calm
from tests.soak.served import Served
from tests.soak.town import Town
from tests.soak.written import write_all
from tests.submissions import a_submission

AT_ONCE = 100  # fewer than Recall's budget lets through in one go
SIZES = (1_000, 20_000, 200_000)
DUE = 200
LEASE = timedelta(seconds=90)
CLAIMED_AT_ONCE = 20
TIMES_THE_BUDGET = 10  # its own work must be little beside waiting for Recall
LIMIT_OF_GROWTH = 2.0
ROWS_AT_ONCE = 5_000
A_DAY = timedelta(days=1)
A_MOMENT = 2.0
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PAST = a_booked_booking()
PAST_DOCUMENT = dump(BOOKING, PAST)

EXPLANATION = f"""\
Throughput: {AT_ONCE} bookings that come due together, each of a person and with a channel of its own, from the first
call of Recall to the last card; the pretend services answer at once, and share a process. Beside it the bookings that
Recall's budget lets through. Cost: claiming {CLAIMED_AT_ONCE} bookings at a time, and for each one writing down the bot
with a line of the audit trail, then the card, and letting go of it, in a table of that many bookings of which {DUE} are
due; the cost of one booking, beside that in the smallest table."""


async def measure() -> Section:
    rows: list[Row] = []
    with TemporaryDirectory(prefix="bench-") as name:
        for engine in await engines():
            async with empty_database(engine, Path(name)) as url:
                rows.append(_throughput_row(engine, await _seconds_for_many(Path(name), url)))
            async with empty_database(engine, Path(name)) as url:
                rows += _growth_rows(engine, await _costs(url))
    return Section("The executor", EXPLANATION, rows)


async def _seconds_for_many(folder: Path, url: str) -> float:
    """The program has read the calendars and sleeps while the bookings are written, so that it does nothing else."""
    async with Town(SystemClock(), folder, url, channels=AT_ONCE, people=AT_ONCE).open() as town:
        forms = [town.form_for_an_event() for _ in range(AT_ONCE)]
        program = Served("program", folder, town.variables)
        program.start()
        await asyncio.gather(program.until_ready(), until_calendars_are_read(town))
        await asyncio.sleep(A_MOMENT)  # for what else is done at a start
        program.freeze()
        await write_all(town, forms)
        program.resume()
        await until_calm(town)
        await program.stops()
        first = min(request.at for request in town.recall.requests if request.method == "POST")
        return (max(call.at for call in town.slack.calls_to("chat.postMessage")) - first).total_seconds()


def _throughput_row(engine: str, seconds: float) -> Row:
    measured, budget = AT_ONCE / seconds, PER_MINUTE["schedule_bot"] / 60
    return Row(
        what=f"{engine}: bookings a second",
        measured=f"{measured:.0f}",
        beside=f"Recall's budget {budget:.0f}",
        ratio=measured / budget,
        wanted=f"≥ {TIMES_THE_BUDGET} × the budget",
        is_met=measured >= TIMES_THE_BUDGET * budget,
    )


async def _costs(url: str) -> dict[int, Latencies]:
    costs, database = {}, Database(sqlalchemy_url(url))
    async with aclosing(database):
        await migrate(database)
        store, present = Bookings(database), 0
        for size in SIZES:
            await _fill(database, present, size)
            present = size
            costs[size] = await _work(store)
    return costs


async def _fill(database: Database, present: int, size: int) -> None:
    """With bookings about which nothing has to be done any more."""
    for start in range(present, size, ROWS_AT_ONCE):
        rows = [_row(number) for number in range(start, min(start + ROWS_AT_ONCE, size))]
        async with database.write() as connection:
            await connection.execute(insert(bookings), rows)
    if not database.is_sqlite:
        async with database.write() as connection:
            await connection.execute(text("ANALYZE bookings"))  # as Postgres does on its own after a while


def _row(number: int) -> dict[str, object]:
    start = LONG_AGO + number * timedelta(minutes=1)
    return {
        "id": f"past{number}",
        "team_id": PAST.team_id,
        "event_id": f"event-of-{number}",
        "link_key": f"meet:{number}",
        "bot_id": f"bot-of-{number}",
        "booked_by": f"U{number % 1000:08}",
        "intent": "attend",
        "shown_status": "done",
        "starts_at": start,
        "ends_at": start + timedelta(hours=1),
        "revision": 1,
        "was_abandoned": False,
        "document": PAST_DOCUMENT,
    }


async def _work(store: Bookings) -> Latencies:
    """Of each booking: its share of the claim, and what was written about it."""
    now, seconds = datetime.now(UTC), []
    for booking in _due_bookings(now):
        await store.submit(a_submission(f"V-{booking.id}", booking, at=now))
    while True:
        started = time.perf_counter()
        claims = await store.claim(now, LEASE, CLAIMED_AT_ONCE)
        share = (time.perf_counter() - started) / max(1, len(claims))
        if not claims:
            return Latencies(seconds)
        for claim in claims:
            started = time.perf_counter()
            await _write_down(store, claim, now)
            seconds.append(share + time.perf_counter() - started)


def _due_bookings(now: datetime) -> Iterator[Booking]:
    for _ in range(DUE):
        unique = token_hex(6)
        meeting = a_bare_link(link_key=LinkKey(f"meet:{unique}"), start_time=now + A_DAY, end_time=now + A_DAY)
        yield a_booking(id=BookingId(unique), meeting=meeting)


async def _write_down(store: Bookings, claim: Claim, now: datetime) -> None:
    booking_id, token = claim.booking.id, claim.token
    bot, said = BotState(bot_id=BotId(f"bot-{booking_id}"), applied_revision=1), Said(version=2, card=CARD)
    await store.record(booking_id, token, partial(replace, bot=bot), now, lease=LEASE, what="schedule")
    await store.record(booking_id, token, partial(replace, said=said), now, lease=LEASE)
    await store.release(booking_id, token, None)


def _growth_rows(engine: str, costs: dict[int, Latencies]) -> Iterator[Row]:
    smallest = costs[SIZES[0]]
    for size, cost in costs.items():
        ratio = cost.p50 / smallest.p50
        is_largest = size == SIZES[-1]
        yield Row(
            what=f"{engine}: a booking's cost among {size:,}",
            measured=f"p50 {milliseconds(cost.p50)}, p99 {milliseconds(cost.p99)}",
            beside=f"among {SIZES[0]:,} p50 {milliseconds(smallest.p50)}",
            ratio=ratio,
            wanted=f"≤ {LIMIT_OF_GROWTH:.0f} × that" if is_largest else "",
            is_met=ratio <= LIMIT_OF_GROWTH if is_largest else None,
        )


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
