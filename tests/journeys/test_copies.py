"""The same meeting in several calendars: a bot is booked through one of them, and through another if that one goes."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action
from bot.core.lifecycle.transitions import RETRY_SOON
from tests.journeys.furniture import MORNING
from tests.journeys.test_booked_by_others import another_integration_books
from tests.journeys.threads import replies
from tests.journeys.world import SCHEDULE

UID = "weekly@calendar.example.com"
SETTLED = timedelta(minutes=2, seconds=1)


def in_two_calendars(world):
    world.mine = world.meeting(ical_uid=UID, attendees=["jonas@example.com"])
    his = world.recall.add_calendar(email="jonas@example.com")
    world.copy = world.meeting(ical_uid=UID, calendar_id=his.id, attendees=["maya@example.com"])


@pytest.fixture
async def booked(a_sqlite_world):
    world = await a_sqlite_world(prepare=in_two_calendars)
    world.hears_recall()
    await world.books()
    return world


def lose(world, how):
    match how:
        case "deleted":
            world.recall.delete_event(world.mine.id)
        case "cancelled":
            world.recall.cancel_event(world.mine.id)
        case "link removed":
            world.recall.change_link(world.mine.id, None)
        case "disconnected":
            world.recall.disconnect_calendar(world.calendar.id)


def events_booked(world):
    return [request.path.split("/")[4] for request in world.scheduled()]


@pytest.mark.parametrize("how", ["deleted", "cancelled", "link removed", "disconnected"])
async def test_another_copy_is_booked_once_the_calendars_have_settled(booked, how):
    assert events_booked(booked) == [booked.mine.id]
    lose(booked, how)

    await booked.until_by_the_clock(lambda: len(booked.scheduled()) == 2, every=SETTLED)

    assert events_booked(booked) == [booked.mine.id, booked.copy.id]
    await booked.nothing_is_left_to_do()
    assert "Scheduled:" in (await booked.card(saying="Weekly sync")).text
    assert replies(booked) == []
    assert len(booked.recall.bots_of(booked.copy.id)) == 1


async def test_while_the_calendars_settle_nothing_is_done(booked):
    lose(booked, "deleted")
    await booked.recall.deliveries()
    await booked.until_mirrored(booked.mine.id, lambda meeting: meeting.is_gone)

    await booked.nothing_is_left_to_do()

    assert events_booked(booked) == [booked.mine.id]
    assert "Scheduled:" in (await booked.card(saying="Weekly sync")).text


@pytest.fixture
async def booked_through_the_copy(booked):
    lose(booked, "link removed")
    await booked.until_by_the_clock(lambda: len(booked.scheduled()) == 2, every=SETTLED)
    await booked.nothing_is_left_to_do()
    return booked


async def test_the_row_that_is_left_holds_no_bot_any_more(booked_through_the_copy):
    world = booked_through_the_copy

    assert world.recall.bots_of(world.mine.id) == []
    assert world.recall.bots_of(world.copy.id) == [world.only_bot()]


@pytest.mark.parametrize("action", [Action.CANCEL_BOT, Action.VETO_RECORDING])
async def test_a_bot_that_was_booked_through_two_rows_is_taken_off_both(booked, action):
    booked.recall.fail_next(503, method="DELETE", path=SCHEDULE)
    lose(booked, "link removed")
    await booked.until_by_the_clock(lambda: len(booked.scheduled()) == 2, every=SETTLED)

    await booked.jonas.clicks(action, await booked.card(saying="Scheduled:"))

    await booked.card(saying="Canceled: No bot will join.")
    assert booked.recall.bots == []


async def test_a_cancelling_waits_for_nothing_that_was_being_tried_before_it(booked):
    booked.recall.fail_next(503, method="DELETE", path=SCHEDULE, seconds=5)
    lose(booked, "link removed")
    await booked.until_by_the_clock(lambda: len(booked.scheduled()) == 2, every=SETTLED)
    await booked.until_recall(lambda: booked.recall.requests_to("DELETE", SCHEDULE))

    await booked.jonas.clicks(Action.CANCEL_BOT, await booked.card(saying="Scheduled:"))
    await booked.until_written()
    booked.clock.advance(timedelta(seconds=5))

    # Half as long as it would wait before it tried the same once more.
    await booked.until(lambda: booked.recall.bots == [], patience=RETRY_SOON.total_seconds() / 2)
    await booked.card(saying="Canceled: No bot will join.")


async def books_the_copy_as_well(world):
    key = world.scheduled()[0].json["deduplication_key"]
    await another_integration_books(world, world.copy.id, key)


async def test_a_bot_that_others_booked_through_a_copy_is_not_said_to_be_gone(booked):
    await books_the_copy_as_well(booked)

    await booked.maya.clicks(Action.CANCEL_BOT, await booked.card(saying="Scheduled:"))

    card = await booked.card(saying="Canceled:")
    assert (
        "We removed the bot, but Recall still has it scheduled from another calendar. If it joins, "
        "we'll ask it to leave."
    ) in card.text
    assert "No bot will join." not in card.text
    assert booked.recall.bots_of(booked.copy.id) == [booked.only_bot()]


async def test_a_bot_that_comes_although_it_was_cancelled_is_asked_to_leave(booked):
    await books_the_copy_as_well(booked)
    await booked.maya.clicks(Action.CANCEL_BOT, await booked.card(saying="Scheduled:"))
    await booked.card(saying="Canceled:")
    await booked.passes(timedelta(hours=3))

    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")

    await booked.until_recall(lambda: booked.recall.requests_to("POST", "/api/v1/bot/*/leave_call/"))
    card = await booked.card(saying="Canceling:")
    assert "No bot will join." not in card.text


@pytest.mark.parametrize("how", ["deleted", "cancelled", "disconnected"])
async def test_a_meeting_that_is_gone_from_every_calendar_is_called_off(booked, how):
    lose(booked, how)
    booked.recall.delete_event(booked.copy.id)

    await booked.until_by_the_clock(lambda: len(replies(booked)) == 1, every=SETTLED)

    assert events_booked(booked) == [booked.mine.id]
    assert "No bot will join." in replies(booked)[0].text


async def test_a_colleagues_copy_that_lags_behind_changes_nothing(booked):
    booked.recall.move_event(booked.mine.id, MORNING + timedelta(hours=6))
    card = await booked.card(saying="Rescheduled:")

    booked.clock.advance(timedelta(minutes=6))
    await booked.nothing_is_left_to_do()

    assert events_booked(booked) == [booked.mine.id] * 2
    assert (await booked.card(saying="Weekly sync")).text == card.text
    booked.recall.move_event(booked.copy.id, MORNING + timedelta(hours=6))
    await booked.recall.deliveries()
    await booked.nothing_is_left_to_do()
    assert len(booked.scheduled()) == 2


async def test_a_move_into_the_past_is_not_undone_by_a_copy_that_lags_behind(booked):
    booked.recall.move_event(booked.mine.id, MORNING - timedelta(hours=3))

    assert "The meeting was moved to a time in the past." in (await booked.card(saying="Canceled")).text
    booked.clock.advance(SETTLED)
    await booked.nothing_is_left_to_do()

    assert events_booked(booked) == [booked.mine.id]
    assert booked.recall.bots == []


async def test_shortly_before_the_start_another_copy_is_found_as_well(booked):
    booked.recall.drop_next_delivery(times=9)
    lose(booked, "deleted")
    booked.clock.advance(timedelta(hours=2, minutes=46))

    await booked.until_by_the_clock(lambda: len(booked.scheduled()) == 2, every=SETTLED)

    assert events_booked(booked)[-1] == booked.copy.id
