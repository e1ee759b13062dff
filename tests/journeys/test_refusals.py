"""Recall says no: the card says why in plain words and what to do next, and leads back to the form."""

from datetime import timedelta

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import SALES
from tests.journeys.reading import answer
from tests.journeys.world import SCHEDULE

OPERATED = {"policy": {"operators": ["U0OLGA"]}}


async def books_in_vain(world):
    """With settings that are not the usual ones."""
    maya = world.maya
    await world.opens_form("weekly")
    await world.and_it_changes(maya, maya.clicks("More options"))
    await maya.fills(Field.BOT_NAME, "Acme notes")
    await maya.fills(Field.TRANSCRIPT, "No transcript")
    await maya.fills(Field.CHAT_NOTICE, "We record this.")
    await maya.fills(Field.RETENTION, "7 days")
    await maya.submits()
    return await world.card(saying="Failed:")


def ended(world) -> None:
    """Moved into the past, and Recall has not told us yet."""
    world.recall.move_event(world.recall.events[0].id, world.hours(-5))


def unknown(world) -> None:
    world.recall.delete_calendar(world.calendar.id)


def blocked_tenant(world) -> None:
    body = {"code": "teams_blacklisted_tenant", "detail": "This tenant does not admit bots."}
    world.recall.fail_next(400, method="POST", path=SCHEDULE, body=body)


def refused_settings(world) -> None:
    body = {"bot_config": {"bot_name": ["This name is not allowed."]}}
    world.recall.fail_next(400, method="POST", path=SCHEDULE, body=body)


def wrong_key(world) -> None:
    world.recall.fail_next(401, method="POST", path=SCHEDULE, body={"code": "authentication_failed"})


def no_credit(world) -> None:
    world.recall.fail_next(402, method="POST", path=SCHEDULE, body={"detail": "Out of credit."})


def firewall(world) -> None:
    world.recall.fail_next(403, method="POST", path=SCHEDULE, body="html")


REFUSALS = {
    ended: "This meeting is already over.",
    unknown: "This meeting is no longer on a connected calendar.",
    blocked_tenant: "The company that hosts this Teams meeting blocks bots.",
    refused_settings: "Recall says: bot_config.bot_name: This name is not allowed.",
    wrong_key: "The bot couldn't be scheduled; please tell your admin.",
    no_credit: "The bot couldn't be scheduled; please tell your admin.",
    firewall: "The bot couldn't be scheduled; please tell your admin.",
}


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_the_card_says_why_in_plain_words(world, refusal):
    refusal(world)

    card = await books_in_vain(world)

    assert REFUSALS[refusal] in card.text.replace("\u200b", "")
    assert len(world.scheduled()) == 1
    assert len(world.slack.messages(SALES)) == 1


@pytest.mark.parametrize("refusal", REFUSALS)
async def test_a_button_leads_back_to_the_form_as_it_was_filled(world, refusal):
    refusal(world)
    card = await books_in_vain(world)

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)

    assert answer(world.maya.view, Field.BOT_NAME) == "Acme notes"
    assert answer(world.maya.view, Field.TRANSCRIPT) == "none"
    assert answer(world.maya.view, Field.CHAT_NOTICE) == "We record this."
    assert answer(world.maya.view, Field.MEETING) == card_event(world)
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))
    assert answer(world.maya.view, Field.RETENTION) == "168"


def card_event(world) -> str:
    return world.scheduled()[0].path.split("/")[-3]


async def test_from_there_it_is_booked_once_the_cause_is_gone(world):
    no_credit(world)
    card = await books_in_vain(world)
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)

    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert world.only_bot().config["bot_name"] == "Acme notes"
    first, second = world.scheduled()
    assert first.headers["idempotency-key"] != second.headers["idempotency-key"]


async def test_trying_again_sends_the_same_anew(world):
    no_credit(world)
    card = await books_in_vain(world)

    await world.maya.clicks(Action.TRY_AGAIN, card)
    again = await world.card(saying="Scheduled:")

    assert again.ts == card.ts
    assert world.only_bot().config["bot_name"] == "Acme notes"
    assert world.scheduled()[1].headers["idempotency-key"].endswith(".2.1")


async def test_what_has_been_booked_anew_meanwhile_is_not_tried_again(world):
    no_credit(world)
    failed = await books_in_vain(world)
    booked = await world.books()

    await world.maya.clicks(Action.TRY_AGAIN, failed)

    assert (
        "This meeting has a newer booking. See its card for the bot's current status." in await world.reads_ephemeral()
    )
    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 2
    assert [card.ts for card in world.slack.messages(SALES)] == [failed.ts, booked.ts]
    assert "Failed:" in world.slack.messages(SALES)[0].text


async def test_what_was_refused_is_not_sent_again_by_itself(world):
    no_credit(world)
    await books_in_vain(world)

    await world.nothing_is_left_to_do()
    world.clock.advance(timedelta(hours=1))
    await world.nothing_is_left_to_do()

    assert len(world.scheduled()) == 1


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        (
            wrong_key,
            "Recall didn't accept the API key. Check RECALL_API_KEY and RECALL_REGION: a key "
            "works only in its own region.",
        ),
        (no_credit, "The Recall.ai account is out of credit. Add credit in the Recall dashboard, under Billing."),
        (firewall, "Recall refused the request (403"),
    ],
)
async def test_operators_hear_the_cause_and_the_channel_does_not(a_sqlite_world, refusal, cause):
    world = await a_sqlite_world(configuration=OPERATED)
    refusal(world)

    card = await books_in_vain(world)
    await world.until(lambda: world.olga.direct_messages)

    assert "The bot couldn't be scheduled; we've notified your admins." in card.text
    assert cause not in card.text
    (message,) = world.olga.direct_messages
    assert cause in message.text
    assert world.maya.direct_messages == []


async def test_operators_hear_it_once(a_sqlite_world):
    world = await a_sqlite_world(configuration=OPERATED)
    no_credit(world)
    no_credit(world)
    card = await books_in_vain(world)
    await world.until(lambda: world.olga.direct_messages)

    await world.maya.clicks(Action.TRY_AGAIN, card)
    await world.until_recall(lambda: len(world.scheduled()) == 2)
    await world.nothing_is_left_to_do()

    assert len(world.olga.direct_messages) == 1


async def test_what_the_booker_can_mend_is_nothing_for_operators(a_sqlite_world):
    world = await a_sqlite_world(configuration=OPERATED)
    refused_settings(world)

    await books_in_vain(world)

    await world.nothing_is_left_to_do()
    assert world.olga.direct_messages == []


async def test_a_change_that_is_refused_leaves_the_bot_as_it_was_and_says_so(world):
    card = await world.books()
    refused_settings(world)
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Bad name")

    await world.maya.submits()
    card = await world.card(saying="The bot stays scheduled as before.")

    assert "This name is not allowed." in card.text
    assert world.only_bot().config["bot_name"] == "Meeting Notetaker"
