"""The plan of the day: for the command, and each morning by direct message to anyone who wants it."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.blocks.digest.plan_button import PlanButton
from bot.blocks.names import COMMAND, Action, RuleField
from bot.core.identifiers import TeamId, UserId
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.person import Person
from bot.store.preferences import CLAIM
from bot.store.schema.rule_tables import plans_sent
from tests.journeys.furniture import MEET, OTHER_MEET, SALES, ZOOM
from tests.journeys.hand_made import click
from tests.journeys.waiting import PATIENCE, until
from tests.journeys.world import World

BOTH = ["maya@example.com", "jonas@example.com"]
EVERY_DAY_AT_EIGHT = "Sent to me every day at 08:00"


@pytest.fixture
async def world(a_sqlite_world) -> World:
    """Seven in the morning: one meeting today with Jonas, one for Maya alone, and one tomorrow with Jonas again."""

    def prepare(world: World) -> None:
        world.meeting(attendees=BOTH)
        world.meeting("Focus", start=world.hours(5), meeting_url=OTHER_MEET)
        world.meeting("Review", start=world.hours(28), meeting_url=OTHER_MEET, attendees=BOTH)

    return await a_sqlite_world(prepare=prepare)


async def asks(world: World, person: Person | None = None) -> Message:
    who = person or world.maya
    known = len(who.ephemerals)
    await who.types(f"{COMMAND} today", SALES)
    await world.until(lambda: len(who.ephemerals) > known)
    return who.ephemerals[-1]


def present(world: World, message: Message) -> Message:
    found = world.slack.workspace.messages.find(message.channel_id, message.ts)
    assert found is not None
    return found


async def presses(world: World, message: Message, action: Action, title: str, person: Person | None = None) -> Message:
    """The button beside this meeting; returns the message as it is afterwards."""
    who, shown = person or world.maya, present(world, message)
    (block,) = [block for block in shown.blocks if title in str(block.get("text")) and "accessory" in block]
    await who.clicks(f"{block['block_id']}/{action}", shown)
    await world.until(lambda: present(world, message).text != shown.text)
    return present(world, message)


async def wants_it_at_eight(world: World, person: Person | None = None) -> None:
    message = await asks(world, person)
    await (person or world.maya).picks(Action.CHOOSE_PLAN_TIME, EVERY_DAY_AT_EIGHT, message)
    await world.until(lambda: _chosen(present(world, message)) == EVERY_DAY_AT_EIGHT)


def _chosen(message: Message) -> str:
    (row,) = [block for block in message.blocks if block["block_id"].startswith("plan_time")]
    return str(row["elements"][0]["initial_option"]["text"]["text"])


async def test_today_says_what_will_be_recorded_and_what_not_with_the_reason(world):
    await world.books()

    told = (await asks(world)).text

    assert told.splitlines()[0] == "Your plan for today, Mon, March 2"
    assert told.index("Will be recorded (1)") < told.index("10:00–10:30 · *Weekly sync*") < told.index("by you")
    assert told.index("Won't be recorded (1)") < told.index("12:00–12:30 · *Focus*") < told.index("No rule")
    assert "Review" not in told


async def test_a_plan_is_of_ones_own_day_also_where_everyone_sees_everything(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"everyone_sees_everything": True}})

    assert "Weekly sync" in (await asks(world)).text
    assert "You have no more meetings with a link on this day." in (await asks(world, world.olga)).text


async def test_dont_record_and_record_change_the_meeting_and_the_message(world):
    card = await world.books()
    told = await asks(world)

    left_out = await presses(world, told, Action.PLAN_LEAVE_OUT, "Weekly sync")
    assert "No meeting will be recorded" in left_out.text
    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()

    taken_in = await presses(world, told, Action.PLAN_RECORD, "Focus")
    assert "Will be recorded (1)" in taken_in.text
    await world.nothing_is_left_to_do()
    assert any(bot.meeting_url == OTHER_MEET for bot in world.recall.bots)
    assert any("Focus" in message.text for message in world.maya.direct_messages)
    assert len(world.maya.ephemerals) == 1
    assert card.channel_id == SALES


async def test_what_was_left_out_is_recorded_again_with_one_click(world):
    await world.books()
    told = await asks(world)
    await presses(world, told, Action.PLAN_LEAVE_OUT, "Weekly sync")
    await world.nothing_is_left_to_do()

    again = await presses(world, told, Action.PLAN_RECORD, "Weekly sync")

    assert "Will be recorded (1)" in again.text


async def test_anyone_who_is_only_invited_keeps_the_bot_away_by_a_veto(world):
    await world.books()

    told = await presses(world, await asks(world, world.jonas), Action.PLAN_LEAVE_OUT, "Weekly sync", world.jonas)

    assert "<@U0JONAS> turned recording off" in told.text
    assert "turned recording off" in (await world.card(saying="Canceled:")).text


async def test_a_button_that_came_too_late_shows_the_plan_as_it_is(world):
    card = await world.books()
    plan = await asks(world)
    await world.jonas.clicks(Action.VETO_RECORDING, card)
    await world.card(saying="Canceled:")

    told = await presses(world, plan, Action.PLAN_LEAVE_OUT, "Weekly sync")

    assert "<@U0JONAS> turned recording off" in told.text


async def settles(world: World, hours: float, day: str, user_id: str | None = None) -> None:
    """The clock comes to this moment, and that day's plan is with this person, or anyone, if they get one."""
    await world.nothing_is_left_to_do()
    world.clock.set_to(world.hours(hours))
    which = select(plans_sent.c.local_date).where(plans_sent.c.local_date == day)
    which = which.where(plans_sent.c.user_id == user_id) if user_id else which

    async def is_settled() -> object:
        async with world.store.database.read() as connection:
            return (await connection.execute(which)).first()

    async with asyncio.timeout(PATIENCE):
        while not await is_settled():  # anyone who was still at the last round begins the next a minute later
            with suppress(TimeoutError):
                await until(is_settled, patience=0.5)
            world.clock.advance(timedelta(minutes=1))


