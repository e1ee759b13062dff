"""Check the upserts of last choices, on SQLite and on Postgres."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.core.access.last_choice import Choice
from bot.core.access.verdicts import TakenByOthers
from bot.core.identifiers import ChannelId
from bot.store.bookings.bookings import Bookings
from bot.store.bookings.retention import Retention
from bot.store.last_choices import Choices
from bot.store.schema.tables import choices
from tests.examples import GENERAL, JONAS, MAYA, NOW, TEAM, a_booking
from tests.submissions import a_submission

CHOICE = Choice(channel_id=GENERAL, preset="Sales", changed={"bot_name": "Acme", "retention": 24}, shows_title=False)


async def submit(database, view_id: str, choice: Choice | None, *, writes: bool = True, now=NOW) -> None:
    booking = a_booking(id=f"b {view_id}")
    decide = None if writes else lambda _: TakenByOthers()
    await Bookings(database).submit(a_submission(view_id, booking, decide, now, choice=choice))


async def test_it_is_kept_for_one_person_in_one_conversation(database):
    await submit(database, "V1", CHOICE)

    kept = Choices(database)
    assert await kept.get(TEAM, MAYA, GENERAL) == CHOICE
    assert await kept.get(TEAM, JONAS, GENERAL) is None
    assert await kept.get(TEAM, MAYA, ChannelId("C0OTHER")) is None
    assert await kept.get("T0OTHER", MAYA, GENERAL) is None


async def test_the_newest_takes_the_place_of_the_one_before(database):
    await submit(database, "V1", CHOICE)
    newer = Choice(channel_id=GENERAL)
    await submit(database, "V2", newer)

    assert await Choices(database).get(TEAM, MAYA, GENERAL) == newer
    async with database.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(choices))).scalar_one() == 1


async def test_what_was_not_written_is_not_remembered(database):
    await submit(database, "V1", CHOICE, writes=False)

    assert await Choices(database).get(TEAM, MAYA, GENERAL) is None


@pytest.mark.parametrize("document", ["", "{", "[]", '{"channel_id": 1}', '{"v": 2, "shows_title": "perhaps"}'])
async def test_a_row_that_cannot_be_read_is_as_if_there_were_none(database, document):
    await submit(database, "V1", CHOICE)
    async with database.write() as connection:
        await connection.execute(update(choices).values(document=document))

    assert await Choices(database).get(TEAM, MAYA, GENERAL) is None


async def test_it_is_forgotten_after_a_while(database):
    await submit(database, "V1", CHOICE)

    await Retention(database).reduce(NOW)
    assert await Choices(database).get(TEAM, MAYA, GENERAL) == CHOICE
    await Retention(database).reduce(NOW + timedelta(seconds=1))
    assert await Choices(database).get(TEAM, MAYA, GENERAL) is None
