"""A booked link is edited like a meeting of the calendar: one bot, one card."""

from datetime import datetime, timedelta

import pytest

from bot.blocks.names import Action, Field
from bot.sandbox.recall.ledger import Recorded
from bot.sandbox.slack.messages import Message
from tests.journeys.furniture import SALES
from tests.journeys.links import (
    LATER,
    NOW,
    ZOOM,
    ZOOM_LABEL,
    answered,
    assert_passcode_is_kept,
    books_link,
    chosen,
    created,
    logged,
    writes,
)

BOT = "/api/v1/bot/*/"


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def edits(world, card: Message) -> None:
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)


async def chooses(world, start: datetime) -> None:
    await world.and_it_changes(world.maya, world.maya.fills(Field.STARTS_AT, start))


async def saves(world) -> Message:
    """Up to where all is done; the card as it is then."""
    await world.maya.submits()
    assert world.maya.view is None, world.form()
    await world.nothing_is_left_to_do()
    (card,) = world.slack.messages(SALES)
    return card


def patched(world) -> Recorded:
    (request,) = world.recall.requests_to("PATCH", BOT)
    return request


async def test_the_form_is_filled_as_the_booking_is(world):
    card = await books_link(world, start=world.hours(5))

    await edits(world, card)

    assert world.form().startswith("Edit the bot")
    assert ZOOM_LABEL in world.form()
    assert chosen(world.maya, Field.WHEN) == LATER
    assert answered(world.maya, Field.STARTS_AT)["selected_date_time"] == int(world.hours(5).timestamp())
    assert answered(world.maya, Field.DESTINATION) is None


async def test_other_settings_are_sent_whole_to_the_same_bot(world):
    card = await books_link(world, start=world.hours(5))
    bot = world.only_bot().id
    await edits(world, card)
    await world.maya.fills(Field.BOT_NAME, "Scribe")

    edited = await saves(world)

    booking = created(world)[0].json["metadata"]["recall_schedule_booking"]
    tags = {"recall_schedule_booking": booking, "recall_schedule_revision": "2"}
    assert patched(world).json == {**created(world)[0].json, "bot_name": "Scribe", "metadata": tags}
    assert patched(world).headers["idempotency-key"] == f"{booking}.2.1"
    assert (world.only_bot().id, edited.ts) == (bot, card.ts)
    assert "Scribe" in edited.text


@pytest.mark.parametrize("hours", [4.5, 5.5, 9])
async def test_another_time_moves_the_same_bot(world, hours):
    card = await books_link(world, start=world.hours(5))
    await edits(world, card)
    await chooses(world, world.hours(hours))

    await saves(world)

    assert world.only_bot().join_at == world.hours(hours)
    assert patched(world).json["meeting_url"] == ZOOM
    assert writes(world) == ["POST", "PATCH"]


async def test_a_new_time_within_ten_minutes_makes_another_bot_in_its_place(world):
    card = await books_link(world, start=world.hours(5))
    await edits(world, card)
    await chooses(world, world.hours(0.1))

    edited = await saves(world)

    first, second = created(world)
    assert writes(world) == ["POST", "DELETE", "POST"]
    assert second.json["join_at"] == "2026-03-02T12:06:00+00:00"
    assert second.headers["idempotency-key"] == first.headers["idempotency-key"].replace(".1.1", ".2.1")
    assert edited.ts == card.ts
    world.only_bot()


async def test_an_old_time_within_ten_minutes_does_too(world):
    card = await books_link(world, start=world.hours(5))
    world.clock.set_to(world.hours(5) - timedelta(minutes=5))
    await edits(world, card)
    await chooses(world, world.hours(7))

    await saves(world)

    assert writes(world) == ["POST", "DELETE", "POST"]
    assert world.only_bot().join_at == world.hours(7)


