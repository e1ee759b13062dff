"""One link, one bot at a time: anyone who asks, and by whichever form of the link."""

import asyncio
from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.links import (
    LATER,
    PASSCODE,
    SAME_ZOOM,
    ZOOM,
    assert_passcode_is_kept,
    books_link,
    chooses_time,
    chosen,
    created,
    logged,
    opens_link,
    shared,
    uses_shortcut,
    weekly_sync_on_zoom,
)
from tests.journeys.test_booked_by_others import another_integration_books

TOLD = "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
LONG_TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A1%40thread.v2/0?context=%7b%7d"
SHORT_TEAMS = f"https://teams.microsoft.com/meet/2234567890123?p={PASSCODE}"


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=weekly_sync_on_zoom, configuration={"policy": {"operators": ["U0OPAL"]}})


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


def bots(world) -> int:
    return len(world.recall.bots)


async def is_told_and_no_bot_is_sent(world, who) -> None:
    """The person submits the form that is open; a form that asks for a time has told nothing before."""
    before = bots(world)
    assert (TOLD in world.form(who)) is (chosen(who, Field.WHEN) != LATER)
    await world.and_it_changes(who, who.submits())
    assert TOLD in world.form(who)
    await world.nothing_is_left_to_do()
    assert bots(world) == before


