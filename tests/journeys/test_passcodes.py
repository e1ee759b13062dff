"""A meeting's password goes to Recall and to no one else, whatever happens to its bot."""

import json

import pytest

from bot.blocks.names import COMMAND, Action, Field
from tests.journeys.homes import opens_home
from tests.journeys.links import PASSCODE, SAME_ZOOM, ZOOM, opens_link, shared, told_by_program, uses_shortcut
from tests.journeys.threads import reply

IN_TITLE = ZOOM.replace("812", "612")


@pytest.fixture
async def world(a_sqlite_world):
    def prepare(world):
        world.meeting(meeting_url=SAME_ZOOM, attendees=["jonas@example.com"])
        world.meeting("Review", meeting_url=ZOOM.replace("812", "912"), start=world.hours(6))
        world.meeting(f"Plan {IN_TITLE}", meeting_url=IN_TITLE, start=world.hours(8))

    world = await a_sqlite_world(prepare=prepare)
    world.hears_recall()
    return world


@pytest.fixture(autouse=True)
def _nobody_is_told(world):
    yield
    assert [text for text in told_by_program(world) if PASSCODE in text] == []


async def closes(person) -> None:
    if person.view:
        await person.closes()


async def test_not_in_a_form_its_options_or_the_list(world):
    await world.opens_form()
    await world.maya.searches(Action.PICK_MEETING, "zoom")
    await world.picks("Review")
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))
    await closes(world.maya)
    await opens_link(world)
    await world.maya.submits()
    await closes(world.maya)
    await uses_shortcut(world, shared(world, f"{ZOOM} and {ZOOM.replace('812', '712')}"))

    await world.maya.types(f"{COMMAND} list", "C0SALES")
    await world.reads_ephemeral()
    await opens_home(world)

    assert PASSCODE in json.dumps([event.link for event in world.recall.events])


async def test_not_in_a_card_or_its_thread_from_the_lobby_to_the_end(world):
    await world.books()
    bot = world.only_bot().id
    world.clock.set_to(world.hours(3))
    for status in ("joining_call", "in_waiting_room"):
        world.recall.walk_bot(bot, status)
    await reply(world, "lobby")
    world.recall.live_normally(bot)
    await reply(world, "dashboard")
    thread = await reply(world, "dashboard")
    for button in (Action.SHOW_RECORDING, Action.SHOW_TRANSCRIPT):
        await world.maya.clicks(button, thread)
    await world.nothing_is_left_to_do()


async def test_not_where_a_title_holds_the_link(world):
    card = await world.books("Plan")

    assert card.text.startswith("Plan https")
    assert "acme.zoom.us/j/61234567890, Mon" in card.text
    await opens_home(world)


async def test_not_in_what_is_said_of_a_move_a_new_link_or_a_deletion(world):
    await world.books()
    event = world.recall.events[0]
    world.recall.move_event(event.id, world.hours(4))
    await world.card(saying="Rescheduled:")
    await world.nothing_is_left_to_do()
    world.recall.change_link(event.id, ZOOM.replace("812", "512"))
    await reply(world, "new link")

    world.recall.delete_event(event.id)
    world.clock.advance(world.hours(5) - world.clock.now())

    await world.nothing_is_left_to_do()


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 507])
async def test_not_in_a_failure(world, status):
    world.recall.fail_next(status, path="/api/v2/calendar-events/*/bot/", times=None)
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.nothing_is_left_to_do()

    card = await world.card()
    if Action.EDIT_BOOKING in str(card.blocks):
        await world.maya.clicks(Action.EDIT_BOOKING, card)
        await world.until(lambda: world.maya.view)
        await world.maya.fills(Field.BOT_NAME, "Scribe")
        await world.maya.submits()
        await world.nothing_is_left_to_do()
