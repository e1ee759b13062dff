"""Check what is left after `retention_days`: ids and times."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.access.last_choice import Choice
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Attempt, Booking, Card, ChangeInCall, Destination, Failure, Intent, Said, Veto, Wish
from bot.core.booking.origin import Origin, Source
from bot.core.booking.recording_files import FileState, Transcribing
from bot.core.booking.redaction import NO_LINK
from bot.core.booking.summary_share import SummaryShare
from bot.core.bot_config.settings import BotSettings
from bot.core.costs.usage import BillingTerms, Usage
from bot.core.identifiers import BookingId, BotId, CalendarEventId
from bot.core.summaries.model import Highlights, MeetingNotes, Summary
from bot.store.audit import read_audit, write_audit
from bot.store.bookings import retention
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.json_documents import BOOKING
from bot.store.model_calls import CallOutcome, ModelCall, ModelCalls
from bot.store.people import People
from bot.store.schema.every_table import collect_tables
from bot.store.summaries import Summaries, SummaryResult
from tests.examples import GENERAL, JONAS, MAYA, NOW, SOON, a_booked_meeting, a_booking, an_account
from tests.stored import store_bookings
from tests.submissions import a_submission

LATER = SOON + timedelta(days=91)
# The tables that grow with what people do. The others hold what is at Recall now, or are emptied within a day.
KEEPING = ("bookings", "audit", "people", "submissions", "choices", "homes", "deliveries", "marks", "leases")
KEEPING += ("summaries", "model_calls")


@pytest.fixture
async def kept(database):
    bookings = Bookings(database)
    bot = BotState(bot_id=BotId("bot-1"), applied_revision=1, applied_config={"bot_name": "Secret name"})
    there = Destination(channel_id=GENERAL, response_url="https://hooks.slack.test/x")
    await bookings.submit(a_submission("V1", a_booking(bot=bot, destination=there)))
    await People(database).save(an_account(), NOW)
    await summarize(database)
    return bookings


async def summarize(database):
    """The meeting of the booking, and a part of it that a model was asked for."""
    kept, calls = Summaries(database), ModelCalls(database, 1000)
    await kept.enqueue(BookingId("b1"), BotId("bot-1"), NOW)
    (due,) = await kept.list_due(NOW, 1)
    said = Summary(overview="The Secret name was said.")
    await kept.finish(due, SummaryResult(notes=MeetingNotes(highlights=Highlights(), summary=said)), NOW)
    part = ModelCall(BookingId("b1"), "bot-1/1/2", 2)
    await calls.claim(part, 10, NOW)
    await calls.settle(part, CallOutcome.ANSWERED, 5, 5, "The Secret name was said.")


async def everything(database) -> str:
    async with database.read() as connection:
        tables = [(await connection.execute(text(f"SELECT * FROM {table}"))).all() for table in KEEPING]
    return "\n".join(str(tuple(row)) for rows in tables for row in rows)  # a row itself leaves out the middle of a text


async def test_titles_names_and_links_are_gone_and_ids_and_times_stay(kept, database):
    await Retention(database).reduce(LATER)

    left = await everything(database)
    for private in ("Weekly sync", "meet.google.com", "abc-defg-hij", "Secret name", "hooks.slack", "maya@example.com"):
        assert private not in left
    booking = await kept.get(BookingId("b1"))
    assert (booking.bot.bot_id, booking.meeting.start_time, booking.booked_by) == ("bot-1", SOON, MAYA)


async def test_the_audit_still_tells_who_and_when(kept, database, database_url):
    await Retention(database).reduce(LATER)

    (line,) = [line async for line in read_audit(database_url, meeting="event-1")]

    assert (line["who"], line["what"], line["bot_id"]) == (MAYA, "booked", "bot-1")
    assert "settings" not in line


async def test_what_is_younger_stays_as_it_is(kept, database):
    assert await Retention(database).reduce(NOW - timedelta(days=1)) == 0

    assert (await kept.get(BookingId("b1"))).meeting == a_booked_meeting()


async def test_reducing_twice_finds_nothing_left(kept, database):
    assert await Retention(database).reduce(LATER) == 2
    assert await Retention(database).reduce(LATER) == 0


# Ids, times and our own or Recall's code words: what stays of a booking and of its lines in the audit trail.
STAYS = {
    *("source", "series_id", "also_for"),
    *("id", "team_id", "booked_by", "event_id", "calendar_id", "channel_id", "thread_ts", "by", "bot_id", "ts"),
    *("booked_at", "start_time", "end_time", "original_start", "moved_from", "missing_since", "response_url_at", "at"),
    *("starts_at", "applied_at", "checked_for", "media_next_at", "status_at", "seen_at", "first_sent_at", "next_at"),
    *(
        "look_failed_at",
        "verify_at",
        "until",
        "time_zone",
        "platform",
        "intent",
        "reason",
        "status",
        "sub_code",
        "media",
        "code",
        "transcript",
        "transcript_sub_code",
        "replaced_by",
        "refresh_at",
        "joined_at",
        "finished_at",
        "variant",
        "transcription",
        "state",
        "source",
        "series_id",
        "transcribing",
        "transcribing_next_at",
        "transcribing_code",
    ),
}
MARK = "Merger talks"


def a_full_bot(bot_id: str) -> BotState:
    return BotState(
        bot_id=BotId(bot_id),
        applied_config={"bot_name": "x", "chat": {"on_bot_join": {"message": "x"}}},
        deduplication_key="x",
        starts_at=SOON,
        applied_at=NOW,
        checked_for=SOON,
        status="done",
        sub_code="x",
        media_next_at=NOW,
        status_at=NOW,
        seen_at=NOW,
        recorded_seconds=2520,
        transcript=FileState.FAILED,
        transcript_sub_code="x",
        transcribing=Transcribing.FAILED,
        transcribing_next_at=NOW,
        transcribing_code="x",
        joined_at=NOW,
        finished_at=NOW,
    )


def a_full_booking() -> Booking:
    """Every field says something."""
    return a_booking(
        meeting=a_booked_meeting(
            original_start=SOON,
            moved_from=NOW,
            missing_since=NOW,
            change_in_call=ChangeInCall("moved", SOON),
            join_url="x",
            given_url="x",
        ),
        destination=Destination(
            channel_id=GENERAL, thread_ts="1.2", response_url="https://hooks.slack.test/x", response_url_at=NOW
        ),
        wish=Wish(
            intent=Intent.ATTEND, revision=2, settings=BotSettings(), by=MAYA, at=NOW, preset="Sales", reason="moved"
        ),
        bot=a_full_bot("bot-1"),
        past_bot_ids=(BotId("bot-0"),),
        past_unwanted=(a_full_bot("bot-0"),),
        shares=(SummaryShare(bot_id=BotId("bot-1"), channel_id=GENERAL, by=MAYA, at=NOW, ts="1.2"),),
        past_usage=(Usage(at=NOW, terms=BillingTerms(variant="x")),),
        attempt=Attempt(
            first_sent_at=NOW,
            look_failed_at=NOW,
            verify_at=NOW,
            unanswered_key="x",
            sent_config={"bot_name": "x", "chat": {"on_bot_join": {"message": "x"}}},
            next_at=NOW,
            failure=Failure(code="x", status=400, detail="x"),
        ),
        veto=Veto(by=MAYA, at=NOW, until=SOON, occurrence="x", event_id=CalendarEventId("event-1")),
        replaced_by=BookingId("b2"),
        origin=Origin(source=Source.SERIES, by=MAYA, reason="series", series_id="s1", also_for=(JONAS,)),
        said=Said(card=Card(channel_id=GENERAL, ts="1.2"), next_at=NOW, refresh_at=NOW, told=frozenset({"moved"})),
    )


def marked(value, name="", path=""):
    """The same with the mark in every text that is to go."""
    assert value is not None, f"{path} says nothing: fill it in, so that it is tried"
    if isinstance(value, dict):
        return {key: marked(each, key, f"{path}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [marked(each, name, path) if isinstance(each, dict) else each for each in value]
    if isinstance(value, str) and name not in STAYS and ".settings." not in path:
        return MARK
    return value


def a_marked_booking() -> Booking:
    document = marked(BOOKING.dump_python(a_full_booking(), mode="json"))
    document["wish"]["settings"] |= {"bot_name": MARK, "chat_notice": MARK}
    return BOOKING.validate_python(document)


async def test_more_than_one_transaction_takes_is_reduced_and_looked_for_once(database, monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    old = [a_booking(id=BookingId(f"b{number}")) for number in range(5)]
    await store_bookings(database, old, NOW)
    searches = []
    read_aside = database.read_aside
    monkeypatch.setattr(database, "read_aside", lambda work: searches.append(work) or read_aside(work))

    assert await Retention(database).reduce(LATER) == len(old)

    assert len(searches) == len(["bookings", "audit"])
    assert {(await Bookings(database).get(each.id)).meeting.link_key for each in old} == {NO_LINK}


async def test_what_is_moved_to_a_later_day_meanwhile_stays_as_it_is(kept, database, monkeypatch):
    read_aside = database.read_aside

    async def read_and_move(work):
        monkeypatch.undo()
        found = await read_aside(work)
        later = a_booked_meeting(start_time=LATER, end_time=LATER + timedelta(hours=1))
        await kept.change(BookingId("b1"), lambda booking: replace(booking, meeting=later), NOW, what="moved")
        return found

    monkeypatch.setattr(database, "read_aside", read_and_move)
    await Retention(database).reduce(LATER)

    assert (await kept.get(BookingId("b1"))).meeting.link_key != NO_LINK


async def test_no_text_of_a_booking_is_left_but_ids_times_and_code_words(database):
    booking = a_marked_booking()
    for what in ("booked", "schedule"):
        await Bookings(database).submit(a_submission(what, booking))
        async with database.write() as connection:
            await write_audit(connection, booking, what, NOW)
    assert (await everything(database)).count(MARK) > 30

    await Retention(database).reduce(LATER)

    assert MARK not in await everything(database)
    assert "U0MAYA" in await everything(database)


async def test_what_people_chose_last_goes_too(database):
    choice = Choice(channel_id=GENERAL, preset="Sales", changed={"bot_name": MARK})
    await Bookings(database).submit(a_submission("V1", a_booking(), choice=choice))
    assert MARK in await everything(database)

    await Retention(database).reduce(LATER)

    assert MARK not in await everything(database)


def test_every_table_is_either_reduced_or_holds_what_is_so_now():
    present = {"calendars", "events", "event_people", "event_links", "drafts"}
    present |= {"calendar_connections", "connect_flows", "personal_tokens", "slack_events", "workflow_steps"}
    present |= {"personal_rules", "series_choices", "rule_pauses", "rules_due", "preferences"}
    present |= {"left_out", "plans_sent", "offers"}  # gone once they are over

    assert {table.name for table in collect_tables().sorted_tables} == {*KEEPING, *present}
