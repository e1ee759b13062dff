"""App Home: one's coming meetings and their bots, calendars, what happened lately, and help."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Callback, Field
from tests.journeys.furniture import OTHER_MEET, SALES
from tests.journeys.homes import home_offers, home_says, named, opens_home
from tests.journeys.waiting import until
from tests.journeys.world import World, a_world_at_rest


def two_meetings(world: World) -> None:
    """One today, to which Jonas is invited, and one tomorrow."""
    world.meeting(attendees=["jonas@example.com"])
    world.meeting("Review", start=world.hours(28), meeting_url=OTHER_MEET)


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world(prepare=two_meetings)
    world.hears_recall()
    return world


async def test_the_next_days_stand_there_with_their_bots(world):
    await world.books()
    await opens_home(world)

    home = world.home()
    assert home.index("Today, Mon, March 2") < home.index("10:00–10:30 · Weekly sync") < home.index("*Scheduled*")
    assert home.index("Tomorrow, Tue, March 3") < home.index("11:00–11:30 · Review") < home.index("No bot")
    assert "maya@example.com · Google Calendar: connected" in home
    assert "Last synced: Mon, March 2" in home
    assert "`/recall-schedule help`" in home


async def test_a_bot_is_booked_from_there_with_the_card_in_the_direct_messages(world):
    await opens_home(world)

    await world.maya.clicks(named(world, Action.SCHEDULE_A_BOT, "Review"))
    await world.until(lambda: world.maya.view)
    assert "Review" in world.form()
    await world.maya.submits()

    own = world.slack.open_direct_message("U0MAYA").id
    assert "Review" in (await world.card(own, saying="Scheduled:")).text
    await home_says(world, "*Scheduled*")


async def test_the_operators_channels_bind_there_too(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"channels": [SALES]}})
    await opens_home(world)

    await world.maya.clicks(named(world, Action.SCHEDULE_A_BOT, "Weekly sync"))
    await world.until(lambda: world.maya.view)

    (chosen,) = world.maya.view["state"]["values"][Field.DESTINATION].values()
    assert chosen["selected_conversation"] is None


async def test_a_bot_is_edited_from_there(world):
    await world.books()
    await opens_home(world)

    await world.maya.clicks(named(world, Action.EDIT_BOOKING, "Weekly sync"))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()

    await world.card(saying="Acme notes")


async def test_a_bot_is_cancelled_from_there_after_a_question_and_home_says_so(world):
    await world.books()
    await opens_home(world)

    await world.maya.clicks(named(world, Action.CANCEL_BOT, "Weekly sync"), confirms=False)
    assert world.maya.dialogs[-1]["title"]["text"] == "Cancel the bot?"
    assert len(world.recall.bots) == 1
    await world.maya.clicks(named(world, Action.CANCEL_BOT, "Weekly sync"))

    await world.card(saying="Canceled:")
    await home_says(world, "*Canceled*. No bot will join.")
    assert "<@U0MAYA> canceled it" in world.home()
    assert Action.CANCEL_BOT not in str(world.maya.home)


async def test_a_failure_says_why_and_is_tried_again_from_there(world):
    world.recall.fail_next(402, path="/api/v2/calendar-events/*/bot/")
    await opens_home(world)
    await world.opens_form("weekly")
    await world.maya.submits()
    await home_says(world, "*Failed*")

    await world.maya.clicks(named(world, Action.TRY_AGAIN, "Weekly sync"))

    await world.card(saying="Scheduled:")
    await home_says(world, "*Scheduled*")


async def test_a_colleague_sees_the_bot_of_a_meeting_to_which_they_are_invited(world):
    await world.books()

    await opens_home(world, world.jonas)

    assert "16:00–16:30 · Weekly sync" in world.home(world.jonas)
    assert "*Scheduled* · booked by <@U0MAYA>" in world.home(world.jonas)
    assert "Review" not in world.home(world.jonas)


async def test_a_colleague_keeps_the_bot_away_from_there_and_both_homes_say_so(world):
    await world.books()
    await opens_home(world)
    await opens_home(world, world.jonas)
    assert Action.CANCEL_BOT not in str(world.jonas.home)

    await world.jonas.clicks(named(world, Action.VETO_RECORDING, "Weekly sync", world.jonas))

    await world.until_recall(lambda: world.recall.bots == [])
    for person in (world.maya, world.jonas):
        await home_offers(world, Action.ALLOW_RECORDING, person)  # Maya is the organiser
        assert "<@U0JONAS>" in world.home(person)


async def test_the_home_of_anyone_who_may_not_see_a_meeting_tells_nothing_of_it(world):
    await world.books()

    await opens_home(world, world.olga)

    assert "Weekly sync" not in str(world.olga.home)
    assert "U0MAYA" not in str(world.olga.home)


async def test_where_everyone_sees_everything_an_onlooker_sees_the_bot_and_may_not_stop_it(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"everyone_sees_everything": True}})
    await world.books()

    await opens_home(world, world.olga)

    assert "*Scheduled* · booked by <@U0MAYA>" in world.home(world.olga)
    assert Action.EDIT_BOOKING in str(world.olga.home)
    assert Action.CANCEL_BOT not in str(world.olga.home)
    assert Action.VETO_RECORDING not in str(world.olga.home)


async def test_home_follows_the_bot_to_the_recording_which_is_shown_in_a_modal(world):
    await world.books()
    await opens_home(world)
    bot_id = world.only_bot().id

    world.recall.live_normally(bot_id, until="in_call_recording")
    await home_says(world, "*Recording*")
    world.recall.live_normally(bot_id)
    await home_says(world, "*Recording ready · ")
    await world.maya.clicks(Action.SHOW_RECORDING)

    await world.until(lambda: "Watch recording" in world.form())
    assert not world.maya.direct_messages


async def test_home_tells_of_a_move(world):
    await world.books()
    await opens_home(world)
    event = next(event for event in world.recall.events if event.title == "Weekly sync")

    world.recall.move_event(event.id, start=world.hours(4), end=world.hours(5))

    await home_says(world, "moved from Mon, March 2, 2026 at 10:00")
    assert "11:00–12:00 · Weekly sync" in world.home()


async def test_a_bot_that_was_turned_away_is_not_called_done(world):
    await world.books()
    await opens_home(world)
    for code, reason in (
        ("joining_call", None),
        ("in_waiting_room", None),
        ("call_ended", "bot_kicked_from_waiting_room"),
    ):
        world.recall.walk_bot(world.only_bot().id, code, reason)

    await home_says(world, "*Not let in*")
    assert "Someone in the meeting declined to let the bot in." in world.home()


async def test_a_refusal_stands_in_a_modal_and_home_is_put_right(a_sqlite_world):
    def prepare(world):
        world.theirs = world.recall.add_calendar(email="jonas@example.com")
        for calendar in (world.calendar, world.theirs):
            world.meeting(calendar_id=calendar.id, ical_uid="weekly@example.com")

    world = await a_sqlite_world(prepare=prepare)
    world.hears_recall()
    await world.books()
    await opens_home(world, world.jonas)
    button = named(world, Action.EDIT_BOOKING, "Weekly sync", world.jonas)
    world.recall.disconnect_calendar(world.theirs.id)
    await until(lambda: no_calendar_of(world, "jonas@example.com"))

    await world.jonas.clicks(button)

    await world.until(lambda: "Please ask" in world.form(world.jonas))
    assert world.jonas.view["callback_id"] == Callback.ANSWER
    await world.until(lambda: "Weekly sync" not in world.home(world.jonas))


async def no_calendar_of(world: World, email: str) -> bool:
    return all(calendar.is_disconnected for calendar in await world.store.mirror.calendars_of([email]))


def disconnected(world: World) -> None:
    world.recall.disconnect_calendar(world.calendar.id)


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda world: None, "Your calendar has no upcoming meetings with a link."),
        (disconnected, "*Your calendar was disconnected from Recall.ai.*"),
        (
            lambda world: world.recall.delete_calendar(world.calendar.id),
            "No calendar is connected for maya@example.com.",
        ),
    ],
)
async def test_an_empty_home_says_why(a_sqlite_world, prepare, sentence):
    world = await a_sqlite_world(prepare=prepare)

    await opens_home(world)

    assert sentence in world.home()


async def test_home_says_that_nothing_has_been_read_yet(sqlite_url):
    async with a_world_at_rest(sqlite_url) as world:
        world.recall.fail_next(503, times=None)
        await world.starts()

        await opens_home(world)

        assert "Your meetings haven't been loaded yet." in world.home()


async def test_home_says_since_when_recall_has_not_answered(world):
    world.recall.fail_next(503, times=None)
    world.clock.advance(timedelta(hours=1))

    await opens_home(world)

    assert "We haven't been able to reach Recall.ai since Mon, March 2, 2026 at 07:0" in world.home()
    assert "Weekly sync" in world.home()


async def test_someone_whom_slack_does_not_vouch_for_reads_why(world):
    guest = world.slack.person("U0GUEST", email="guest@example.com", is_restricted=True)

    await opens_home(world, guest)

    assert (
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    ) in world.home(guest)
    assert Action.SCHEDULE_A_BOT not in str(guest.home)


async def test_the_other_tab_shows_no_home(world):
    await world.maya.opens_home("messages")
    await opens_home(world, world.jonas)

    assert world.maya.home is None