async def test_the_plan_comes_every_morning_at_ones_own_time_and_only_once(world):
    await wants_it_at_eight(world)

    await settles(world, 25.01, "2026-03-03")
    await world.until(lambda: world.maya.direct_messages)
    (message,) = world.maya.direct_messages
    assert world.hours(25) <= message.sent_at < world.hours(25.1)  # eight in New York
    assert message.text.splitlines()[0] == "Your plan for today, Tue, March 3"
    assert "11:00–11:30 · *Review*" in message.text

    await world.stops()
    await world.starts()
    # Nothing is ahead on the day after, so that nothing comes.
    await settles(world, 49.01, "2026-03-04")
    assert len(world.maya.direct_messages) == 1


async def test_buttons_edit_the_direct_message_too(world):
    await wants_it_at_eight(world)
    await settles(world, 25.01, "2026-03-03")
    await world.until(lambda: world.maya.direct_messages)
    (message,) = world.maya.direct_messages

    told = await presses(world, message, Action.PLAN_RECORD, "Review")

    assert "Will be recorded (1)" in told.text


async def test_a_plan_that_slack_did_not_take_yet_comes_later_and_once(world):
    await wants_it_at_eight(world)
    world.slack.fail_next("chat.postMessage", error="ratelimited")

    world.clock.set_to(world.hours(25.01))
    await world.until(lambda: world.slack.calls_to("chat.postMessage"))
    await world.until_by_the_clock(lambda: world.maya.direct_messages, every=timedelta(minutes=1))

    await settles(world, 49.01, "2026-03-04")
    assert len(world.maya.direct_messages) == 1


@pytest.mark.parametrize("trouble", [{"no_answer": True}, {"error": "internal_error"}])
async def test_a_plan_of_which_no_one_knows_whether_it_came_is_sent_once_more(world, trouble):
    await wants_it_at_eight(world)
    world.slack.fail_next("chat.postMessage", **trouble)

    world.clock.set_to(world.hours(25.01))
    await world.until(lambda: world.slack.calls_to("chat.postMessage"))
    await world.until_by_the_clock(lambda: world.maya.direct_messages, every=timedelta(minutes=1))

    assert world.hours(25) + CLAIM <= world.maya.direct_messages[0].sent_at < world.hours(25.2)
    await settles(world, 49.01, "2026-03-04")
    assert len(world.maya.direct_messages) == 1


async def test_a_plan_waits_a_while_for_calendars_that_cannot_be_read_and_then_says_so(world):
    await wants_it_at_eight(world)
    world.recall.fail_next(503, times=None)

    world.clock.set_to(world.hours(25.01))
    await world.until_by_the_clock(lambda: world.maya.direct_messages, every=timedelta(minutes=10))

    (message,) = world.maya.direct_messages
    assert message.sent_at >= world.hours(25.75)
    assert "We haven't been able to reach Recall.ai since" in message.text


