"""What was chosen last, on SQLite and on Postgres."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.choices import Choice
from bot.core.identifiers import ChannelId
from bot.store.choices import Choices, MadeChoice
from bot.store.retention import Retention
from bot.store.tables import choices
from tests.examples import GENERAL, JONAS, MAYA, NOW, TEAM

CHOICE = Choice(channel_id=GENERAL, preset="Sales", changed={"bot_name": "Acme", "retention": 24}, shows_title=False)


def remember(database, choice: Choice, now=NOW):
    return Choices(database).remember(MadeChoice(TEAM, MAYA, choice, now))


async def test_it_is_kept_for_one_person_in_one_conversation(database):
    await remember(database, CHOICE)

    kept = Choices(database)
    assert await kept.get(TEAM, MAYA, GENERAL) == CHOICE
    assert await kept.get(TEAM, JONAS, GENERAL) is None
    assert await kept.get(TEAM, MAYA, ChannelId("C0OTHER")) is None
    assert await kept.get("T0OTHER", MAYA, GENERAL) is None


async def test_the_newest_takes_the_place_of_the_one_before(database):
    await remember(database, CHOICE)
    newer = Choice(channel_id=GENERAL)
    await remember(database, newer)

    assert await Choices(database).get(TEAM, MAYA, GENERAL) == newer
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(choices))).scalar_one() == 1


async def test_what_was_chosen_before_does_not_take_its_place(database):
    await remember(database, CHOICE)
    await remember(database, Choice(channel_id=GENERAL), NOW - timedelta(seconds=1))

    assert await Choices(database).get(TEAM, MAYA, GENERAL) == CHOICE


async def test_of_two_at_once_the_later_is_kept(database):
    choices, kept = [Choice(channel_id=GENERAL, preset=name) for name in ("Sales", "Support")], Choices(database)

    await asyncio.gather(*(kept.remember(MadeChoice(TEAM, MAYA, choice, NOW)) for choice in choices))

    assert await kept.get(TEAM, MAYA, GENERAL) == choices[1]


@pytest.mark.parametrize("document", ["", "{", "[]", '{"channel_id": 1}', '{"v": 2, "shows_title": "perhaps"}'])
async def test_a_row_that_cannot_be_read_is_as_if_there_were_none(database, document):
    await remember(database, CHOICE)
    async with database.write() as connection:
        await connection.execute(update(choices).values(document=document))

    assert await Choices(database).get(TEAM, MAYA, GENERAL) is None


async def test_it_is_forgotten_after_a_while(database):
    await remember(database, CHOICE)

    await Retention(database).reduce(NOW)
    assert await Choices(database).get(TEAM, MAYA, GENERAL) == CHOICE
    await Retention(database).reduce(NOW + timedelta(seconds=1))
    assert await Choices(database).get(TEAM, MAYA, GENERAL) is None
