"""The step in Workflow Builder: it waits for the bot, answers with the booking, and fails in words."""

from datetime import timedelta

import pytest
import yaml
from sqlalchemy import select

from bot.blocks.names import COMMAND, WORKFLOW_STEP
from bot.manifest import build_manifest
from bot.sandbox.recall.provider_events import google_event_page
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.wire import Retry
from bot.sandbox.slack.workflows import Execution
from bot.scheduling.workflow_steps import TURNED_OFF
from bot.store.schema.slack_tables import workflow_steps
from tests.full_disk import full_disk
from tests.journeys.furniture import MEET, OTHER_MEET, RANDOM, SALES
from tests.journeys.links import ZOOM, created
from tests.journeys.waiting import until
from tests.journeys.world import World

NAME = "Record the customer call"


def furnish(world: World) -> None:
    world.slack.follow_manifest(yaml.safe_load(build_manifest(has_workflow_step=True)))
    world.settings = world.settings.model_copy(update={"workflow_step_enabled": True})
    world.meeting()


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=furnish)


async def runs(world: World, who: Person | None = None, **inputs: object) -> Execution:
    """To its end."""
    world.slack.build_workflow(NAME, WORKFLOW_STEP, **{"link": MEET, **inputs})
    started = await (who or world.maya).starts_workflow(NAME)
    await world.until(lambda: world.slack.execution(started).state != "running", patience=10)
    return world.slack.execution(started)


async def nothing_waits(world: World) -> bool:
    return not await world.store.workflow_steps.list_due(world.clock.now() + timedelta(days=1))


def delivered(world: World):
    (event,) = [
        each for each in world.slack.delivered if each.payload.get("event", {}).get("type") == "function_executed"
    ]
    return event


async def test_it_books_the_persons_meeting_and_answers_once_recall_has_the_bot(world):
    execution = await runs(world, channel=SALES)
    card = await world.card(saying="Scheduled:")

    assert (execution.state, execution.error) == ("completed", None)
    assert execution.outputs["status"] == "Scheduled"
    assert execution.outputs["joins_at"] == int(world.hours(3).timestamp())
    assert execution.outputs["card"].endswith(card.ts.replace(".", ""))
    assert (await world.store.bookings.get(execution.outputs["booking"])).booked_by == "U0MAYA"
    assert len(world.scheduled()) == 1


async def test_in_a_private_channel_of_the_builders_the_card_shows_no_title(world):
    world.slack.add_channel("C0THEIRS", name="theirs", members={"U0JONAS"}, kind="private", app_is_member=True)

    await runs(world, channel="C0THEIRS")

    card = await world.card("C0THEIRS", saying="Scheduled:")
    assert "Weekly sync" not in card.text
    assert "Weekly sync" not in str(card.blocks)


async def test_without_a_channel_the_card_is_the_persons_alone(world):
    await runs(world)
    await world.nothing_is_left_to_do()

    assert "Scheduled" in world.maya.direct_messages[-1].text


async def test_the_link_of_a_calendar_event_means_that_event(world):
    event = world.meeting("Retro", start=world.hours(6), meeting_url=OTHER_MEET)
    await world.stops()
    await world.starts()
    await world.until_mirrored(event.id)

    execution = await runs(world, link=google_event_page(event.platform_id, "maya@example.com"), channel=SALES)

    assert execution.state == "completed"
    assert "Retro" in (await world.card(saying="Scheduled:")).text


async def test_a_link_on_no_calendar_is_joined_at_the_time(world):
    at = world.hours(5)
    execution = await runs(world, world.jonas, link=ZOOM, starts_at=int(at.timestamp()), channel=SALES)

    assert execution.state == "completed"
    assert created(world)[0].json["meeting_url"] == ZOOM
    assert created(world)[0].json["join_at"] == at.isoformat()


async def test_whatever_slack_sends_again_there_is_one_bot(world):
    await runs(world, channel=SALES)
    event = delivered(world)

    await world.slack.replay(event, Retry(1, "http_timeout"))
    await world.stops()
    await world.starts()
    await world.slack.replay(event, Retry(2, "http_timeout"))
    await world.nothing_is_left_to_do()

    assert len(world.scheduled()) == 1
    assert len(world.slack.calls_to("functions.completeSuccess")) == 1


async def test_it_waits_for_recall_and_fails_with_its_reason(world):
    world.recall.fail_next(status=402, path="/api/v2/calendar-events/*/bot/", body={"detail": "Out of credit."})

    execution = await runs(world, channel=SALES)

    assert execution.error == "The bot couldn't be scheduled; please tell your admin. Try again once it's fixed."