async def test_a_link_that_is_booked_ad_hoc_gets_no_second_bot(world):
    await books_link(world, start=world.hours(5), who=world.olga)

    await opens_link(world, who=world.jonas)
    await chooses_time(world, world.hours(5.25), world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_another_form_of_the_link_is_the_same_link(world):
    await books_link(world, who=world.olga)

    for link in (SAME_ZOOM, "https://zoom.us/wc/81234567890/join", "acme.zoom.us/j/81234567890"):
        await opens_link(world, link, world.jonas)

        await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_a_link_that_is_booked_through_an_event_gets_no_second_bot(world):
    await world.books()

    await opens_link(world, who=world.jonas)
    await chooses_time(world, world.hours(3.25), world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_a_link_that_only_stands_in_the_booked_event_gets_no_second_bot(a_sqlite_world, world):
    event = world.meeting("Review", start=world.hours(5), meeting_url=LONG_TEAMS, raw={"description": SHORT_TEAMS})
    await reads_calendars(world, event)
    await world.books("Review")

    await opens_link(world, SHORT_TEAMS, world.jonas)
    await chooses_time(world, world.hours(5), world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_nor_does_the_event_whose_link_was_booked_ad_hoc(world):
    event = world.meeting("Review", start=world.hours(5), meeting_url=LONG_TEAMS, raw={"description": SHORT_TEAMS})
    await reads_calendars(world, event)
    await books_link(world, SHORT_TEAMS, start=world.hours(5), who=world.jonas)

    await world.opens_form("review")

    await is_told_and_no_bot_is_sent(world, world.maya)


@pytest.fixture
async def review(world):
    """An event that lists the long and the short form of its link, and that only Maya sees."""
    event = world.meeting("Review", start=world.hours(5), meeting_url=LONG_TEAMS, raw={"description": SHORT_TEAMS})
    await reads_calendars(world, event)


@pytest.mark.parametrize("forms", [(SHORT_TEAMS, LONG_TEAMS), (LONG_TEAMS, SHORT_TEAMS)])
async def test_nor_does_the_other_form_that_an_event_lists_beside_the_booked_one(review, world, forms):
    booked, other = forms
    await books_link(world, booked, start=world.hours(5), who=world.jonas)

    await opens_link(world, other, world.olga)
    await chooses_time(world, world.hours(5), world.olga)

    await is_told_and_no_bot_is_sent(world, world.olga)


async def test_nor_is_the_failed_one_tried_again_beside_the_other_form(review, world):
    world.recall.fail_next(402, method="POST", path="/api/v1/bot/")
    await opens_link(world, SHORT_TEAMS, who=world.jonas)
    await chooses_time(world, world.hours(5), world.jonas)
    await world.jonas.submits()
    failed = await world.card(saying="Failed:")
    await books_link(world, LONG_TEAMS, start=world.hours(5), who=world.olga)

    await world.jonas.clicks(Action.TRY_AGAIN, failed)

    assert (
        "This meeting has a newer booking. See its card for the bot's current status."
        in await world.reads_ephemeral(world.jonas)
    )
    assert bots(world) == 1


async def test_two_people_who_join_the_event_now_by_two_forms_get_one_bot(review, world):
    await world.passes(timedelta(hours=5))
    await opens_link(world, LONG_TEAMS, who=world.jonas)
    await opens_link(world, SHORT_TEAMS, who=world.olga)

    await asyncio.gather(world.jonas.submits(), world.olga.submits())
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    assert len(created(world)) == 1


OTHER_ROOM = "https://zoom.us/j/91234567890"


async def test_a_link_that_a_booked_event_only_mentions_still_gets_its_bot(world):
    event = world.meeting("Review", start=world.hours(5), raw={"description": f"Clashes with {OTHER_ROOM}"})
    await reads_calendars(world, event)
    await world.books("Review")

    await books_link(world, OTHER_ROOM, start=world.hours(5), who=world.jonas)

    assert bots(world) == 2


async def test_nor_does_it_keep_a_bot_from_the_event_that_mentions_it(world):
    mention = {"description": f"Clashes with {OTHER_ROOM}"}
    event = world.meeting("Review", start=world.hours(5), meeting_url=f"{OTHER_ROOM[:-1]}1", raw=mention)
    await reads_calendars(world, event)
    await books_link(world, OTHER_ROOM, start=world.hours(5), who=world.jonas)

    await world.books("Review")

    assert bots(world) == 2


async def reads_calendars(world, event) -> None:
    world.hears_recall()
    world.recall.rename_event(event.id, event.title)
    await world.until_mirrored(event.id)


async def test_a_link_that_another_integration_has_booked_gets_no_second_bot(world):
    (event,) = world.recall.events
    await another_integration_books(world, event.id)
    await reads_calendars(world, event)
    await world.until_mirrored(event.id, lambda meeting: bool(meeting.bots))

    await opens_link(world, who=world.jonas)
    await chooses_time(world, world.hours(3), world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_two_people_who_join_now_in_the_same_second_get_one_bot(world):
    await opens_link(world, who=world.jonas)
    await opens_link(world, SAME_ZOOM, who=world.olga)

    await asyncio.gather(world.jonas.submits(), world.olga.submits())
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    (later,) = [who for who in (world.jonas, world.olga) if who.view]
    assert TOLD in world.form(later)
    assert len(created(world)) == 1


@pytest.mark.parametrize("hours", [(5, 6), (6, 5)])
async def test_the_same_room_an_hour_apart_is_two_meetings(world, hours):
    first, second = hours
    await books_link(world, start=world.hours(first), who=world.olga)

    await books_link(world, start=world.hours(second), who=world.jonas)

    assert sorted(bot.join_at for bot in world.recall.bots) == [world.hours(5), world.hours(6)]


async def test_right_after_a_booked_meeting_the_room_is_free(world):
    await world.books()

    await books_link(world, start=world.hours(3.5), who=world.jonas)

    assert sorted(bot.join_at for bot in world.recall.bots) == [world.hours(3), world.hours(3.5)]


async def test_now_is_free_while_the_booking_is_for_later(world):
    await books_link(world, start=world.hours(5), who=world.olga)

    await books_link(world, who=world.jonas)

    assert bots(world) == 2


async def test_a_bot_that_is_in_the_call_for_longer_than_expected_is_not_joined_by_another(world):
    world.hears_recall()
    await books_link(world, who=world.olga)
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")
    world.clock.advance(timedelta(minutes=80))

    await opens_link(world, who=world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_nor_is_one_of_a_calendars_meeting_that_takes_longer(world):
    world.hears_recall()
    await world.books()
    world.clock.advance(timedelta(hours=3, minutes=1))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")
    world.clock.advance(timedelta(minutes=40))

    await opens_link(world, who=world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)


async def test_while_the_bot_is_in_the_call_the_room_can_be_booked_for_later(world):
    world.hears_recall()
    await books_link(world, who=world.olga)
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")

    await opens_link(world, who=world.olga)
    assert "The bot is in the meeting, so its settings are locked." in world.form(world.olga)
    await chooses_time(world, world.hours(5), world.olga)
    await world.olga.submits()
    await world.until_recall(lambda: bots(world) == 2)

    assert world.olga.view is None


async def test_while_the_bot_is_in_the_call_now_is_refused(world):
    world.hears_recall()
    await books_link(world, who=world.olga)
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording")

    await opens_link(world, who=world.olga)
    await world.and_it_changes(world.olga, world.olga.submits())

    assert "The bot is in the meeting" in world.form(world.olga)
    assert bots(world) == 1


async def test_once_the_bot_is_done_another_can_come(world):
    world.hears_recall()
    await books_link(world, who=world.olga)
    world.recall.live_normally(world.only_bot().id)
    await world.card(saying="Recording ready")

    await books_link(world, who=world.jonas)

    assert bots(world) == 2


async def test_once_it_is_cancelled_another_can_come(world):
    card = await books_link(world, start=world.hours(5), who=world.olga)
    await world.olga.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    await books_link(world, start=world.hours(5), who=world.jonas)

    assert bots(world) == 1


async def test_the_shortcut_keeps_to_the_same_rule(world):
    await books_link(world, who=world.olga)

    await uses_shortcut(world, shared(world, ZOOM), world.jonas)

    await is_told_and_no_bot_is_sent(world, world.jonas)
