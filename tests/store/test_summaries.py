"""Summaries and the claims of paid calls, on SQLite and on Postgres."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.bot_status import BotStatus
from bot.core.booking.recording_files import FileState
from bot.core.identifiers import BookingId, BotId
from bot.core.lifecycle.recording import apply_media_deletion
from bot.core.summaries.model import Highlights, MeetingNotes, Summary, SummaryFailure, SummaryState
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.model_calls import CallOutcome, ClaimResult, ModelCall, ModelCalls, PastAnswer
from bot.store.schema.summary_tables import model_calls, summaries
from bot.store.summaries import DueSummary, Summaries, SummaryResult
from tests.examples import NOW, SOON, a_booked_booking
from tests.stored import store_bookings

B1, BOT = BookingId("b1"), BotId("bot-1")
LATER = NOW + timedelta(hours=1)
NOTES = MeetingNotes(highlights=Highlights(), summary=Summary(overview="We ship on Friday."))
PLAIN = MeetingNotes(highlights=Highlights(language="en"))
DONE = SummaryResult(notes=NOTES, model="pretend-1", input_tokens=100, output_tokens=20)


def a_recorded_booking(**bot):
    state = BotState(bot_id=BOT, applied_revision=1, status=BotStatus.DONE.value, transcript=FileState.READY)
    return a_booked_booking(bot=replace(state, **bot))


@pytest.fixture
def kept(database):
    return Summaries(database)


async def due_one(kept) -> DueSummary:
    await kept.enqueue(B1, BOT, NOW)
    (due,) = await kept.list_due(NOW, 5)
    return due


async def test_a_recording_is_queued_once_however_often_it_is_found(kept):
    found = await asyncio.gather(*(kept.enqueue(B1, BOT, NOW) for _ in range(5)))

    assert sorted(found) == [False, False, False, False, True]
    assert await kept.list_due(NOW, 5) == [DueSummary(B1, BOT, 1, 0)]


async def test_a_summary_is_kept_and_stays_in_the_queue_until_it_is_told(kept):
    due = await due_one(kept)

    assert await kept.finish(due, DONE, LATER)

    record = await kept.find(B1, BOT)
    assert (record.state, record.notes, record.model) == (SummaryState.READY, NOTES, "pretend-1")
    assert (record.input_tokens, record.output_tokens, record.made_at) == (100, 20, LATER)
    (told,) = await kept.list_due(LATER, 5)
    assert told.is_done
    await kept.record_told(told)
    assert await kept.list_due(LATER, 5) == []


async def test_a_round_is_finished_once(kept):
    due = await due_one(kept)

    assert await kept.finish(due, DONE, LATER)
    assert not await kept.finish(due, SummaryResult(failure=SummaryFailure.SLOW), LATER)

    assert (await kept.find(B1, BOT)).state is SummaryState.READY


async def test_summarize_again_is_another_round_and_leaves_what_there_is(kept):
    await kept.finish(await due_one(kept), DONE, LATER)

    assert await kept.enqueue_again(B1, BOT, LATER)
    assert not await kept.enqueue_again(B1, BOT, LATER)

    record = await kept.find(B1, BOT)
    assert (record.state, record.round, record.notes) == (SummaryState.DUE, 2, NOTES)


async def test_a_failure_leaves_the_summary_that_there_was(kept):
    await kept.finish(await due_one(kept), DONE, NOW)
    await kept.enqueue_again(B1, BOT, NOW)
    (due,) = await kept.list_due(NOW, 5)

    await kept.finish(due, SummaryResult(notes=PLAIN, failure=SummaryFailure.REFUSED), LATER)

    record = await kept.find(B1, BOT)
    assert (record.state, record.failure, record.notes) == (SummaryState.FAILED, SummaryFailure.REFUSED, NOTES)


async def test_a_first_failure_keeps_the_highlights(kept):
    await kept.finish(await due_one(kept), SummaryResult(notes=PLAIN, failure=SummaryFailure.DOWN), LATER)

    record = await kept.find(B1, BOT)
    assert (record.failure, record.notes, record.model) == (SummaryFailure.DOWN, PLAIN, None)


async def test_what_was_never_asked_for_can_be_asked_for(kept):
    assert await kept.enqueue_again(B1, BOT, NOW)
    assert (await kept.find(B1, BOT)).round == 1


async def test_what_is_put_off_comes_back_with_the_number_of_its_failures(kept):
    await kept.postpone(await due_one(kept), LATER)

    assert await kept.list_due(NOW, 5) == []
    assert await kept.list_due(LATER, 5) == [DueSummary(B1, BOT, 1, 1)]


async def test_only_recordings_with_a_transcript_that_were_never_summarized_are_found(database, kept):
    others = {
        "b2": {"transcript": FileState.NOT_READY},
        "b3": {"transcript": None},
        "b4": {"status": BotStatus.IN_CALL_RECORDING.value},
    }
    bookings = [replace(a_recorded_booking(**bot), id=BookingId(name)) for name, bot in others.items()]
    await store_bookings(database, [a_recorded_booking(), *bookings], NOW)

    assert [each.id for each in await kept.find_unsummarized(NOW, 5)] == ["b1"]
    assert await kept.find_unsummarized(SOON + timedelta(days=1), 5) == []
    await kept.enqueue(B1, BOT, NOW)
    assert await kept.find_unsummarized(NOW, 5) == []


async def summaries_left(database) -> int:
    async with database.read() as connection:
        return len((await connection.execute(select(summaries.c.bot_id))).all())


async def test_delete_recording_deletes_the_summary_in_the_same_moment(database, kept):
    await store_bookings(database, [a_recorded_booking()], NOW)
    await kept.finish(await due_one(kept), DONE, NOW)

    await Bookings(database).change(B1, apply_media_deletion, LATER, what="deletion wished")

    assert await kept.find(B1, BOT) is None


async def test_a_recording_that_recall_has_deleted_takes_its_summary_along(database, kept):
    bookings = Bookings(database)
    await store_bookings(database, [a_recorded_booking()], NOW)
    await kept.enqueue(B1, BOT, NOW)
    (claim,) = await bookings.claim(NOW, timedelta(seconds=15), 5)

    def is_deleted(booking):
        return replace(booking, bot=replace(booking.bot, media=Media.DELETED))

    await bookings.record(B1, claim.token, is_deleted, LATER, lease=timedelta(seconds=15))

    assert await summaries_left(database) == 0


async def test_a_summary_that_comes_after_the_deletion_is_not_kept(database, kept):
    due = await due_one(kept)
    await kept.delete(B1, BOT)

    assert not await kept.finish(due, DONE, LATER)
    assert await summaries_left(database) == 0


async def test_retention_takes_summaries_along(database, kept):
    await store_bookings(database, [a_recorded_booking()], NOW)
    await kept.finish(await due_one(kept), DONE, NOW)

    await Retention(database).reduce(SOON + timedelta(days=1))

    assert await summaries_left(database) == 0


CALL = ModelCall(B1, "bot-1/1/1", 1)


@pytest.fixture
def calls(database):
    return ModelCalls(database, tokens_per_day=1000)


async def test_a_call_is_claimed_once_by_however_many_processes(calls):
    claims = await asyncio.gather(*(calls.claim(CALL, 10, NOW) for _ in range(6)))

    assert sorted(claims) == [ClaimResult.GRANTED, *[ClaimResult.TAKEN] * 5]


async def test_what_was_answered_is_not_asked_for_again_in_this_round_or_the_next(calls, kept):
    await due_one(kept)
    await calls.claim(CALL, 10, NOW)
    await calls.settle(CALL, CallOutcome.ANSWERED, 5, 5, "{}")

    assert await calls.claim(CALL, 10, NOW) == PastAnswer("{}")
    assert await calls.claim(replace(CALL, round=2), 10, NOW) == PastAnswer("{}")
    assert await calls.claim(replace(CALL, subject="bot-1/1/10"), 10, NOW) is ClaimResult.GRANTED


async def test_an_answer_that_comes_after_the_deletion_is_not_kept_and_counts(calls, kept):
    due = await due_one(kept)
    await calls.claim(CALL, 10, NOW)
    await kept.delete(B1, BOT)
    await calls.settle(CALL, CallOutcome.ANSWERED, 5, 5, "{}")

    assert await calls.claim(CALL, 10, NOW) is ClaimResult.TAKEN
    assert await calls.tokens_since(NOW - timedelta(hours=1)) == 10
    assert not await kept.is_wanted(due)


async def test_a_call_without_a_known_outcome_may_be_made_again_only_in_another_round(calls):
    await calls.claim(CALL, 10, NOW)

    assert await calls.claim(CALL, 10, NOW) is ClaimResult.TAKEN
    assert await calls.claim(replace(CALL, round=2), 10, NOW) is ClaimResult.GRANTED


async def test_a_call_that_cost_nothing_gives_its_claim_back(calls):
    await calls.claim(CALL, 900, NOW)
    await calls.release(CALL)

    assert await calls.claim(CALL, 900, NOW) is ClaimResult.GRANTED


async def test_the_days_budget_counts_what_was_used_and_what_is_under_way(calls):
    await calls.claim(CALL, 600, NOW)
    other = replace(CALL, subject="bot-2/1/1")
    assert await calls.claim(other, 500, NOW) is ClaimResult.OVER_BUDGET

    await calls.settle(CALL, CallOutcome.ANSWERED, 300, 100)

    assert await calls.tokens_since(NOW - timedelta(days=1)) == 400
    assert await calls.claim(other, 601, NOW) is ClaimResult.OVER_BUDGET
    assert await calls.claim(other, 600, NOW) is ClaimResult.GRANTED


async def test_a_day_later_the_budget_is_whole_again(calls):
    await calls.claim(CALL, 1000, NOW)

    other = replace(CALL, subject="bot-2/1/1")
    assert await calls.claim(other, 1000, NOW + timedelta(hours=23)) is ClaimResult.OVER_BUDGET
    assert await calls.claim(other, 1000, NOW + timedelta(hours=25)) is ClaimResult.GRANTED


async def test_a_budget_of_nothing_asks_no_one(database):
    assert await ModelCalls(database, 0).claim(CALL, 1, NOW) is ClaimResult.OVER_BUDGET


async def answers_left(database) -> list[str]:
    async with database.read() as connection:
        found = select(model_calls.c.answer).where(model_calls.c.answer.is_not(None))
        return list((await connection.execute(found)).scalars())


async def test_what_a_model_said_of_the_parts_goes_once_the_whole_is_there(database, kept, calls):
    due = await due_one(kept)
    await calls.claim(CALL, 10, NOW)
    await calls.settle(CALL, CallOutcome.ANSWERED, 5, 5, "{}")

    await kept.finish(due, SummaryResult(failure=SummaryFailure.SLOW), LATER)
    assert await answers_left(database) == ["{}"]
    await kept.enqueue_again(B1, BOT, LATER)
    (again,) = await kept.list_due(LATER, 5)
    await kept.finish(again, DONE, LATER)

    assert await answers_left(database) == []
    assert await calls.tokens_since(NOW - timedelta(days=1)) == 10


async def test_what_a_model_said_goes_with_the_recording_and_after_two_days(database, kept, calls):
    await calls.claim(CALL, 10, NOW)
    await calls.settle(CALL, CallOutcome.ANSWERED, 5, 5, "{}")
    await kept.delete(B1, BOT)
    assert await answers_left(database) == []

    await calls.forget(NOW + timedelta(days=3))
    assert await calls.claim(CALL, 10, NOW) is ClaimResult.GRANTED
