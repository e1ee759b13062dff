"""Every database that a version has left behind is upgraded with its bookings intact, and goes on under this one."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.app import build
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BookingId, UserId
from bot.sandbox.clock import MovableClock
from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.serving import serving
from bot.sandbox.slack.installation import BOT_TOKEN, SIGNING_SECRET
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.pretend_slack import PretendSlack
from bot.settings import Settings
from bot.store.bookings.bookings import Bookings
from bot.store.engine.database import Connection, Database
from bot.store.engine.migrate import is_migrated, migrate
from bot.store.schema.every_table import collect_tables
from bot.store.schema.tables import audit
from tests.journeys.waiting import until
from tests.upgrades.released import RELEASES, documents, read, tables_of

A_WHILE = timedelta(minutes=3)  # every lease is over


@pytest.fixture
async def upgraded(released):
    database = Database(released.url)
    await migrate(database)
    yield database
    await database.aclose()


async def everything(database: Database) -> list[Booking]:
    async with database.read() as connection:
        ids = (await connection.execute(text("SELECT id FROM bookings ORDER BY id"))).scalars().all()
    return [await the(database, BookingId(each)) for each in ids]


async def the(database: Database, booking_id: BookingId) -> Booking:
    booking = await Bookings(database).get(booking_id)
    assert booking is not None
    return booking


async def count(connection: Connection, name: str) -> int:
    return (await connection.execute(select(func.count()).select_from(collect_tables().tables[name]))).scalar_one()


def facts(document: dict[str, Any]) -> dict[str, Any]:
    """What a person would miss."""
    return {
        "who": (document["team_id"], document["booked_by"], document["wish"]["by"], document["booked_at"][:19]),
        "meeting": (document["meeting"]["event_id"], document["meeting"]["meeting_url"]),
        "start": document["meeting"]["start_time"][:19],
        "wish": (document["wish"]["intent"], document["wish"]["revision"]),
        "bot_name": document["wish"]["settings"]["bot_name"],
        "bot": (document["bot"]["bot_id"], document["bot"]["applied_revision"]),
        "card": document["said"]["card"],
    }


async def test_an_upgrade_keeps_every_booking_and_every_row(released, upgraded):
    """But for what a migration forgets on purpose: how far the calendars had been read."""
    before = [facts(document) for document in documents(released.file, "bookings")]
    last_line = read(released.file, "SELECT max(number) FROM audit")[0][0]
    async with upgraded.read() as connection:
        found = (await connection.execute(text("SELECT document FROM bookings ORDER BY id"))).scalars().all()
        counts = {name: await count(connection, name) for name in tables_of(released.file) - {"marks"}}

    assert await is_migrated(upgraded)
    assert len(before) == len(await everything(upgraded)) == 8
    assert [facts(json.loads(each)) for each in found] == before
    assert counts == {name: read(released.file, f"SELECT count(*) FROM {name}")[0][0] for name in counts}

    await Bookings(upgraded).record_refusal(UserId("U00000001"), "cancel", datetime.now(UTC), reason="no_rights")
    async with upgraded.read() as connection:
        assert (await connection.execute(select(func.max(audit.c.number)))).scalar_one() > last_line


@pytest.mark.parametrize("version", RELEASES, indirect=True)
async def test_the_program_goes_on_where_the_earlier_one_was_killed(released):
    before = {document["id"]: document for document in documents(released.file, "bookings")}
    waiting = {booking_id for booking_id, document in before.items() if document["bot"]["bot_id"] is None}
    clock = MovableClock(_last_moment(released.file) + A_WHILE)
    slack, recall = _slack_as_it_was(clock, released.file), _recall_as_it_was(clock, released.file)
    database = Database(released.url)

    async with slack.serving() as slack_url, serving(recall.asgi) as recall_url:
        settings = Settings(
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=f"{slack_url}/api/",
            recall_api_key=recall.api_key,
            recall_api_url=recall_url,
            database_url=released.url,
        )
        async with build(settings, clock):
            await until(lambda: _are_all_carried_out(database))
            after = {booking.id: booking for booking in await everything(database)}
    await recall.aclose()
    await database.aclose()

    assert len(waiting) == 3
    assert {each.config["bot_name"] for each in recall.bots} == {after[each].wish.settings.bot_name for each in waiting}
    for booking_id, booking in after.items():
        assert (booking.wish.intent, booking.wish.revision) == (Intent.ATTEND, 1)
        if booking_id not in waiting:
            assert booking.bot.bot_id == before[booking_id]["bot"]["bot_id"]
    cards = {(each.said.card.channel_id, each.said.card.ts) for each in after.values() if each.said.card}
    assert len(cards) == len(after)
    assert {(message.channel_id, message.ts) for message in _cards(slack)} == cards


async def _are_all_carried_out(database: Database) -> bool:
    return all(each.is_applied and each.said.shown_version == each.said.version for each in await everything(database))


def _last_moment(file: Path) -> datetime:
    return datetime.fromisoformat(read(file, "SELECT max(at) FROM audit")[0][0]).replace(tzinfo=UTC)


def _slack_as_it_was(clock: MovableClock, file: Path) -> PretendSlack:
    slack = PretendSlack(clock)
    people = [slack.add_user(f"U{n:08}", email=f"person.{n}@example.com") for n in range(4)]
    for n in range(4):
        slack.add_channel(f"C{n:08}", name=f"channel-{n}", members={each.id for each in people}, app_is_member=True)
    for document in documents(file, "bookings"):
        if (card := document["said"]["card"]) is not None:
            author = slack.workspace.installation.author
            slack.workspace.messages.add(Message(channel_id=card["channel_id"], ts=card["ts"], author=author))
    return slack


def _cards(slack: PretendSlack) -> list[Message]:
    return [message for n in range(4) for message in slack.messages(f"C{n:08}") if not message.is_reply]


def _recall_as_it_was(clock: MovableClock, file: Path) -> PretendRecall:
    """With the same calendars and events. The bots of old are days away, and no one asks about them."""
    recall = PretendRecall(clock)
    for calendar_id, email in read(file, "SELECT id, platform_email FROM calendars"):
        calendar = recall.add_calendar(email)
        recall._workspace.calendars[calendar_id] = recall._workspace.calendars.pop(calendar.id)
        calendar.id = calendar_id
    for meeting in documents(file, "events"):
        start, end = (datetime.fromisoformat(meeting[name]) for name in ("start_time", "end_time"))
        details = {"title": meeting["title"], "meeting_url": meeting["meeting_url"], "ical_uid": meeting["ical_uid"]}
        event = recall.add_event(meeting["calendar_id"], start=start, end=end, **details)
        recall._workspace.events[meeting["event_id"]] = recall._workspace.events.pop(event.id)
        event.id = meeting["event_id"]
    return recall
