"""Allowing the recording again: by whom, and what is booked then, however the meeting has changed in between."""

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import SALES
from tests.journeys.links import ZOOM
from tests.journeys.world import World

TICK = "Allow recording again"
OBJECTED = "does not want this meeting to be recorded"


async def vetoes(world: World, who, card):
    await who.clicks(Action.VETO_RECORDING, card)
    stopped = await world.card(saying=OBJECTED)
    await world.nothing_is_left_to_do()
    return stopped


async def allows(world: World, who, words: str = "weekly"):
    """In the form, with the settings that stand in it."""
    await world.opens_form(words, person=who)
    await who.fills(Field.REPLACE, [TICK])
    await who.submits()
    card = await world.card(saying="Booked:")
    await world.nothing_is_left_to_do()
    return card


@pytest.fixture
async def merger(a_sqlite_world) -> World:
    """Maya has booked with the title hidden; Olga is not invited, and meets at the same link at that time."""

    def prepare(world):
        world.meeting("Merger talks", meeting_url=ZOOM)
        olgas = world.recall.add_calendar(email="olga@example.com")
        world.meeting("Olgas own", calendar_id=olgas.id, meeting_url=ZOOM)

    world = await a_sqlite_world(prepare=prepare)
    world.hears_recall()
    await world.opens_form("merger")
    await world.and_it_changes(world.maya, world.maya.clicks(Action.TOGGLE_MORE_OPTIONS))
    await world.maya.fills(Field.SHOWS_TITLE, [])
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    await vetoes(world, world.olga, await world.card(saying="Booked:"))
    return world


async def test_who_only_meets_at_the_same_link_brings_the_bot_back_as_it_was(merger):
    await merger.opens_form("olgas", person=merger.olga)
    assert "a bot is then booked as it was before" in merger.form(merger.olga)
    await merger.olga.fills(Field.BOT_NAME, "Olgas bot")
    await merger.olga.fills(Field.REPLACE, [TICK])
    await merger.olga.submits()
    await merger.card(saying="Booked:")
    await merger.nothing_is_left_to_do()

    (card,) = merger.slack.messages(SALES)
    assert merger.only_bot().config["bot_name"] == "Acme notes"
    assert "Merger talks" not in f"{card.text} {card.blocks}"
