"""Before a meeting with external people that no one has decided on: one question, to those who want it."""

from datetime import timedelta

import pytest

from bot.blocks.kit.button_value import meeting_value
from bot.blocks.names import COMMAND, Action
from bot.core.identifiers import CalendarEventId
from bot.sandbox.recall.workspace import Guest
from bot.sandbox.slack.messages import Message
from tests.journeys.furniture import MORNING, SALES
from tests.journeys.hand_made import click
from tests.journeys.world import World

GUEST = Guest("dana@customer.test", "Dana")
HALF_AN_HOUR_BEFORE = timedelta(hours=2, minutes=30)
MINUTE = timedelta(minutes=1)


def furnish(world: World) -> None:
    """At ten with a guest; beside it one among colleagues, and the call of the week after."""
    world.meeting(
        "Customer call", attendees=[GUEST], series="customer", meeting_url="https://meet.google.com/aaa-bbbb-ccc"
    )
    world.meeting("Planning", attendees=["jonas@example.com"], meeting_url="https://meet.google.com/ddd-eeee-fff")
    world.meeting(
        "Customer call",
        start=MORNING + timedelta(days=7, hours=3),
        attendees=[GUEST],
        series="customer",
        meeting_url="https://meet.google.com/aaa-bbbb-ccc",
    )


@pytest.fixture
async def world(a_sqlite_world):
    world = await a_sqlite_world(prepare=furnish)
    world.hears_recall()
    return world


async def turns_on(world: World) -> None:
    """In the rules form."""
    await world.maya.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: world.maya.view)
    await world.and_it_changes(world.maya, world.maya.clicks(Action.TURN_ON_OFFERS))
    assert "*We ask you* half an hour before" in world.form()
    await world.maya.closes()


def asked(world: World) -> list[Message]:
    return [each for each in world.maya.direct_messages if "Record it?" in each.text]


def events(world: World):
    return [each for each in world.recall.events if each.title == "Customer call"]


async def is_asked(world: World) -> Message:
    await turns_on(world)
    world.clock.advance(HALF_AN_HOUR_BEFORE)
    await world.until_by_the_clock(lambda: asked(world), MINUTE)
    return asked(world)[0]


async def until_it_reads(world: World, words: str) -> Message:
    def found() -> list[Message]:
        return [each for each in world.maya.direct_messages if words in each.text and "Customer call" in each.text]

    await world.until_by_the_clock(found, timedelta(seconds=20))
    return found()[0]


def buttons(message: Message) -> list[str]:
    return [each["text"]["text"] for block in message.blocks for each in block.get("elements", [])]


async def test_no_one_is_asked_who_has_not_turned_it_on(world):
    world.clock.advance(HALF_AN_HOUR_BEFORE)
    for _ in range(3):
        await world.passes(MINUTE)

    assert world.maya.direct_messages == []


async def test_it_is_asked_once_half_an_hour_before_about_meetings_with_outsiders_alone(world):
    question = await is_asked(world)
    assert "*Customer call*\nMon, March 2, 2026 at 10:00 (America/New_York) · Google Meet" in question.text
    assert buttons(question) == ["Yes", "Not this one", "Never for this series", "Stop asking"]

    await world.stops()
    await world.starts()
    for _ in range(3):
        await world.passes(MINUTE)

    assert len(world.maya.direct_messages) == 1
    assert world.scheduled() == []


async def test_yes_books_it_at_one_press(world):
    question = await is_asked(world)

    await world.maya.clicks("Yes", question)
    settled = await until_it_reads(world, "*Scheduling a bot.*")
    await world.until(lambda: "Scheduled" in world.maya.direct_messages[-1].text)

    assert buttons(settled) == []
    assert len(world.scheduled()) == 1


async def test_not_this_one_leaves_the_next_one_open(world):
    question = await is_asked(world)

    await world.maya.clicks("Not this one", question)
    settled = await until_it_reads(world, "*It won't be recorded.*")

    assert buttons(settled) == []
    assert len(await world.store.rules.find_left_out("T0EXAMPLE")) == 1
    assert await world.store.rules.find_series("T0EXAMPLE") == []


