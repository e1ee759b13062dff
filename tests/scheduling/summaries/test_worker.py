"""The worker: highlights always, a model's summary where one is asked, and a note where that came to nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.core.booking.bot_state import BotState, Media
from bot.core.booking.past_bots import with_bot
from bot.core.identifiers import BotId
from bot.core.summaries.model import SummaryFailure, SummaryState
from bot.sandbox.model.mischief import ModelMischief
from bot.scheduling.summaries import worker
from bot.store.bookings.bookings import Bookings
from bot.store.schema.summary_tables import model_calls
from tests.core.summaries.hostile import LINES, ORDERS, find_reach
from tests.examples import a_bare_link
from tests.journeys.waiting import until
from tests.scheduling.summaries.rig import B1, NOW, is_stopped

LONG = timedelta(minutes=45)


async def test_a_recorded_meeting_is_summarized_and_told(rig):
    await rig.records()

    await rig.worker().run_once()

    record = await rig.record()
    assert record.state is SummaryState.READY
    assert record.notes.summary.overview.startswith("The new invoices have the right totals")
    first, _ = record.notes.summary.tasks
    assert (first.owner, first.text) == (
        "Jonas Weber",
        "Ship the fix today, and send Maya the list of the old invoices",
    )
    assert record.model == "pretend-1"
    assert record.input_tokens > 400
    assert (await rig.booking()).bot.summary_round == 1
    assert rig.woken
    assert await rig.summaries.list_due(rig.clock.now(), 5) == []


async def test_without_a_model_there_are_highlights(rig):
    await rig.records()

    await rig.worker(asks=False).run_once()

    record = await rig.record()
    assert (record.state, record.model, record.notes.summary) == (SummaryState.READY, None, None)
    assert {each.speaker for each in record.notes.highlights.talk_time} == {"Maya Lindqvist", "Jonas Weber"}
    assert rig.model.asked == []


async def test_a_long_meeting_is_summarized_in_parts_and_then_as_a_whole(rig):
    await rig.records(LONG)

    await rig.worker().run_once()

    assert len(rig.model.asked) == 4
    assert ["part 1 of 3" in rig.model.asked[0].text, "part 3 of 3" in rig.model.asked[2].text] == [True, True]
    assert "the notes of the consecutive parts" in rig.model.asked[3].rules
    summary = (await rig.record()).notes.summary
    assert [len(summary.tasks), len(summary.decisions)] == [2, 1]


@pytest.mark.parametrize(
    ("mischief", "failure"),
    [
        ({"seconds": 60}, SummaryFailure.SLOW),
        ({"status": 500}, SummaryFailure.DOWN),
        ({"hangs_up": True}, SummaryFailure.DOWN),
        ({"refuses": True}, SummaryFailure.REFUSED),
        ({"text": "I'd rather write a poem."}, SummaryFailure.NONSENSE),
        ({"text": '{"overview": 7}'}, SummaryFailure.NONSENSE),
        ({"text": '{"overview": " "}'}, SummaryFailure.NONSENSE),
        ({"status": 401}, SummaryFailure.MISCONFIGURED),
    ],
    ids=str,
)
async def test_a_model_that_fails_costs_a_note_and_leaves_the_highlights(rig, monkeypatch, mischief, failure):
    monkeypatch.setattr(rig.model_client, "_seconds", 0.3 if failure is SummaryFailure.SLOW else 5.0)
    await rig.records()
    rig.model.behave(ModelMischief(**mischief))

    await rig.worker().run_once()

    record = await rig.record()
    assert (record.state, record.failure) == (SummaryState.FAILED, failure)
    assert record.notes.summary is None
    assert record.notes.highlights.key_sentences
    assert (await rig.booking()).bot.summary_round == 1


async def test_try_again_asks_again(rig):
    await rig.records()
    rig.model.behave(ModelMischief(status=500, times=1))
    await rig.worker().run_once()

    await rig.tries_again()
    await rig.worker().run_once()

    record = await rig.record()
    assert (record.state, record.round, record.failure) == (SummaryState.READY, 2, None)
    assert (await rig.booking()).bot.summary_round == 2


async def test_an_answer_that_is_no_document_is_repaired_once(rig):
    await rig.records()
    rig.model.behave(ModelMischief(text="Here are your notes: **great meeting**", times=1))

    await rig.worker().run_once()

    first, second = rig.model.asked
    assert "Your last answer could not be used: no JSON object" in second.text
    assert first.text in second.text
    assert (await rig.record()).state is SummaryState.READY


async def test_a_busy_model_is_asked_again_later_and_then_given_up(rig):
    await rig.records()
    rig.model.behave(ModelMischief(status=429, retry_after=120))
    process = rig.worker()

    await process.run_once()
    assert (await rig.record()).state is SummaryState.DUE
    rig.clock.advance(timedelta(seconds=119))
    assert not await process.start_due()
    for _ in range(5):
        rig.clock.advance(timedelta(hours=1))
        await process.run_once()

    assert (await rig.record()).failure is SummaryFailure.DOWN
    assert rig.model.asked == []


async def test_a_busy_model_that_comes_back_is_as_if_nothing_had_been(rig):
    await rig.records()
    rig.model.behave(ModelMischief(status=503, times=1))
    process = rig.worker()

    await process.run_once()
    rig.clock.advance(timedelta(minutes=2))
    await process.run_once()

    assert (await rig.record()).state is SummaryState.READY
    assert len(rig.model.asked) == 1


async def test_parts_that_were_paid_for_are_not_paid_for_again(rig):
    await rig.records(LONG)
    process = rig.worker()
    ask = rig.model_client.ask

    async def fails_at_the_third(prompt):
        if "part 3 of 3" in prompt.text:
            rig.model.behave(ModelMischief(refuses=True, times=1))
        return await ask(prompt)

    rig.model_client.ask = fails_at_the_third
    await process.run_once()
    assert (await rig.record()).failure is SummaryFailure.REFUSED

    rig.model_client.ask = ask
    await rig.tries_again()
    await process.run_once()

    assert (await rig.record()).state is SummaryState.READY
    assert ["part 1 of 3" in asked.text for asked in rig.model.asked].count(True) == 1


async def test_summarize_again_after_a_summary_is_a_new_one(rig):
    await rig.records()
    await rig.worker().run_once()

    await rig.tries_again()
    await rig.worker().run_once()

    assert len(rig.model.asked) == 2


async def test_a_spent_budget_asks_no_one(rig):
    await rig.records()

    await rig.worker(budget=100).run_once()

    record = await rig.record()
    assert (record.failure, record.notes.highlights.language) == (SummaryFailure.BUDGET, "en")
    assert rig.model.asked == []


async def test_a_hostile_model_reaches_no_one(rig):
    await rig.records()
    document = {
        "overview": " ".join(LINES),
        "tasks": [{"text": text, "owner": "Tom Okafor"} for text in ORDERS],
        "decisions": list(LINES),
    }
    rig.model.behave(ModelMischief(document=document))

    await rig.worker().run_once()

    summary = (await rig.record()).notes.summary
    texts = [summary.overview, *summary.decisions, *(task.text for task in summary.tasks)]
    assert [reach for text in texts for reach in find_reach(text)] == []
    assert {task.owner for task in summary.tasks} == {None}  # Tom was not there


async def test_a_transcript_that_cannot_be_read_yet_is_waited_for(rig):
    await rig.records()
    rig.recall.fail_next(503, path="/api/v1/bot/*/", times=3)
    process = rig.worker()

    await process.run_once()
    assert (await rig.record()).state is SummaryState.DUE
    rig.clock.advance(timedelta(minutes=5))
    await process.run_once()

    assert (await rig.record()).state is SummaryState.READY


async def test_a_transcript_that_is_gone_is_said(rig):
    await rig.records()
    rig.recall.fail_next(404, path="/api/v1/bot/*/")

    await rig.worker().run_once()

    record = await rig.record()
    assert (record.state, record.failure, record.notes) == (SummaryState.FAILED, SummaryFailure.NO_TRANSCRIPT, None)


async def test_a_recording_that_is_deleted_meanwhile_leaves_nothing(rig):
    booking = await rig.records(LONG)
    rig.model.behave(ModelMischief(seconds=0.2))
    process = rig.worker()
    await process.start_due()
    await until(lambda: rig.model.asked)

    def is_unwanted(booking):
        return replace(booking, bot=replace(booking.bot, media=Media.UNWANTED))

    await Bookings(rig.database).change(B1, is_unwanted, rig.clock.now(), what="deletion wished")
    await process.run_once()

    assert await rig.summaries.find(B1, booking.bot.bot_id) is None
    assert (await rig.booking()).bot.summary_round == 0
    assert len(rig.model.asked) == 1, "the parts that were not sent yet stay here"
    async with rig.database.read() as connection:
        assert (await connection.execute(select(model_calls.c.answer))).scalars().all() == [None]


async def test_a_bot_that_another_has_replaced_is_summarized_again_and_loses_nothing(rig):
    booking = await rig.records()
    await rig.worker().run_once()
    another = BotState(bot_id=BotId("another"), applied_revision=2)
    await Bookings(rig.database).change(B1, partial(with_bot, bot=another), rig.clock.now(), what="rebooked")

    assert await rig.summaries.enqueue_again(B1, booking.bot.bot_id, rig.clock.now())
    await rig.worker().run_once()

    record = await rig.summaries.find(B1, booking.bot.bot_id)
    assert (record.state, record.round) == (SummaryState.READY, 2)


async def test_a_private_event_is_summarized_where_others_read_only_when_someone_asks(rig):
    await rig.records(meeting=a_bare_link(start_time=NOW, is_private=True))
    process = rig.worker()

    await process.run_once()
    assert rig.model.asked == []
    await rig.tries_again()
    await process.run_once()

    assert (await rig.record()).state is SummaryState.READY


async def test_two_processes_summarize_once(rig):
    await rig.records()
    rig.model.behave(ModelMischief(seconds=0.1))
    one, other = rig.worker(), rig.worker()

    await one.start_due()
    await until(lambda: rig.model.asked)
    await other.start_due()
    await one.run_once()

    assert len(rig.model.asked) == 1
    assert (await rig.record()).state is SummaryState.READY


async def test_a_polite_stop_lets_an_answer_arrive_that_is_on_its_way(rig):
    await rig.records()
    rig.model.behave(ModelMischief(seconds=0.2))
    working = asyncio.create_task(rig.worker().run())
    await until(lambda: rig.model.asked)

    await is_stopped(working)

    assert (await rig.record()).state is SummaryState.READY
    assert (await rig.booking()).bot.summary_round == 1


async def test_a_stop_in_the_middle_of_a_long_call_is_said_and_not_paid_for_again(rig, monkeypatch):
    monkeypatch.setattr(worker, "FINISH_SECONDS", 0.0)
    await rig.records()
    rig.model.behave(ModelMischief(seconds=30, times=1))
    working = asyncio.create_task(rig.worker().run())
    await until(lambda: rig.model.asked)

    await is_stopped(working)
    await rig.worker().run_once()

    assert (await rig.record()).failure is SummaryFailure.INTERRUPTED
    assert len(rig.model.asked) == 1
