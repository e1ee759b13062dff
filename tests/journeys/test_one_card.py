"""One booking has one card, whatever becomes of it; where another card must be, the old one only leads to it."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Callback, Field
from tests.journeys.furniture import MEET, OTHER_MEET, SALES
from tests.journeys.homes import home_says, opens_home
from tests.journeys.links import LATER
from tests.journeys.threads import replies

PRODUCT = "C0PRODUCT"
BOOKING_CALL = "/api/v2/calendar-events/*/bot/"


def cards(world, channel_id=SALES):
    return [each for each in world.slack.messages(channel_id) if not each.is_reply]


def buttons_of(message):
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


async def only_card(world, words):
    await world.until(lambda: len(cards(world)) == 1 and words in cards(world)[0].text)
    return cards(world)[0]


async def edits(world, card, **answers):
    """Opens the form from the card, and submits it."""
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    for field, answer in answers.items():
        await world.maya.fills(Field(field), answer)
    await world.maya.submits()
    await world.until(lambda: world.maya.view is None)


@pytest.fixture
async def failed(world):
    """Recall has refused the booking."""
    world.hears_recall()
    world.recall.fail_next(400, method="POST", path=BOOKING_CALL, body={"bot_name": ["Not that name."]})
    await world.opens_form("weekly")
    await world.maya.submits()
    return await only_card(world, "Failed:")


async def test_edit_and_try_again_goes_on_with_the_same_card(world, failed):
    assert "Edit and try again" in buttons_of(failed)

    await edits(world, failed, bot_name="Scribe")

    booked = await only_card(world, "Scheduled:")
    assert booked.ts == failed.ts
    assert world.only_bot().config["bot_name"] == "Scribe"


async def test_a_bot_that_could_not_find_its_meeting_is_edited_on_its_card(world):
    world.hears_recall()
    card = await world.books()
    world.recall.walk_bot(world.only_bot().id, "fatal", "meeting_not_found")
    failed = await only_card(world, "Failed:")

    await edits(world, failed)

    booked = await only_card(world, "Scheduled:")
    assert booked.ts == card.ts
    assert len(world.recall.bots) == 2


async def test_a_cancelled_card_offers_to_schedule_again(world):
    world.hears_recall()
    card = await world.books()
    await world.maya.clicks(Action.CANCEL_BOT, card)
    cancelled = await only_card(world, "Canceled:")
    assert buttons_of(cancelled) == ["Schedule again"]

    await world.maya.clicks(Action.EDIT_BOOKING, cancelled)
    await world.until(lambda: world.maya.view)
    assert world.maya.view["submit"]["text"] == "Schedule"
    await world.maya.submits()

    booked = await only_card(world, "Scheduled:")
    assert booked.ts == card.ts
    assert "Edit" in buttons_of(booked)
    world.only_bot()


async def test_who_did_not_cancel_it_sees_that_on_the_card_and_is_not_asked_again(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(organizer="olga@example.com"))
    world.hears_recall()
    card = await world.books()
    await world.olga.clicks(Action.CANCEL_BOT, card)

    await edits(world, await only_card(world, "<@U0OLGA> canceled it"))

    await only_card(world, "Scheduled:")


async def test_a_bare_link_is_scheduled_again_on_its_card(world):
    world.hears_recall()
    await world.opens_form(OTHER_MEET)
    await world.and_it_changes(world.maya, world.maya.picks(Field.WHEN, LATER))
    await world.and_it_changes(world.maya, world.maya.fills(Field.STARTS_AT, world.hours(3)))
    await world.maya.submits()
    card = await only_card(world, "Scheduled:")
    await world.nothing_is_left_to_do()
    await world.maya.clicks(Action.CANCEL_BOT, card)
    cancelled = await only_card(world, "Canceled:")

    await edits(world, cancelled)

    booked = await only_card(world, "Scheduled:")
    assert booked.ts == card.ts
    world.only_bot()


async def test_another_card_leaves_the_old_one_as_a_link_to_it(world, failed):
    world.slack.add_channel(PRODUCT, name="product", members={"U0MAYA"}, app_is_member=True)
    await opens_home(world)
    await home_says(world, "*Failed*")

    await world.opens_form(channel_id=PRODUCT)
    await world.picks("Weekly sync")
    await world.maya.submits()
    new = await world.card(PRODUCT, saying="Scheduled:")

    old = await only_card(world, "Replaced:")
    assert buttons_of(old) == []
    assert f"/archives/{PRODUCT}/p{new.ts.replace('.', '')}|" in str(old.blocks)
    await home_says(world, "*Scheduled*")
    assert "Failed" not in world.home()
    assert "Replaced" not in world.home()


async def test_a_cancelled_card_is_replaced_as_well_and_only_the_new_one_is_spoken_of(world):
    world.hears_recall()
    card = await world.books()
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    await world.opens_form("weekly")
    await world.maya.submits()

    await world.until(lambda: len(cards(world)) == 2 and "Replaced:" in cards(world)[0].text)
    assert f"p{cards(world)[1].ts.replace('.', '')}|" in str(cards(world)[0].blocks)
    await opens_home(world)
    assert "Canceled" not in world.home()


async def test_a_card_with_a_recording_is_never_replaced(world):
    world.hears_recall()
    await world.books()
    world.recall.live_normally(world.only_bot().id)
    await world.until(lambda: "Recording ready" in cards(world)[0].text)

    await world.opens_form("weekly")
    await world.maya.submits()

    await world.until(lambda: len(cards(world)) == 2 and "Scheduled:" in cards(world)[1].text)
    await world.nothing_is_left_to_do()
    assert "Recording ready" in cards(world)[0].text


async def test_a_failed_meeting_that_is_deleted_stands_nowhere_as_if_it_took_place(world, failed):
    await opens_home(world)
    (event,) = [each for each in world.recall.events if each.title == "Weekly sync"]

    world.recall.delete_event(event.id)

    card = await only_card(world, "deleted from the calendar")
    assert buttons_of(card) == []
    assert "~<!date^" in str(card.blocks)
    await home_says(world, "deleted from the calendar")
    assert "10:00–10:30 · Weekly sync" not in world.home()


async def test_a_cancelled_meeting_that_moves_is_scheduled_again_where_it_is_by_then(world):
    world.hears_recall()
    card = await world.books()
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    (event,) = world.recall.events
    world.recall.move_event(event.id, start=world.hours(5), end=world.hours(6))

    moved = await only_card(world, "12:00 (America/New_York)")
    await edits(world, moved)

    await only_card(world, "Scheduled:")
    assert world.only_bot().join_at == world.hours(5)


async def test_a_meeting_that_no_one_wants_recorded_and_is_deleted_is_gone_from_home(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(attendees=["jonas@example.com"]))
    world.hears_recall()
    card = await world.books()
    await opens_home(world)
    await world.jonas.clicks(Action.VETO_RECORDING, card)
    await home_says(world, "turned recording off")

    world.recall.delete_event(world.recall.events[0].id)

    card = await only_card(world, "deleted from the calendar")
    assert buttons_of(card) == []
    await world.until(lambda: "10:00–10:30 · Weekly sync" not in world.home())


async def test_when_the_meeting_is_over_its_card_offers_nothing_that_could_only_be_refused(world, failed):
    await world.passes(timedelta(hours=4))

    card = await only_card(world, "Failed:")
    await world.until(lambda: buttons_of(cards(world)[0]) == [])
    await world.nothing_is_left_to_do()
    assert card.ts == failed.ts


async def test_a_reply_about_a_change_in_the_call_has_no_button_once_the_bot_has_left(world):
    world.hears_recall()
    await world.books()
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    await world.card(saying="Recording:")
    (event,) = world.recall.events
    world.recall.move_event(event.id, start=world.hours(5), end=world.hours(6))
    await world.until(lambda: any("was moved" in each.text for each in replies(world)))
    moved = next(each for each in replies(world) if "was moved" in each.text)
    assert buttons_of(moved)

    world.recall.live_normally(world.only_bot().id)

    await world.until(lambda: not buttons_of(world.slack.workspace.messages.find(SALES, moved.ts)))


@pytest.mark.parametrize(("link", "title"), [(OTHER_MEET, "Google Meet · meet.google.com/"), (MEET, "Weekly sync")])
async def test_a_bare_link_is_titled_by_its_link_and_a_calendars_meeting_by_its_title(world, link, title):
    await world.opens_form(link)
    await world.maya.submits()

    card = await world.card(saying="Scheduled:")
    assert card.text.startswith(title)


async def test_where_nothing_can_stand_beside_the_button_the_answer_is_a_modal(world, failed):
    """In the thread of a channel that the app has not joined."""
    await opens_home(world)
    await world.passes(timedelta(hours=4))

    await world.maya.clicks(Action.EDIT_BOOKING)

    await world.until(lambda: world.maya.view)
    assert world.maya.view["callback_id"] == Callback.ANSWER
    assert "over" in world.form()