async def test_a_no_that_comes_after_a_bot_was_scheduled_does_not_say_that_nothing_is_recorded(world):
    question = await is_asked(world)
    await world.books("Customer call")

    await world.maya.clicks("Not this one", question)

    await world.until_written()  # that the bot is scheduled may have been said before the click was
    await until_it_reads(world, "*A bot is scheduled.* Scheduled by you.")
    assert await world.store.rules.find_left_out("T0EXAMPLE") != []


async def test_never_is_for_the_whole_series_and_everyone(world):
    question = await is_asked(world)

    await world.maya.clicks("Never for this series", question)
    assert "No one's rule or series will record it." in world.maya.dialogs[-1]["text"]["text"]
    await until_it_reads(world, "*This series won't be recorded.*")
    (choice,) = await world.store.rules.find_series("T0EXAMPLE")

    assert not choice.records
    world.clock.advance(timedelta(days=7))
    await world.passes(MINUTE)
    assert len(world.maya.direct_messages) == 1


async def test_who_is_not_to_be_asked_any_more_is_not(world):
    question = await is_asked(world)

    await world.maya.clicks("Stop asking", question)
    settled = await until_it_reads(world, "*We won't ask again.*")

    assert buttons(settled) == []
    assert await world.store.preferences.find_with_offers("T0EXAMPLE") == []


async def test_it_is_taken_back_when_the_meeting_is_booked_elsewhere(world):
    await is_asked(world)

    await world.books("Customer call")
    settled = await until_it_reads(world, "*A bot is scheduled.* Scheduled by you.")

    assert buttons(settled) == []


async def test_it_is_taken_back_when_the_meeting_is_deleted(world):
    await is_asked(world)

    world.recall.delete_event(events(world)[0].id)

    await world.until_by_the_clock(
        lambda: world.maya.direct_messages[-1].text == "The meeting was deleted from the calendar.",
        timedelta(seconds=20),
    )


async def test_it_moves_with_its_meeting(world):
    await is_asked(world)

    world.recall.move_event(events(world)[0].id, MORNING + timedelta(hours=4))
    moved = await until_it_reads(world, "at 11:00")

    assert "Yes" in buttons(moved)
    assert len(world.maya.direct_messages) == 1


async def test_once_the_meeting_begins_it_says_so(world):
    await is_asked(world)

    world.clock.advance(timedelta(minutes=31))

    assert buttons(await until_it_reads(world, "*It has started without a bot.*")) == []


async def test_what_stands_in_the_way_of_yes_is_shown_in_the_form(world):
    question = await is_asked(world)
    await world.books("Customer call")

    await click(world, world.maya, question, Action.OFFER_YES, meeting_value(CalendarEventId(events(world)[0].id)))
    await world.until(lambda: world.maya.view)

    assert "A bot is already scheduled." in world.form()
    assert len(world.scheduled()) == 1


async def test_what_slack_refuses_for_a_while_is_asked_later_and_once(world):
    await turns_on(world)
    world.slack.fail_next("chat.postMessage", error="ratelimited")
    world.clock.advance(HALF_AN_HOUR_BEFORE)

    await world.until_by_the_clock(lambda: asked(world), MINUTE)
    await world.passes(MINUTE)

    assert len(world.maya.direct_messages) == 1


async def test_others_cannot_answer_for_a_meeting_that_they_may_not_see(world):
    question = await is_asked(world)
    value = meeting_value(CalendarEventId(events(world)[0].id))

    for action in (Action.OFFER_NO, Action.OFFER_NEVER):
        await click(world, world.olga, question, action, value)
    await world.until(lambda: len(world.olga.direct_messages) + len(world.olga.ephemerals) == 2)

    assert await world.store.rules.find_left_out("T0EXAMPLE") == []
    assert await world.store.rules.find_series("T0EXAMPLE") == []
    assert "Yes" in buttons(world.maya.direct_messages[-1])