async def test_from_later_to_now(world):
    card = await books_link(world, start=world.hours(0.5))
    await edits(world, card)
    await world.and_it_changes(world.maya, world.maya.picks(Field.WHEN, NOW))

    await saves(world)

    assert writes(world) == ["POST", "DELETE", "POST"]
    assert "join_at" not in created(world)[-1].json
    assert world.only_bot().status == "joining_call"


async def test_an_edit_that_changes_nothing_asks_recall_for_nothing(world):
    card = await books_link(world, start=world.hours(5))
    await edits(world, card)

    await world.and_it_changes(world.maya, world.maya.submits())

    assert "Already scheduled with these settings." in world.form()
    assert writes(world) == ["POST"]


@pytest.mark.parametrize("who", ["maya", "olga"])
async def test_no_edit_moves_it_onto_another_booking_of_the_link(world, who):
    card = await books_link(world, start=world.hours(5))
    await books_link(world, start=world.hours(7), who=getattr(world, who))
    await edits(world, card)
    await chooses(world, world.hours(6.5))

    await world.and_it_changes(world.maya, world.maya.submits())

    assert (
        "*A bot is already scheduled for this link around that time.* Choose another time or another meeting."
    ) in world.form()
    assert "U0OLGA" not in str(world.maya.view)
    assert writes(world) == ["POST", "POST"]


async def test_once_the_edit_is_saved_the_old_time_is_free(world):
    card = await books_link(world, start=world.hours(5))
    await edits(world, card)
    await chooses(world, world.hours(8))
    await saves(world)

    await books_link(world, start=world.hours(5), who=world.olga)

    assert sorted(bot.join_at for bot in world.recall.bots) == [world.hours(5), world.hours(8)]


async def test_a_bot_that_set_out_meanwhile_is_not_changed_and_the_form_says_so(world):
    card = await books_link(world, start=world.hours(0.5))
    await edits(world, card)
    await chooses(world, world.hours(6))
    world.clock.advance(timedelta(minutes=31))
    await world.card(saying="Joining:")

    await world.and_it_changes(world.maya, world.maya.submits())

    assert "The bot is in the meeting, so its settings are locked." in world.form()
    assert writes(world) == ["POST"]


async def test_recalls_refusal_of_a_change_leaves_the_bot_as_it_was(world):
    card = await books_link(world, start=world.hours(5))
    body = {"code": "update_bot_failed", "detail": "There is too little time to launch the bot."}
    world.recall.fail_next(400, method="PATCH", body=body)
    await edits(world, card)
    await world.maya.fills(Field.BOT_NAME, "Scribe")

    edited = await saves(world)

    assert "There is too little time to launch the bot." in edited.text
    assert "The bot stays scheduled as before." in edited.text
    assert world.only_bot().config["bot_name"] == "Meeting Notetaker"


async def test_a_change_whose_answer_is_lost_is_looked_for_and_made_once(world):
    card = await books_link(world, start=world.hours(5))
    world.recall.hang_up_next(method="PATCH", when="after")
    await edits(world, card)
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.maya.submits()
    await world.until_recall(lambda: world.recall.requests_to("PATCH", BOT))

    world.clock.advance(timedelta(seconds=5))
    await world.card(saying="Scribe")
    await world.nothing_is_left_to_do()

    assert writes(world) == ["POST", "PATCH"]
    assert world.only_bot().config["bot_name"] == "Scribe"


@pytest.mark.parametrize(
    ("action", "deed"), [(Action.EDIT_BOOKING, "can change it"), (Action.CANCEL_BOT, "can cancel it")]
)
async def test_someone_else_is_refused_in_private_and_told_whom_to_ask(world, action, deed):
    card = await books_link(world, start=world.hours(5))

    await world.jonas.clicks(action, card)

    assert f"{deed}. Please ask <@U0MAYA>." in await world.reads_ephemeral(world.jonas)
    await world.nothing_is_left_to_do()
    assert writes(world) == ["POST"]
