"""A recorded meeting is summarized by the running program, and its thread tells it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.blocks.names import Action
from bot.core.identifiers import BookingId
from bot.core.summaries.model import SummaryState
from bot.sandbox.model.pretend_model import KEY, MODEL, PretendModel
from bot.sandbox.serving import serving
from bot.store.schema.summary_tables import summaries
from bot.store.schema.tables import bookings
from tests.journeys.threads import reply
from tests.journeys.waiting import until


async def record_of(world):
    async with world.store.database.read() as connection:
        booking_id = (await connection.execute(select(bookings.c.id))).scalar_one()
    booking = await world.store.bookings.get(BookingId(booking_id))
    return await world.store.summaries.find(booking.id, booking.bot.bot_id)


async def is_recorded(world):
    world.hears_recall()
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    world.clock.advance(timedelta(minutes=30))
    world.recall.live_normally(world.only_bot().id)
    world.recall.finish_transcripts(world.only_bot().id)


@pytest.fixture
async def model_world(a_sqlite_world):
    """With a pretend model in OpenAI's form, which is there too."""
    model = PretendModel()
    async with serving(model.asgi) as url:
        chosen = {"summary_provider": "openai", "summary_base_url": f"{url}/v1", "summary_model": MODEL}
        world = await a_sqlite_world(settings={**chosen, "summary_api_key": KEY})
        yield world, model


async def test_a_model_summarizes_and_the_thread_tells_it(model_world):
    world, model = model_world
    await world.books()
    await is_recorded(world)

    await reply(world, "*Summary*")

    record = await record_of(world)
    assert record.notes.summary.overview.startswith("The new invoices have the right totals")
    assert len(model.asked) == 3  # half an hour: two parts and the whole


async def test_highlights_are_made_without_any_model(a_sqlite_world):
    world = await a_sqlite_world(settings={"summary_provider": "highlights"})
    await world.books()
    await is_recorded(world)

    await reply(world, "*Highlights (no AI)*")

    record = await record_of(world)
    assert (record.state, record.notes.summary) == (SummaryState.READY, None)
    assert record.notes.highlights.task_lines


async def test_where_summaries_are_off_nothing_is_kept(world):
    await world.books()
    await is_recorded(world)
    await reply(world, "View in Recall.ai")

    await world.nothing_is_left_to_do()

    assert await record_of(world) is None


async def test_delete_recording_deletes_the_summary(model_world):
    world, _ = model_world
    await world.books()
    await is_recorded(world)
    ended = await reply(world, "View in Recall.ai")
    await reply(world, "*Summary*")

    await world.maya.clicks(Action.DELETE_RECORDING, ended)

    async def is_gone():
        async with world.store.database.read() as connection:
            return not (await connection.execute(select(summaries.c.bot_id))).all()

    await until(is_gone)
