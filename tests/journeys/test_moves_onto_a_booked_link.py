"""A meeting that moves onto another booking of its link: one of the two bots comes, and the other's card says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store.schema.tables import bookings
from tests.journeys.links import SAME_ZOOM, ZOOM, books_link, weekly_sync_on_zoom
from tests.journeys.test_link_rivals import LONG_TEAMS, SHORT_TEAMS, bots, reads_calendars
from tests.journeys.threads import reply
from tests.journeys.waiting import until

SETTLED = timedelta(minutes=2, seconds=1)
MADE_WAY = (
    "The meeting was changed, and another bot is already scheduled for its link around that time. "
    "Only that one will join."
)


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=weekly_sync_on_zoom)


async def moves(world, event, start):
    """And its booking follows it, as far as nothing is in the way."""
    world.recall.move_event(event.id, start)

    is_there = (bookings.c.event_id == event.id) & (bookings.c.starts_at == start)

    async def is_followed() -> bool:
        async with world.store.database.read() as connection:
            return (await connection.execute(select(bookings.c.id).where(is_there))).first() is not None

    await until(is_followed)
    await world.nothing_is_left_to_do()


@pytest.mark.parametrize(("own", "booked"), [(SAME_ZOOM, ZOOM), (LONG_TEAMS, SHORT_TEAMS)])
async def test_a_meeting_that_moves_onto_a_booked_link_gets_no_second_bot(world, own, booked):
    event = world.meeting("Review", start=world.hours(4), meeting_url=own, raw={"description": SHORT_TEAMS})
    await reads_calendars(world, event)
    card = await world.books("Review")
    await books_link(world, booked, start=world.hours(6), who=world.jonas)

    await moves(world, event, world.hours(6))
    await world.passes(SETTLED)
    cancelled = await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()

    assert cancelled.ts == card.ts
    assert MADE_WAY in cancelled.text
    assert MADE_WAY in (await reply(world, "The meeting was changed")).text
    assert [(bot.meeting_url, bot.join_at) for bot in world.recall.bots] == [(booked, world.hours(6))]


async def test_a_meeting_that_moves_to_where_another_has_just_been_keeps_its_bot(world):
    second = world.meeting("Second", start=world.hours(4), meeting_url=SAME_ZOOM)
    await reads_calendars(world, second)
    await world.books()
    await world.books("Second")
    first = world.recall.events[0]

    await moves(world, first, world.hours(4))
    await moves(world, second, world.hours(5))
    await world.passes(SETTLED)
    await world.until_recall(lambda: {bot.join_at for bot in world.recall.bots} == {world.hours(4), world.hours(5)})

    assert bots(world) == 2