async def test_each_gets_theirs_in_their_own_zone_and_anothers_trouble_delays_no_one(world):
    await wants_it_at_eight(world)
    await wants_it_at_eight(world, world.jonas)
    world.slack.fail_next("chat.postMessage", error="messages_tab_disabled")

    await settles(world, 19.01, "2026-03-03")  # eight in Berlin: Jonas's is refused for good
    await settles(world, 25.01, "2026-03-03", "U0MAYA")
    await world.until(lambda: world.maya.direct_messages)

    assert "11:00–11:30 · *Review*" in world.maya.direct_messages[0].text
    assert world.jonas.direct_messages == []


async def test_it_comes_at_eight_where_the_person_is_by_then(world):
    await wants_it_at_eight(world)
    await world.maya.travels("Europe/Berlin")

    await settles(world, 19.01, "2026-03-03")
    await world.until(lambda: world.maya.direct_messages)

    assert "17:00–17:30 · *Review*" in world.maya.direct_messages[0].text


async def test_who_turns_it_off_gets_no_more(world):
    await wants_it_at_eight(world)
    message = await asks(world)
    await world.maya.picks(Action.CHOOSE_PLAN_TIME, "Not sent to me", message)
    await world.until(lambda: _chosen(present(world, message)) == "Not sent to me")

    assert await world.store.preferences.find_with_plan(TeamId(world.maya.user.team_id)) == []


@pytest.mark.parametrize("action", [Action.PLAN_LEAVE_OUT, Action.PLAN_RECORD])
async def test_a_made_up_button_gives_a_colleague_no_more_than_the_card_would(world, action):
    card = await world.books()
    (booking,) = await world.store.bookings.list_by_person(TeamId("T0EXAMPLE"), UserId("U0MAYA"), world.clock.now())
    new = world.slack.person("U0NEW", email="new@example.com")
    button = PlanButton(day=date(2026, 3, 2), booking_id=booking.id)

    await click(world, new, card, action, button.value)

    await world.until(lambda: any("ask <@U0MAYA>" in message.text for message in new.ephemerals))
    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1
    assert "Scheduled" in (await world.card()).text


@pytest.mark.parametrize(
    ("policy", "link"),
    [
        ({"channels": [SALES]}, MEET),
        ({"required_notice": "This call is recorded."}, "https://example.webex.com/meet/maya"),
    ],
)
async def test_what_cannot_be_recorded_without_a_question_opens_the_form(a_sqlite_world, policy, link):
    """A bot cannot write a notice in Webex."""
    prepare = partial(World.meeting, meeting_url=link)
    world = await a_sqlite_world(prepare=prepare, configuration={"policy": policy})
    message = await asks(world)

    (block,) = [block for block in message.blocks if "accessory" in block]
    await world.maya.clicks(f"{block['block_id']}/{Action.PLAN_RECORD}", message)

    await world.until(lambda: "Weekly sync" in world.form())
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []


@pytest.mark.parametrize(
    "action", [Action.PLAN_LEAVE_OUT, Action.PLAN_RECORD, Action.SHOW_WHOLE_PLAN, Action.CHOOSE_PLAN_TIME]
)
async def test_a_button_of_another_version_is_said(world, action):
    message = await asks(world)

    await click(world, world.maya, message, action, '{"v": 0}')

    await world.until(lambda: any("another version of the app" in each.text for each in world.maya.ephemerals))


async def test_what_a_rule_books_is_explained_and_stays_left_out_once_it_was(world):
    await world.maya.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(RuleField.MATCHES, ["All my meetings"])
    await world.maya.submits()
    await world.maya.submits()
    await world.maya.closes()
    await world.until_recall(lambda: any(bot.meeting_url == MEET for bot in world.recall.bots))
    await world.nothing_is_left_to_do()
    message = await asks(world)
    assert "Because of your rule: all meetings." in message.text

    told = await presses(world, message, Action.PLAN_LEAVE_OUT, "Weekly sync")
    await world.nothing_is_left_to_do()
    world.hears_recall()
    (event,) = [event for event in world.recall.events if event.title == "Weekly sync"]
    world.recall.rename_event(event.id, "Weekly sync!")
    later = world.meeting("Later", start=world.hours(6), meeting_url=ZOOM, attendees=BOTH)
    await world.until_recall(lambda: world.recall.bots_of(later.id))  # the rule has gone over what has changed
    await world.nothing_is_left_to_do()

    assert "You turned it off for this meeting." in told.text
    assert world.recall.bots_of(event.id) == []
    assert "You turned it off for this meeting." in (await asks(world)).text
