"""The same journey through both of Slack's ways in, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from bot.app import build
from bot.blocks.names import COMMAND, Action, Field
from bot.core.errors import SetupError
from tests.journeys.furniture import SALES
from tests.journeys.world import a_world


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request) -> str:
    return request.getfixturevalue({"sqlite": "sqlite_url", "postgres": "migrated_postgres_url"}[request.param])


@pytest.fixture(params=["http", "socket"])
async def world(request, database_url):
    async with a_world(database_url, way=request.param) as world:
        world.hears_recall()
        yield world
        assert {delivery.way for delivery in world.slack.delivered} == {request.param}


async def test_the_main_job(world):
    maya = world.maya
    await world.opens_form()
    answer = await maya.searches(Action.PICK_MEETING, "week")
    await world.and_it_changes(maya, maya.picks(Action.PICK_MEETING, answer.texts[0]))
    await maya.fills(Field.BOT_NAME, "")
    await maya.submits()
    assert list(maya.view_errors) == [Field.BOT_NAME]
    await maya.fills(Field.BOT_NAME, "Acme notes")
    await maya.submits(twice=True)

    card = await world.card(saying="Scheduled:")

    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1
    assert world.only_bot().config["bot_name"] == "Acme notes"
    await maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: maya.view)
    await maya.fills(Field.BOT_NAME, "Better notes")
    await maya.submits()
    card = await world.card(saying="Better notes")
    await maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    assert world.recall.bots == []


async def test_what_is_said_in_private(world):
    await world.maya.types(f"{COMMAND} help", SALES)
    assert f"`{COMMAND} list`" in await world.reads_ephemeral()

    await world.jonas.types(f"{COMMAND} list", SALES)
    assert "No calendar is connected for" in await world.reads_ephemeral(world.jonas)


async def test_anyone_who_does_several_things_at_once_gets_each_of_them(world):
    """As everyone does who types: Slack asks for each letter, and here Slack has to be asked who they are."""
    await world.opens_form("weekly")
    world.clock.advance(timedelta(minutes=61))

    typed = ["week"[:letters] for letters in range(5)]
    answers = await asyncio.gather(*(world.maya.searches(Action.PICK_MEETING, words) for words in typed))
    await asyncio.gather(world.maya.submits(twice=True), world.maya.opens_home(), world.jonas.opens_home())

    assert {text for answer in answers for text in answer.texts} == {"10:00 Weekly sync · Google Meet"}
    await world.card(saying="Scheduled:")
    await world.until(lambda: "Weekly sync" in world.home() and world.home(world.jonas))
    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1
    assert len(world.slack.messages(SALES)) == 1


async def test_home(world):
    await world.books()

    await world.maya.opens_home()
    await world.until(lambda: world.maya.home)

    assert "Weekly sync" in world.home()
    assert "Scheduled" in world.home()


async def test_a_socket_that_slack_asks_to_be_opened_anew_is_opened_anew(sqlite_url):
    async with a_world(sqlite_url, way="socket") as world:
        await world.slack.disconnect_sockets("refresh_requested")
        await world.until_recall(lambda: world.slack.sockets.is_connected)

        await world.opens_form("weekly")

        assert "10:00 Weekly sync" in world.form()


@pytest.mark.postgres
async def test_two_processes_on_one_database_do_everything_once(postgres_url):
    async with a_world(postgres_url) as world, build(world.settings, world.clock):
        await world.books()
        await world.nothing_is_left_to_do()

        assert len(world.scheduled()) == 1
        assert len(world.slack.messages(SALES)) == 1


async def test_a_second_process_on_one_sqlite_file_is_told_to_stay_away(a_sqlite_world):
    world = await a_sqlite_world()

    with pytest.raises(SetupError, match="Another process already serves from"):
        async with build(world.settings, world.clock):
            pass