async def test_a_program_that_dies_in_between_goes_on_where_it_was(world):
    world.recall.fail_next(status=503, times=50)
    world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, channel=SALES)
    started = await world.maya.starts_workflow(NAME)
    await world.until_recall(lambda: world.scheduled())
    await world.stops()
    world.recall.clear_faults()

    await world.starts()
    await world.until_by_the_clock(lambda: world.slack.execution(started).state == "completed", timedelta(seconds=5))

    assert len({request.json["deduplication_key"] for request in world.scheduled() if request.status == 200}) == 1
    assert len(world.recall.bots) == 1


async def test_a_bot_that_is_there_already_is_answer_enough(world):
    await world.books()

    execution = await runs(world, channel=RANDOM)

    assert (execution.state, execution.outputs["status"]) == ("completed", "Scheduled")
    assert len(world.scheduled()) == 1


async def test_the_rights_of_the_person_who_started_it_decide(world):
    """Olga is not invited: for her the link is a link on no calendar, for which someone else's bot is booked."""
    await world.books()

    execution = await runs(world, world.olga, starts_at=int(world.hours(3).timestamp()))

    assert execution.error == "A bot is already scheduled for this link around that time."


async def test_a_builder_cannot_say_who_it_is(world):
    with pytest.raises(ValueError, match="person"):
        world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, person={"id": "U0MAYA"})


async def test_a_person_who_is_declared_as_a_builders_choice_is_not_believed(world):
    step = world.slack.installation.functions[WORKFLOW_STEP]
    step["input_parameters"]["properties"]["person"]["type"] = "slack#/types/user_id"
    world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, person="U0MAYA")
    started = await world.olga.starts_workflow(NAME)
    await world.until(lambda: world.slack.execution(started).state != "running")

    assert "doesn't know who is using the workflow" in world.slack.execution(started).error
    assert world.scheduled() == []


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"link": "https://example.com/agenda"}, "This link isn't a meeting link that a bot can use"),
        ({"link": "weekly sync"}, "This link isn't a meeting link that a bot can use"),
        ({"link": ZOOM, "starts_at": 1_700_000_000}, "The time in Join at has passed."),
        ({"preset": "Sails calls"}, "This preset doesn't exist."),
    ],
)
async def test_what_it_cannot_do_it_says_in_words(world, inputs, sentence):
    execution = await runs(world, **inputs)

    assert execution.error.startswith(sentence)
    assert world.recall.bots == []


async def test_a_guest_reads_why_not(world):
    world.slack.workspace.directory.users["U0OLGA"].is_restricted = True

    assert (await runs(world, world.olga)).error.startswith("Guests can't schedule bots")


async def test_slacks_own_troubles_are_waited_out(world):
    world.slack.fail_next("functions.completeSuccess", error="internal_error", times=2)
    world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, channel=SALES)
    started = await world.maya.starts_workflow(NAME)

    await world.until_by_the_clock(lambda: world.slack.execution(started).state == "completed", timedelta(seconds=2))

    assert len(world.slack.calls_to("functions.completeSuccess")) == 3


async def test_an_answer_that_was_lost_is_not_given_twice(world):
    world.slack.fail_next("functions.completeSuccess", no_answer=True, after=True)
    world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, channel=SALES)
    started = await world.maya.starts_workflow(NAME)
    await world.until(lambda: world.slack.execution(started).state == "completed", patience=10)
    calls = world.slack.calls_to
    await world.until_by_the_clock(lambda: len(calls("functions.completeSuccess")) == 2, timedelta(seconds=2))

    await until(lambda: nothing_waits(world))

    assert calls("functions.completeSuccess")[-1].answer["error"] == "execution_not_in_running_state"


async def test_what_was_asked_is_erased_once_it_is_done(world):
    await runs(world, world.jonas, link=ZOOM, channel=SALES)

    await until(lambda: nothing_waits(world))

    async with world.store.database.read() as connection:
        assert (await connection.execute(select(workflow_steps.c.document))).scalars().all() == ["{}"]


async def test_where_it_is_off_the_workflow_ends_with_a_word(a_sqlite_world):
    def off(world: World) -> None:
        furnish(world)
        world.settings = world.settings.model_copy(update={"workflow_step_enabled": False})

    world = await a_sqlite_world(prepare=off)

    assert (await runs(world)).error == TURNED_OFF


async def test_help_names_it_where_it_is_on(a_sqlite_world, world):
    other = await a_sqlite_world()
    for each in (world, other):
        await each.maya.types(f"{COMMAND} help", SALES)

    assert "Workflow Builder" in world.maya.ephemerals[-1].text
    assert "Workflow Builder" not in other.maya.ephemerals[-1].text


async def test_without_a_database_slack_is_asked_to_send_it_again(world):
    world.slack.build_workflow(NAME, WORKFLOW_STEP, link=MEET, channel=SALES)
    with full_disk():
        started = await world.maya.starts_workflow(NAME)
    event = delivered(world)
    assert event.ack.error == "http_error_503"

    await world.slack.replay(event, Retry(1, "http_error"))
    await world.until(lambda: world.slack.execution(started).state == "completed", patience=10)
