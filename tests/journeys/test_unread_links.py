"""Events whose link Recall does not know: found, booked by the link alone, and followed all the same."""

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.links import chosen, created, opens_link, shared, uses_shortcut, writes

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_TnVsbA%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d"
OTHER_TEAMS = TEAMS.replace("TnVsbA", "T3RoZXI")
WRAPPED = (
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19"
    "%253ameeting_TnVsbA%2540thread.v2%2F0%3Fcontext%3D%257b%2522Tid%2522%253a%2522t%2522%257d&data=05"
)


@pytest.fixture
async def make_world(a_sqlite_world):
    async def make(raw=None, **details):
        details.setdefault("start", None)

        def prepare(world):
            start = details.pop("start") or world.hours(5)
            raws = {"onlineMeeting": {"joinUrl": WRAPPED}} if raw is None else raw
            world.meeting(meeting_url=None, start=start, raw=raws, **details)
            world.meeting("Review", attendees=["jonas@example.com"])

        world = await a_sqlite_world(prepare=prepare)
        world.hears_recall()
        return world

    return make


async def booked(world):
    await opens_link(world, TEAMS)
    await world.maya.submits()
    return await world.card(saying="Scheduled:")


async def test_its_link_in_a_message_opens_it_with_its_own_start(make_world):
    world = await make_world()

    await uses_shortcut(world, shared(world, f"See you at <{TEAMS}|the call>"))

    assert chosen(world.maya, Field.MEETING) == "12:00 Weekly sync · Microsoft Teams"
    assert "Join now" not in world.form()


async def test_its_words_open_it_too(make_world):
    world = await make_world()

    await world.opens_form("weekly")

    assert chosen(world.maya, Field.MEETING) == "12:00 Weekly sync · Microsoft Teams"


async def test_its_bot_is_booked_by_the_link_for_its_own_start(make_world):
    world = await make_world()

    await booked(world)

    (request,) = created(world)
    assert request.json["meeting_url"] == TEAMS
    assert world.only_bot().join_at == world.hours(5)
    assert world.scheduled() == []


async def test_it_is_one_meeting_with_one_bot_for_everyone(make_world):
    world = await make_world(attendees=["jonas@example.com"])
    await booked(world)

    await opens_link(world, TEAMS, world.jonas)

    assert "A bot is already scheduled" in world.form(world.jonas)


async def test_its_bot_moves_with_it(make_world):
    world = await make_world()
    await booked(world)

    world.recall.move_event(world.recall.events[0].id, world.hours(8))
    await world.card(saying="Rescheduled:")

    assert world.only_bot().join_at == world.hours(8)
    assert writes(world) == ["POST", "PATCH"]


async def test_its_bot_goes_to_its_new_link(make_world):
    world = await make_world()
    await booked(world)

    world.recall.change_raw(world.recall.events[0].id, onlineMeeting={"joinUrl": OTHER_TEAMS})
    await world.until_recall(lambda: world.only_bot().meeting_url == OTHER_TEAMS)


async def test_its_bot_is_taken_off_when_it_is_deleted(make_world):
    world = await make_world()
    await booked(world)

    world.recall.delete_event(world.recall.events[0].id)
    await world.card(saying="Canceled:")

    assert world.recall.bots == []


async def test_its_bot_is_taken_off_by_a_click(make_world):
    world = await make_world()
    card = await booked(world)

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    assert world.recall.bots == []


async def test_it_keeps_its_one_bot_when_recall_comes_to_know_the_link(make_world):
    world = await make_world()
    await booked(world)
    (before,) = world.recall.bots

    world.recall.change_link(world.recall.events[0].id, TEAMS)
    await world.until_mirrored(world.recall.events[0].id, lambda meeting: meeting.meeting_url == TEAMS)
    await world.nothing_is_left_to_do()
    world.clock.set_to(world.hours(4.8))
    await world.nothing_is_left_to_do()

    assert [bot.id for bot in world.recall.bots] == [before.id]
    assert world.scheduled() == []


async def test_its_bot_is_looked_at_before_the_start_and_booked_again_if_it_is_gone(make_world):
    world = await make_world()
    await booked(world)
    await world.nothing_is_left_to_do()
    world.recall.fail_next(404, path="/api/v1/bot/*/")

    world.clock.set_to(world.hours(4.8))
    await world.until_recall(lambda: len(created(world)) == 2)


@pytest.mark.parametrize(
    ("raw", "details", "said"),
    [
        (
            {"location": "Room 4"},
            {},
            "“Weekly sync” (Mon, March 2, 2026 at 12:00 (America/New_York)) has no link",
        ),
        (
            {"location": "https://acme.zoomgov.com/j/1612345678"},
            {},
            "“Weekly sync” (Mon, March 2, 2026 at 12:00 (America/New_York)) has no link",
        ),
        ({}, {"all_day": True}, "“Weekly sync” is an all-day event, so no bot can be scheduled for it."),
    ],
    ids=["a room", "a platform without bots", "all day"],
)
async def test_words_that_mean_a_meeting_without_a_link_say_so(make_world, raw, details, said):
    world = await make_world(raw, **details)

    await world.opens_form("weekly")

    assert said in world.form()


async def test_a_link_that_only_people_can_join_by_is_called_that(make_world):
    world = await make_world({})
    gov = "https://acme.zoomgov.com/j/1612345678?pwd=x"

    await uses_shortcut(world, shared(world, f"Here: {gov}"))
    assert "Bots can't join this meeting." in world.form()
    await opens_link(world, gov)
    assert "Bots can't join this meeting." in world.form()
