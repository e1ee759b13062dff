"""A recurring meeting, booked once: occurrences that come and go, one left out, and the series stopped."""

from datetime import timedelta

import pytest

from bot.blocks.form.state import Scope
from bot.blocks.names import COMMAND, Action, Field
from bot.core.identifiers import CalendarEventId, UserId
from bot.sandbox.slack.messages import Message
from bot.scheduling.home.refresh import EVERY
from tests.journeys.furniture import SALES
from tests.journeys.homes import home_says, opens_home
from tests.journeys.world import World

WEEK = timedelta(days=7)
SERIES = "weekly-sync"


def a_series(world: World) -> None:
    """Today and in a week; a third one is still out of Recall's sight."""
    for weeks in (0, 1, 5):
        world.meeting(
            start=world.hours(3) + weeks * WEEK, series=SERIES, attendees=["maya@example.com", "jonas@example.com"]
        )


@pytest.fixture
async def world(a_sqlite_world) -> World:
    world = await a_sqlite_world(prepare=a_series)
    world.hears_recall()
    return world


def starts(world: World) -> list[float]:
    """In how many weeks the bots join."""
    return sorted((bot.join_at - world.hours(3)) / WEEK for bot in world.recall.bots)


async def chooses_every_one(world: World) -> None:
    await world.opens_form("weekly")
    await world.maya.picks(Field.SCOPE, "Every one in this series")
    await world.maya.submits()


async def books_the_series(world: World) -> None:
    await chooses_every_one(world)
    await world.until_recall(lambda: starts(world) == [0, 1])


async def test_every_one_is_booked_and_the_card_says_why(world):
    await books_the_series(world)

    card = await world.card(saying="Scheduled:")
    assert "<@U0MAYA> records every one in this series" in card.text
    assert len(world.slack.messages(SALES)) == 1  # the later one's card comes when it is near


async def test_only_this_one_books_no_other(world):
    await world.opens_form("weekly")
    assert Scope.ONLY_THIS in str(world.maya.view)
    await world.maya.submits()
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    assert starts(world) == [0]


async def test_a_later_one_is_booked_when_it_comes_into_sight(world):
    await books_the_series(world)

    await world.passes(WEEK + timedelta(hours=4))
    world.recall.catch_up()

    await world.until_recall(lambda: 5 in starts(world))


async def test_one_is_left_out_from_its_card_and_stays_out(world):
    await books_the_series(world)

    await world.maya.clicks(Action.CANCEL_BOT, await world.card(saying="Scheduled:"))

    assert not world.maya.dialogs
    await world.card(saying="Canceled:")
    await world.until_recall(lambda: starts(world) == [1])
    await world.passes(timedelta(hours=1))
    assert starts(world) == [1]


async def opens_the_series(world: World) -> None:
    await world.maya.clicks(Action.CHANGE_ORIGIN, await world.card(saying="Scheduled:"))
    await world.until(lambda: "Recurring meeting" in world.form())


async def test_one_is_left_out_and_taken_in_again_in_the_series_own_place(world):
    await books_the_series(world)
    await opens_the_series(world)

    await world.and_it_changes(world.maya, world.maya.clicks(f"series_line#2/{Action.LEAVE_OUT}"))
    assert "You turned it off for this meeting." in world.form()
    await world.until_recall(lambda: starts(world) == [0])

    await world.and_it_changes(world.maya, world.maya.clicks(Action.RECORD_ONE))
    await world.until_recall(lambda: starts(world) == [0, 1])


async def test_in_the_call_its_bot_leaves_when_this_one_is_left_out_though_the_series_is_off_by_then(world):
    await books_the_series(world)
    await world.nothing_is_left_to_do()
    world.clock.set_to(world.hours(3))
    first = min(world.recall.bots, key=lambda bot: bot.join_at)
    world.recall.live_normally(first.id, until="in_call_recording")
    await world.card(saying="Recording:")

    maya, rules = await world.program.personal.people.find(UserId(world.maya.user.id)), world.program.rules
    (line,) = (await rules.page.load(maya)).series
    await rules.series.set_records(maya, line.choice.id, records=False)
    await world.maya.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: "Your series" in world.form())
    await world.maya.clicks(Action.SHOW_SERIES)
    await world.until(lambda: "A bot is in the meeting now" in world.form())
    await world.maya.clicks(Action.LEAVE_OUT)

    await world.until_recall(lambda: world.recall.bot(first.id).status in {"call_ended", "done"})


async def test_one_that_was_left_out_is_recorded_once_it_is_scheduled_with_its_series_again(world):
    await books_the_series(world)
    await opens_the_series(world)
    await world.and_it_changes(world.maya, world.maya.clicks(f"series_line#1/{Action.LEAVE_OUT}"))
    await world.until_recall(lambda: starts(world) == [1])
    await world.maya.closes()

    await world.opens_form("weekly")
    await world.maya.picks(Field.SCOPE, "Every one in this series")
    await world.maya.submits()

    await world.until_recall(lambda: starts(world) == [0, 1])
    await world.passes(timedelta(minutes=30))
    assert starts(world) == [0, 1]


