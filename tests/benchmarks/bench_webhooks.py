"""How fast Recall's webhooks are answered, and how soon the card shows what they say."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.core.booking.model import Booking, Said
from bot.core.identifiers import BookingId, BotId
from bot.sandbox.recall.webhooks import signed_headers
from bot.store.bookings.bookings import Bookings
from tests.benchmarks import databases, slack_client
from tests.benchmarks.latencies import Latencies
from tests.benchmarks.processes import Process
from tests.benchmarks.program import WEBHOOK_SECRET, pretend_services, program
from tests.benchmarks.report import Row, Section, as_text, milliseconds
from tests.examples import a_bare_link, a_booked_booking
from tests.journeys.world import a_world
from tests.ports import free_port
from tests.submissions import a_submission

LIMIT_SECONDS = 0.050
RATE = 200  # a second
SECONDS = 10
AT_ONCE = 20
BOOKINGS = 500
WARM_UP = 200
CHANGES = 40
LIFE = ("joining_call", "in_waiting_room", "in_call_not_recording", "in_call_recording")

EXPLANATION = f"""\
The program in a process of its own, on SQLite with a commit on disk for each delivery. Every second delivery is news of
one of {BOOKINGS} booked bots, the others are of bots that are not ours. At {RATE} a second the time of each counts from
the moment at which it was due, for {SECONDS} seconds; "as many as it takes" keeps {AT_ONCE} under way. Beside it stands
a Starlette route, served alike, that verifies the same signatures and stores nothing. From the delivery to the edited
card: {CHANGES} changes of one bot's status, one after the other, between the pretend Slack and Recall, over HTTP."""


async def measure() -> Section:
    with TemporaryDirectory(prefix="bench-") as folder:
        ours = await _ours(Path(folder))
        bare = await _bare(Path(folder))
        cards = await _cards(Path(folder))
    return Section("Webhooks", EXPLANATION, [*_rows(ours, bare), _card_row(cards)])


class Figures:
    """Of one server: at a steady rate, and how many a second at most."""

    def __init__(self, at_rate: Latencies, per_second: float) -> None:
        self.at_rate = at_rate
        self.per_second = per_second


def _rows(ours: Figures, bare: Figures) -> list[Row]:
    steady = f"p50 {milliseconds(ours.at_rate.p50)}, p99 {milliseconds(ours.at_rate.p99)}"
    beside = f"bare Starlette: p50 {milliseconds(bare.at_rate.p50)}, p99 {milliseconds(bare.at_rate.p99)}"
    return [
        Row(
            what=f"answers at {RATE} deliveries a second",
            measured=steady,
            beside=beside,
            ratio=ours.at_rate.p50 / bare.at_rate.p50,
            wanted="p99 ≤ 50 ms",
            is_met=ours.at_rate.p99 <= LIMIT_SECONDS,
        ),
        Row(
            what="as many as it takes",
            measured=f"{ours.per_second:,.0f} a second",
            beside=f"bare Starlette: {bare.per_second:,.0f} a second",
            ratio=ours.per_second / bare.per_second,
        ),
    ]


def _card_row(cards: Latencies) -> Row:
    return Row(
        what="from the delivery to the edited card",
        measured=f"p50 {milliseconds(cards.p50)}, p99 {milliseconds(cards.p99)}",
    )


async def _ours(folder: Path) -> Figures:
    file = folder / "webhooks.db"
    await databases.create(file)
    async with databases.opened(file) as database:
        bookings = Bookings(database)
        for booking in _bookings():
            now = datetime.now(UTC)
            await bookings.submit(a_submission(f"V {booking.id}", booking, at=now))
    async with pretend_services(folder) as services, program(folder, services, file) as (_, port):
        return await _figures(port)


async def _bare(folder: Path) -> Figures:
    port = free_port()
    arguments = ["-m", "tests.benchmarks.bare_webhook", str(port), WEBHOOK_SECRET]
    async with Process("bare-webhook", arguments, folder):
        return await _figures(port)


async def _figures(port: int) -> Figures:
    deliveries = _deliveries()
    await slack_client.send(port, _take(deliveries, WARM_UP), AT_ONCE)
    at_rate = await _send_at_rate(port, _take(deliveries, RATE * SECONDS))
    many = _take(deliveries, RATE * SECONDS)
    started = time.perf_counter()
    await slack_client.send(port, many, AT_ONCE)
    return Figures(at_rate, len(many) / (time.perf_counter() - started))


async def _send_at_rate(port: int, deliveries: Sequence[bytes]) -> Latencies:
    """Each when it is due, over as many connections as that needs; one that must wait is late already."""
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(AT_ONCE * 5):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    started = time.perf_counter()

    async def send(number: int, delivery: bytes) -> float:
        due = started + number / RATE
        await asyncio.sleep(due - time.perf_counter())
        reader, writer = await idle.get()
        writer.write(delivery)
        head = await reader.readuntil(b"\r\n\r\n")
        idle.put_nowait((reader, writer))
        if not head.startswith(b"HTTP/1.1 200"):
            raise slack_client.UnexpectedAnswer(head.decode())
        return time.perf_counter() - due

    latencies = Latencies(await asyncio.gather(*(send(*each) for each in enumerate(deliveries))))
    while not idle.empty():
        idle.get_nowait()[1].close()
    return latencies


def _bookings() -> Iterator[Booking]:
    """Of links, with bots that no one has to look at yet. No one is told of them: that would be Slack's time."""
    start = datetime.now(UTC) + timedelta(hours=1)
    for number in range(BOOKINGS):
        booking = a_booked_booking(
            id=BookingId(f"b{number}"),
            meeting=a_bare_link(start_time=start, link_key=f"meet:{number}"),
            said=Said(is_mute=True),
        )
        yield replace(booking, bot=replace(booking.bot, bot_id=BotId(f"bot-{number}"), starts_at=start))


def _deliveries() -> Iterator[bytes]:
    for number in count():
        of_ours = number // 2 % BOOKINGS
        bot_id = f"bot-{of_ours}" if number % 2 else f"stranger-{number}"
        yield _delivery(number, bot_id, LIFE[number // 2 // BOOKINGS % len(LIFE)])


def _delivery(number: int, bot_id: str, code: str) -> bytes:
    now = datetime.now(UTC)
    status = {"code": code, "sub_code": None, "updated_at": now.isoformat()}
    data = {"data": status, "bot": {"id": bot_id, "metadata": {}}}
    body = json.dumps({"event": f"bot.{code}", "data": data}).encode()
    headers = signed_headers([WEBHOOK_SECRET], f"msg_{number}", now, body)
    lines = "".join(f"{name}: {value}\r\n" for name, value in {**headers, "Content-Length": len(body)}.items())
    return f"POST /recall/webhooks HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n".encode() + body


def _take(deliveries: Iterator[bytes], number: int) -> list[bytes]:
    return [next(deliveries) for _ in range(number)]


async def _cards(folder: Path) -> Latencies:
    async with a_world(f"sqlite:///{folder}/cards.db") as world:
        world.hears_recall()
        await world.books()
        bot_id, seconds = world.only_bot().id, []
        world.recall.live_normally(bot_id, until="in_call_recording")
        await world.card(saying="Recording:")
        for _ in range(CHANGES // 2):
            for code, label in (("in_call_not_recording", "Recording paused:"), ("in_call_recording", "Recording:")):
                started = time.perf_counter()
                world.recall.walk_bot(bot_id, code)
                await world.card(saying=label)
                seconds.append(time.perf_counter() - started)
        return Latencies(seconds)


if __name__ == "__main__":
    print(as_text(asyncio.run(measure())))  # noqa: T201
