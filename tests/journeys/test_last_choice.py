"""The next form in a conversation starts with what the person chose there last."""

import pytest
from sqlalchemy import update

from bot.blocks.names import Action, Field
from bot.store.schema.tables import choices
from tests.journeys.furniture import OTHER_MEET, RANDOM, SALES
from tests.journeys.reading import answer
from tests.journeys.world import World

PRESETS = {
    "presets": [{"name": "Plain"}, {"name": "Sales", "settings": {"bot_name": "Acme Notetaker", "retention": 48}}]
}


def two_meetings(world: World) -> None:
    world.meeting()
    world.meeting("Review", start=world.hours(5), meeting_url=OTHER_MEET)


@pytest.fixture
async def world(a_sqlite_world) -> World:
    return await a_sqlite_world(prepare=two_meetings)


async def books_as(world: World, words: str = "weekly", *, channel_id: str = SALES) -> None:
    """With a name and a transcript of Maya's own, and no title on the card."""
    await world.opens_form(words, channel_id=channel_id)
    await world.maya.fills(Field.BOT_NAME, "Maya's notes")
    await world.and_it_changes(world.maya, world.maya.picks(Field.TRANSCRIPT, "No transcript"))
    await world.and_it_changes(world.maya, world.maya.clicks(Action.TOGGLE_MORE_OPTIONS))
    await world.maya.fills(_shows_title(world.maya), [])
    await world.maya.submits()
    await world.card(channel_id, saying="Scheduled:")


def _shows_title(person) -> str:
    return next(block["block_id"] for block in person.view["blocks"] if block.get("block_id", "").startswith("shows_t"))


async def test_settings_and_title_come_back_in_the_same_conversation(world):
    await books_as(world)

    await world.opens_form("review")

    assert answer(world.maya.view, Field.BOT_NAME) == "Maya's notes"
    assert answer(world.maya.view, Field.TRANSCRIPT) == "none"
    await world.maya.submits()
    await world.until(lambda: len(world.slack.messages(SALES)) == 2)
    await world.nothing_is_left_to_do()
    assert all("Review" not in message.text and "Weekly" not in message.text for message in world.slack.messages(SALES))
    assert {bot.config["bot_name"] for bot in world.recall.bots} == {"Maya's notes"}


async def test_not_in_another_conversation_and_not_for_another_person(world):
    await books_as(world)

    await world.opens_form("review", channel_id=RANDOM)
    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"

    await world.opens_form("https://zoom.us/j/123456789", person=world.jonas)
    assert answer(world.jonas.view, Field.BOT_NAME) == "Meeting Notetaker"


async def test_nothing_of_the_meeting_is_kept(world):
    await books_as(world)

    await world.opens_form()

    assert answer(world.maya.view, Field.MEETING) is None
    async with world.store.database.read() as connection:
        rows = str((await connection.execute(choices.select())).all())
    assert "Weekly" not in rows
    assert "meet.google" not in rows


async def test_what_was_not_submitted_is_not_remembered(world):
    await world.opens_form("weekly")
    await world.maya.fills(Field.BOT_NAME, "Only typed")
    await world.maya.closes()

    await world.opens_form("weekly")

    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"


async def test_the_preset_comes_back_and_another_one_still_fills_the_form(a_sqlite_world):
    world = await a_sqlite_world(prepare=two_meetings, configuration=PRESETS)
    await world.opens_form("weekly")
    await world.and_it_changes(world.maya, world.maya.picks(Action.CHOOSE_PRESET, "Sales"))
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    await world.opens_form("review")
    assert answer(world.maya.view, Field.PRESET) == "Sales"
    assert answer(world.maya.view, Field.BOT_NAME) == "Acme Notetaker"

    await world.and_it_changes(world.maya, world.maya.picks(Action.CHOOSE_PRESET, "Plain"))
    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"


async def test_the_form_says_that_it_remembers_and_gives_back_the_usual_settings(world):
    await books_as(world)
    await world.opens_form("review")
    assert "Using your last settings" in world.form()

    await world.and_it_changes(world.maya, world.maya.clicks(Action.RESET_SETTINGS))

    assert "Using your last settings" not in world.form()
    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"
    assert answer(world.maya.view, Field.TRANSCRIPT) == "recallai"


async def test_what_an_edit_changes_is_not_remembered(world):
    await world.books("Weekly sync")
    await world.maya.clicks(Action.EDIT_BOOKING, await world.card(saying="Weekly"))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "For once")
    await world.maya.submits()
    await world.until(lambda: world.maya.view is None)

    await world.opens_form("review")

    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"
    assert "Using your last settings" not in world.form()


async def test_editing_shows_the_bookings_own_settings(world):
    await world.books("Review")
    await books_as(world)
    card = await world.card(saying="Review")

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)

    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"


async def test_a_row_that_cannot_be_read_is_no_obstacle(world):
    await books_as(world)
    async with world.store.database.write() as connection:
        await connection.execute(update(choices).values(document='{"of": "another version"}'))

    await world.opens_form("review")

    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"
