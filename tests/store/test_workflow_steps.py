"""Check the steps of workflows that wait for a bot, on SQLite and on Postgres."""

from datetime import timedelta

from sqlalchemy import select

from bot.core.access.workflow_step import StepInputs, WaitingStep
from bot.core.identifiers import BookingId, ChannelId
from bot.store.schema.slack_tables import workflow_steps
from bot.store.workflow_steps import StoredSteps
from tests.examples import JONAS, MAYA, MEET, NOW, SOON

INPUTS = StepInputs(user_id=MAYA, link=MEET, starts_at=SOON, preset="Sales calls", channel_id=ChannelId("C0SALES"))
MINUTE = timedelta(minutes=1)


async def test_a_step_is_due_at_once_and_what_it_asks_comes_back_as_it_was(database):
    steps = StoredSteps(database)
    await steps.add("Fx1", INPUTS, NOW)

    assert await steps.list_due(NOW) == [WaitingStep(execution_id="Fx1", inputs=INPUTS, at=NOW)]


async def test_the_same_execution_is_taken_up_once_even_after_it_is_completed(database):
    steps = StoredSteps(database)
    await steps.add("Fx1", INPUTS, NOW)
    await steps.add("Fx1", StepInputs(user_id=JONAS, link=MEET), NOW + MINUTE)
    assert [step.inputs.user_id for step in await steps.list_due(NOW + MINUTE)] == [MAYA]

    await steps.complete("Fx1")
    await steps.add("Fx1", INPUTS, NOW + MINUTE)

    assert await steps.list_due(NOW + 2 * MINUTE) == []


async def test_it_waits_for_its_booking_and_counts_its_tries(database):
    steps = StoredSteps(database)
    await steps.add("Fx1", INPUTS, NOW)

    await steps.wait("Fx1", NOW + MINUTE, tries=2, booking_id=BookingId("b1"))
    assert await steps.list_due(NOW) == []
    await steps.wait("Fx1", NOW + MINUTE, tries=3)
    (step,) = await steps.list_due(NOW + MINUTE)

    assert (step.tries, step.booking_id) == (3, "b1")


async def test_what_it_asked_for_is_erased_once_it_is_completed(database):
    steps = StoredSteps(database)
    await steps.add("Fx1", INPUTS, NOW)
    await steps.complete("Fx1")

    async with database.read() as connection:
        assert (await connection.execute(select(workflow_steps.c.document))).scalar_one() == "{}"


async def test_it_is_forgotten_after_a_time(database):
    steps = StoredSteps(database)
    await steps.add("Fx1", INPUTS, NOW)
    await steps.add("Fx2", INPUTS, NOW + MINUTE)

    await steps.forget(NOW + MINUTE)

    assert [step.execution_id for step in await steps.list_due(NOW + MINUTE)] == ["Fx2"]
