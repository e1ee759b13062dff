"""The buttons of a card. Who may press is asked at the press."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import MEET, SALES
from tests.journeys.reading import answer
from tests.journeys.world import SCHEDULE

NOT_YOURS_TO_EDIT = "Only the person who booked it and people with this meeting on their calendar can change it."
NOT_YOURS_TO_CANCEL = "Only the person who booked it, the organizer or an app admin can cancel it."


async def test_the_booker_cancels_the_bot(world):
    card = await world.books()

    await world.maya.clicks(Action.CANCEL_BOT, card)
    cancelled = await world.card(
        saying=("Canceled: No bot will join. <@U0MAYA> canceled it Mon, March 2, 2026 at 07:00")
    )

    assert cancelled.ts == card.ts
    assert world.recall.bots == []
    assert [request.method for request in world.recall.requests[-1:]] == ["DELETE"]


async def test_a_question_comes_first_and_no_is_no(world):
    card = await world.books()

    await world.maya.clicks(Action.CANCEL_BOT, card, confirms=False)

    assert world.maya.dialogs[0]["confirm"]["text"] == "Cancel bot"
    await world.nothing_is_left_to_do()
    world.only_bot()


async def test_pressed_twice_it_is_cancelled_once(world):
    card = await world.books()

    delivery = await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.slack.replay(delivery)
    await world.card(saying="Canceled:")

    await world.nothing_is_left_to_do()
    assert world.maya.ephemerals == []
    assert world.recall.bots == []


async def test_the_booker_edits_the_bot_and_all_of_it_is_sent_again(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    assert world.form().startswith("Edit the bot Booked by <@U0MAYA>")
    assert answer(world.maya.view, Field.BOT_NAME) == "Meeting Notetaker"

    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    edited = await world.card(saying="Acme notes")

    first, second = world.scheduled()
    tags = second.json["bot_config"].pop("metadata")
    booking = tags["recall_schedule_booking"]
    assert edited.ts == card.ts
    assert tags == {"recall_schedule_booking": booking, "recall_schedule_revision": "2"}
    assert second.headers["idempotency-key"] == f"{booking}.2.1"
    assert first.json["bot_config"].pop("metadata")["recall_schedule_booking"] == booking
    assert second.json == {
        "deduplication_key": f"2026-03-02T15:00:00Z-{MEET}",
        "bot_config": {**first.json["bot_config"], "bot_name": "Acme notes"},
    }
    assert world.only_bot().config["bot_name"] == "Acme notes"


async def test_an_edit_that_changes_nothing_asks_recall_for_nothing(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)

    await world.and_it_changes(world.maya, world.maya.submits())

    assert "Already scheduled with these settings." in world.form()
    assert len(world.scheduled()) == 1


async def test_an_edit_that_was_overtaken_shows_what_has_changed_and_changes_nothing_yet(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0OLGA"]}})
    card = await world.books()
    for person, name in ((world.olga, "Second"), (world.maya, "First")):
        await person.clicks(Action.EDIT_BOOKING, card)
        await world.until(lambda person=person: person.view)
        await person.fills(Field.BOT_NAME, name)
    await world.maya.submits()
    await world.card(saying="First")

    await world.and_it_changes(world.olga, world.olga.submits())

    assert "*Someone has changed this booking in the meantime.*" in world.form(world.olga)
    assert "• Bot name: First → Second" in world.form(world.olga)
    await world.nothing_is_left_to_do()
    assert world.only_bot().config["bot_name"] == "First"


@pytest.mark.parametrize(
    ("action", "why"), [(Action.CANCEL_BOT, NOT_YOURS_TO_CANCEL), (Action.EDIT_BOOKING, NOT_YOURS_TO_EDIT)]
)
async def test_someone_else_is_refused_in_private_and_nothing_changes(world, action, why):
    card = await world.books()

    await world.jonas.clicks(action, card)

    said = await world.reads_ephemeral(world.jonas)
    assert said.startswith(f"{why} Please ask <@U0MAYA>.")
    await world.nothing_is_left_to_do()
    assert world.jonas.view is None
    assert world.slack.messages(SALES) == [card]
    world.only_bot()


async def test_an_operator_may_cancel_anybodys_bot(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"operators": ["U0OLGA"]}})
    card = await world.books()

    await world.olga.clicks(Action.CANCEL_BOT, card)

    assert "<@U0OLGA> canceled it " in (await world.card(saying="Canceled:")).text


async def test_an_edit_of_a_bot_that_was_cancelled_meanwhile_books_it_anew(world):
    card = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    await world.maya.submits()

    await world.card(saying="Scheduled:")
    world.only_bot()


async def test_an_edit_does_not_undo_anothers_cancellation_unless_the_person_ticks_that(a_sqlite_world):
    def prepare(world):
        world.meeting(attendees=["jonas@example.com"], organizer="olga@example.com")

    world = await a_sqlite_world(prepare=prepare)
    card = await world.books()
    await world.jonas.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.jonas.view)
    await world.olga.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    await world.nothing_is_left_to_do()

    await world.and_it_changes(world.jonas, world.jonas.submits())
    assert "<@U0OLGA> canceled this bot.* No bot is scheduled." in world.form(world.jonas)
    await world.jonas.submits()
    assert world.jonas.view_errors
    await world.nothing_is_left_to_do()
    assert world.recall.bots == []
    assert len(world.slack.messages(SALES)) == 1

    await world.jonas.fills(Field.REPLACE, ["Schedule a bot anyway"])
    await world.jonas.submits()
    assert "changed by <@U0JONAS>" in (await world.card(saying="Scheduled:")).text
    world.only_bot()


async def test_a_card_whose_buttons_are_old_still_works(world):
    old = await world.books()
    await world.maya.clicks(Action.EDIT_BOOKING, old)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.submits()
    await world.card(saying="Acme notes")

    await world.maya.clicks(Action.CANCEL_BOT, old)

    await world.card(saying="Canceled:")
    assert world.recall.bots == []


async def test_cancelled_while_recall_is_still_being_asked_there_is_no_bot(world):
    world.recall.fail_next(503, times=None, method="POST", path=SCHEDULE)
    await world.opens_form("weekly")
    await world.maya.submits()
    await world.until_recall(lambda: world.scheduled())
    await world.passes(timedelta(seconds=3))
    card = await world.card(saying="Scheduling:")
    assert "we'll keep trying" in card.text

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")

    assert world.recall.bots == []


async def test_a_bot_that_is_in_the_call_is_asked_to_leave(world):
    world.hears_recall()
    await world.books()
    world.clock.advance(timedelta(hours=3))
    world.recall.live_normally(world.only_bot().id, until="in_call_recording")
    card = await world.card(saying="Recording:")

    await world.maya.clicks(Action.CANCEL_BOT, card)

    await world.card(saying="left when asked to")
    assert world.recall.requests_to("POST", "/api/v1/bot/*/leave_call/")
