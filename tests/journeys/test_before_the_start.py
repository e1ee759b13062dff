"""Fifteen minutes before the start, while it can still be mended."""

from datetime import timedelta

import pytest

from tests.journeys.furniture import MORNING, ZOOM

QUARTER = timedelta(minutes=15)
READ_EVENT = "/api/v2/calendar-events/*/"


@pytest.fixture
async def booked(world):
    await world.books()
    return world


async def test_all_well_costs_one_look_and_no_word(booked):
    booked.clock.advance(timedelta(hours=3) - QUARTER)
    await booked.until(lambda: booked.recall.requests_to("GET", READ_EVENT))

    assert len(booked.scheduled()) == 1


async def test_a_bot_that_someone_took_off_is_booked_again(booked):
    event = booked.recall.events[0]
    event.bot_ids.clear()

    booked.clock.advance(timedelta(hours=3) - QUARTER)
    await booked.until(lambda: len(booked.scheduled()) == 2)

    assert len(booked.recall.bots_of(event.id)) == 1


async def test_the_list_of_all_calendars_which_may_take_minutes_is_not_waited_for(booked):
    booked.recall.events[0].bot_ids.clear()
    booked.recall.fail_next(503, path="/api/v2/calendars/", times=None)

    booked.clock.advance(timedelta(hours=3) - QUARTER)
    await booked.until(lambda: len(booked.scheduled()) == 2)


async def test_a_move_that_no_one_told_us_of_is_followed(booked):
    booked.recall.move_event(booked.recall.events[0].id, MORNING + timedelta(hours=6))

    booked.clock.advance(timedelta(hours=3) - QUARTER)

    await booked.card(saying="Rescheduled")


async def test_a_recall_that_cannot_be_read_is_asked_again(booked):
    booked.recall.fail_next(503, path=READ_EVENT, times=3)

    booked.clock.advance(timedelta(hours=3) - QUARTER)
    await booked.until(lambda: len(booked.recall.requests_to("GET", READ_EVENT)) >= 3)
    await booked.passes(timedelta(minutes=1))

    await booked.until(lambda: len(booked.recall.requests_to("GET", READ_EVENT)) >= 4)


@pytest.mark.parametrize(
    ("lose", "why"),
    [
        (
            lambda world, event: world.recall.change_link(event.id, None),
            "The meeting no longer has a link that a bot can use.",
        ),
        (lambda world, event: world.recall.cancel_event(event.id), "The meeting was deleted from the calendar."),
        (lambda world, event: world.recall.delete_event(event.id), "The meeting was deleted from the calendar."),
        (lambda world, _: world.recall.disconnect_calendar(world.calendar.id), "disconnected"),
        (lambda world, _: world.recall.delete_calendar(world.calendar.id), "disconnected"),
    ],
)
async def test_what_went_wrong_unnoticed_is_said_before_the_start(booked, lose, why):
    lose(booked, booked.recall.events[0])

    booked.clock.advance(timedelta(hours=3) - QUARTER)

    assert why in (await booked.card(saying="Canceled")).text


@pytest.mark.parametrize("lose", ["disconnect_calendar", "delete_calendar"])
async def test_the_owner_of_a_calendar_hears_of_its_loss_also_if_the_look_before_the_start_finds_it(booked, lose):
    reads = len(booked.recall.requests_to("GET", "/api/v2/calendar-events/"))
    await booked.passes(timedelta(hours=3) - QUARTER - timedelta(minutes=1))
    await booked.until_recall(lambda: len(booked.recall.requests_to("GET", "/api/v2/calendar-events/")) > reads)
    await booked.nothing_is_left_to_do()

    getattr(booked.recall, lose)(booked.calendar.id)
    booked.clock.advance(timedelta(seconds=61))
    await booked.card(saying="Canceled")

    await booked.until_by_the_clock(lambda: booked.maya.direct_messages, every=timedelta(seconds=61))

    (message,) = booked.maya.direct_messages
    assert "disconnected from Recall.ai" in message.text


async def test_a_new_link_that_no_one_told_us_of_is_followed(booked):
    booked.recall.change_link(booked.recall.events[0].id, ZOOM)

    booked.clock.advance(timedelta(hours=3) - QUARTER)

    await booked.until(lambda: len(booked.scheduled()) == 2)
    assert booked.scheduled()[1].json["deduplication_key"].endswith(ZOOM)
