"""Allowing the recording again: by whom, and what is booked then, however the meeting has changed in between."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import SALES
from tests.journeys.links import ZOOM, books_link
from tests.journeys.world import World

TICK = "Turn recording back on"
OBJECTED = "doesn't want this meeting to be recorded."


async def vetoes(world: World, who, card):
    await who.clicks(Action.VETO_RECORDING, card)
    stopped = await world.card(saying="turned recording off")
    await world.nothing_is_left_to_do()
    return stopped


async def allows(world: World, who, words: str = "weekly"):
    """In the form, with the settings that stand in it."""
    await world.opens_form(words, person=who)
    await who.fills(Field.REPLACE, [TICK])
    await who.submits()
    card = await world.card(saying="Scheduled:")
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
    await vetoes(world, world.olga, await world.card(saying="Scheduled:"))
    return world


async def test_who_only_meets_at_the_same_link_brings_the_bot_back_as_it_was(merger):
    await merger.opens_form("olgas", person=merger.olga)
    assert "A bot is then scheduled with its previous settings" in merger.form(merger.olga)
    await merger.olga.fills(Field.BOT_NAME, "Olgas bot")
    await merger.olga.fills(Field.REPLACE, [TICK])
    await merger.olga.submits()
    await merger.card(saying="Scheduled:")
    await merger.nothing_is_left_to_do()

    (card,) = merger.slack.messages(SALES)
    assert merger.only_bot().config["bot_name"] == "Acme notes"
    assert "Merger talks" not in f"{card.text} {card.blocks}"


UID = "weekly@calendar.example.com"


@pytest.fixture
async def in_two_calendars(a_sqlite_world) -> World:
    """Maya has booked, and Jonas, whose meeting it is and who has it in his own calendar, has objected."""

    def prepare(world):
        facts = {"ical_uid": UID, "organizer": "jonas@example.com"}
        world.booked = world.meeting(attendees=["jonas@example.com"], **facts)
        his = world.recall.add_calendar(email="jonas@example.com")
        world.copy = world.meeting(calendar_id=his.id, attendees=["maya@example.com"], **facts)

    world = await a_sqlite_world(prepare=prepare, configuration={"retention_days": 1})
    world.hears_recall()
    await vetoes(world, world.jonas, await world.books())
    return world


async def loses_its_row_and_moves(world: World, hours: float) -> None:
    world.recall.delete_event(world.booked.id)
    await world.until_mirrored(world.booked.id, lambda meeting: meeting.is_gone)
    world.recall.move_event(world.copy.id, world.hours(hours))
    await world.until_mirrored(world.copy.id, lambda meeting: meeting.start_time == world.hours(hours))
    await world.nothing_is_left_to_do()


async def test_it_follows_a_copy_when_the_booked_row_is_deleted_and_can_be_taken_back_there(in_two_calendars):
    await loses_its_row_and_moves(in_two_calendars, hours=8)
    await in_two_calendars.card(saying="15:00 (America/New_York)")
    in_two_calendars.clock.advance(timedelta(hours=5))  # after its old end

    await allows(in_two_calendars, in_two_calendars.jonas)

    assert in_two_calendars.only_bot().join_at == in_two_calendars.hours(8)


async def test_it_is_not_forgotten_with_the_row_that_was_booked(in_two_calendars):
    await loses_its_row_and_moves(in_two_calendars, hours=5 * 24)
    await in_two_calendars.card(saying="Sat, March 7")
    for _ in range(10):
        in_two_calendars.clock.advance(timedelta(hours=6))
        await in_two_calendars.nothing_is_left_to_do()

    await in_two_calendars.opens_form("weekly")

    assert f"<@U0JONAS> {OBJECTED}" in in_two_calendars.form()


@pytest.fixture
async def vetoed_link(a_sqlite_world) -> World:
    """Opal has booked the bare link; Jonas, who is invited to Olga's meeting there, has objected, and it has moved."""

    def prepare(world):
        invited = ["jonas@example.com", "maya@example.com"]
        world.event = world.meeting(attendees=invited, organizer="olga@example.com", meeting_url=ZOOM)
        world.opal = world.slack.person("U0OPAL", email="opal@example.com")
        world.slack.workspace.directory.channel(SALES).members.add("U0OPAL")

    world = await a_sqlite_world(prepare=prepare)
    world.hears_recall()
    card = await books_link(world, start=world.hours(3.25), who=world.opal)
    await vetoes(world, world.jonas, card)
    world.recall.move_event(world.event.id, world.hours(8))
    await world.until_mirrored(world.event.id, lambda meeting: meeting.start_time == world.hours(8))
    return world


@pytest.mark.parametrize("who", ["jonas", "olga"])
@pytest.mark.parametrize("later", [0, 5])
async def test_for_a_meeting_that_has_moved_away_from_its_bare_link_the_bot_comes_where_it_is(vetoed_link, who, later):
    """Whether or not the link's own time has passed."""
    vetoed_link.clock.advance(timedelta(hours=later))

    card = await allows(vetoed_link, getattr(vetoed_link, who))

    assert "Weekly sync, Mon, March 2, 2026 at 21:00 (Europe/Berlin)" in card.text
    assert vetoed_link.only_bot().join_at == vetoed_link.hours(8)
    link_card = vetoed_link.slack.messages(SALES)[0]
    assert "Canceled:" in link_card.text
    assert "until they or the organizer agree" not in link_card.text


async def test_no_one_else_may_and_they_are_told_whom_to_ask(vetoed_link):
    vetoed_link.clock.advance(timedelta(hours=5))

    await vetoed_link.opens_form("weekly")

    assert f"<@U0JONAS> {OBJECTED}" in vetoed_link.form()
    assert "unless <@U0JONAS> or the organizer allows it." in vetoed_link.form()
    assert vetoed_link.maya.view["submit"] is None