async def test_another_setting_counts_for_every_one(world):
    await books_the_series(world)
    await opens_the_series(world)

    await world.and_it_changes(world.maya, world.maya.clicks(Action.EDIT_SERIES))
    assert "This changes every one in this series" in world.form()
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()

    await world.until_recall(lambda: {bot.config["bot_name"] for bot in world.recall.bots} == {"Acme notes"})
    assert starts(world) == [0, 1]


async def test_a_series_chosen_during_a_pause_books_this_one_and_says_what_holds_the_rest_back(world):
    maya = await world.program.personal.people.find(UserId(world.maya.user.id))
    await world.program.rules.personal.pause(maya)

    await chooses_every_one(world)

    assert "This meeting is scheduled, but not the rest of the series." in world.form()
    assert "You paused your rules and series." in world.form()
    await world.until_recall(lambda: starts(world) == [0])
    await world.passes(timedelta(minutes=30))
    assert starts(world) == [0]


async def test_a_series_is_stopped_and_what_a_person_changed_stays(world):
    await books_the_series(world)
    await world.maya.clicks(Action.EDIT_BOOKING, await world.card(saying="Scheduled:"))
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    await world.card(saying="Acme notes")

    await world.maya.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: "Your series" in world.form())
    await world.maya.clicks(Action.SHOW_SERIES)
    await world.until(lambda: "Recurring meeting" in world.form())
    await world.and_it_changes(world.maya, world.maya.clicks(Action.TURN_OFF_SERIES))

    await world.until_recall(lambda: starts(world) == [0])


async def test_one_of_a_stopped_series_is_scheduled_again_from_its_card(world):
    await books_the_series(world)
    maya, cases = await world.program.personal.people.find(UserId(world.maya.user.id)), world.program.rules
    (line,) = (await cases.page.load(maya)).series
    await cases.series.turn_off(maya, line.choice.id)
    card = await world.card(saying="No rule or series records it anymore.")
    assert "Was scheduled automatically for <@U0MAYA>" in card.text
    assert "records every one" not in card.text

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.submits()

    await world.until_recall(lambda: starts(world) == [0])
    await world.card(saying="Booked by <@U0MAYA>")


async def test_a_colleague_sees_whose_series_it_is_and_cannot_change_it(world):
    await books_the_series(world)

    await world.jonas.clicks(Action.CHANGE_ORIGIN, await world.card(saying="Scheduled:"))

    await world.until(lambda: "Only <@U0MAYA> can change this." in world.form(world.jonas))
    assert Action.TURN_OFF_SERIES not in str(world.jonas.view)


async def test_home_lists_the_series_and_says_why_each_one_is_recorded(world):
    await books_the_series(world)

    await opens_home(world)

    await home_says(world, "You record every one in this series")
    assert "You record every one" in world.home()


async def test_home_hears_of_a_change_that_no_booking_tells_of(world):
    maya, series = await world.program.personal.people.find(UserId(world.maya.user.id)), world.program.rules.series
    event = next(event for event in world.recall.events if event.series == SERIES)
    await series.choose(maya, CalendarEventId(event.id), records=False)
    await opens_home(world)
    await home_says(world, "You turned this series off")

    await world.maya.types(f"{COMMAND} rules", SALES)
    await world.until(lambda: "Your series" in world.form())
    await world.maya.clicks(Action.SHOW_SERIES)
    await world.until(lambda: "Recurring meeting" in world.form())
    await world.and_it_changes(world.maya, world.maya.clicks(Action.TURN_OFF_SERIES))

    await world.passes(EVERY)
    await world.until(lambda: "You turned this series off" not in world.home())


def asked(world: World) -> list[Message]:
    return [each for each in world.maya.direct_messages if "seems to continue as a new series" in each.text]


async def test_whether_a_series_goes_on_as_a_new_one_is_asked_once(world):
    await books_the_series(world)
    for event in [each for each in world.recall.events if each.series == SERIES]:
        world.recall.delete_event(event.id)
    world.meeting(start=world.hours(3) + 2 * WEEK, series="another", attendees=["jonas@example.com"])

    await world.until(lambda: asked(world))
    (question,) = asked(world)
    await world.maya.clicks(Action.CONTINUE_SERIES, question)

    await world.until_recall(lambda: starts(world) == [2])
    await world.until(lambda: "It's recorded too." in asked(world)[0].text)
    assert Action.CONTINUE_SERIES not in str(asked(world)[0].blocks)


async def test_the_answer_counts_though_the_first_of_the_new_one_is_gone_by_then(world):
    await books_the_series(world)
    for event in [each for each in world.recall.events if each.series == SERIES]:
        world.recall.delete_event(event.id)
    first = world.meeting(start=world.hours(3) + 2 * WEEK, series="another", attendees=["jonas@example.com"])
    await world.until(lambda: asked(world))
    world.recall.delete_event(first.id)
    world.meeting(start=world.hours(3) + 3 * WEEK, series="another", attendees=["jonas@example.com"])
    await world.passes(timedelta(minutes=30))

    await world.maya.clicks(Action.CONTINUE_SERIES, asked(world)[0])

    await world.until_recall(lambda: starts(world) == [3])
    await world.until(lambda: "It's recorded too." in asked(world)[0].text)
