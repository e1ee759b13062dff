"""Whatever was written survives the end of the process; whatever was known is known at once."""

import asyncio
from datetime import timedelta

from bot.blocks.names import Action
from tests.journeys.furniture import SALES
from tests.journeys.world import SCHEDULE


async def test_after_a_restart_meetings_are_offered_at_once_even_if_recall_is_down(world):
    await world.stops()
    world.recall.fail_next(503, times=None)
    await world.starts()

    await world.opens_form("weekly")

    assert "10:00 Weekly sync" in world.form()
    assert (await world.maya.searches(Action.PICK_MEETING)).texts == ["10:00 Weekly sync · Google Meet"]


async def test_a_person_who_was_known_is_still_known(world):
    await world.opens_form()
    await world.stops()
    await world.starts()
    calls = len(world.slack.calls)

    await world.maya.closes()
    await world.opens_form()

    assert [call.method for call in world.slack.calls[calls:]] == ["views.open"]


async def test_further_addresses_of_a_person_count_from_the_next_start_on_and_no_longer_than_they_are_named(
    a_sqlite_world,
):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(attendees=["jonas@acme.test"]))
    await world.opens_form("weekly", person=world.jonas)
    assert "Weekly sync" not in world.form(world.jonas)
    await world.jonas.closes()

    await world.restarts({"people": {"U0JONAS": ["jonas@acme.test"]}})
    await world.opens_form("weekly", person=world.jonas)
    assert "Weekly sync" in world.form(world.jonas)
    await world.jonas.closes()

    await world.restarts({})
    await world.opens_form("weekly", person=world.jonas)
    assert "Weekly sync" not in world.form(world.jonas)


async def test_guests_are_admitted_and_refused_from_the_next_start_on(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"guests": True}})
    world.jonas.user.is_restricted = True
    await world.opens_form(person=world.jonas)
    assert "Guests" not in world.form(world.jonas)
    await world.jonas.closes()

    await world.restarts({})
    await world.opens_form(person=world.jonas)
    assert (
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    ) in world.form(world.jonas)
    await world.jonas.closes()

    await world.restarts({"policy": {"guests": True}})
    await world.opens_form(person=world.jonas)
    assert "Guests" not in world.form(world.jonas)


async def test_what_was_booked_but_not_yet_carried_out_is_carried_out_after_the_start(world):
    world.recall.fail_next(503, times=None, method="POST", path=SCHEDULE)
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until_recall(lambda: world.scheduled())
    await world.stops()
    world.recall.clear_faults()
    world.clock.advance(timedelta(minutes=5))

    await world.starts()
    await world.card(saying="Scheduled:")

    world.only_bot()
    assert len(world.slack.messages(SALES)) == 1


async def test_a_card_that_was_not_yet_posted_is_posted_after_the_start(world):
    world.slack.refuse_posts_in(SALES, "internal_error")
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until(lambda: world.slack.calls_to("chat.postMessage"))
    await world.stops()
    world.slack.refuse_posts_in(SALES, None)
    world.clock.advance(timedelta(minutes=5))

    await world.starts()
    await world.card(saying="Scheduled:")

    assert len(world.scheduled()) == 1


async def test_a_form_that_was_open_can_be_submitted_after_the_restart(world):
    await world.opens_form("weekly")
    await world.stops()
    await world.starts()

    await world.maya.submits()

    await world.card(saying="Scheduled:")


async def test_a_submission_that_is_repeated_after_the_restart_is_still_one(world):
    await world.opens_form("weekly")
    delivery = await world.maya.submits()
    await world.card(saying="Scheduled:")
    await world.stops()
    await world.starts()

    await world.slack.replay(delivery)

    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1


async def test_a_stop_waits_for_a_slow_answer_of_recalls_and_keeps_it(world):
    world.recall.delay_next(1.0, method="POST", path=SCHEDULE)
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until_recall(lambda: world.scheduled())

    stopping = asyncio.create_task(world.stops())
    await asyncio.sleep(0.05)
    assert not stopping.done()
    world.clock.advance(timedelta(seconds=1))
    await stopping
    await world.starts()

    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1
    assert len(world.slack.messages(SALES)) == 1


async def test_a_stop_does_not_wait_for_ever_and_the_next_start_looks_what_became_of_the_call(world):
    world.recall.delay_next(60.0, method="POST", path=SCHEDULE)
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until_recall(lambda: world.scheduled())
    stopping = asyncio.create_task(world.stops())
    await asyncio.sleep(0.05)
    world.clock.advance(timedelta(seconds=6))
    await stopping

    await world.starts()
    await world.card(saying="Scheduled:")

    await world.nothing_is_left_to_do()
    event_id = world.recall.events[0].id
    assert [request.method for request in world.recall.requests if event_id in request.path][:2] == ["POST", "GET"]
    world.only_bot()
    assert len(world.slack.messages(SALES)) == 1


async def test_a_click_just_before_the_stop_is_not_lost(world):
    card = await world.books()

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.stops()
    await world.starts()

    await world.card(saying="Canceled:")
    assert world.recall.bots == []
