"""The card goes where it was sent; where the app may not post, it lives in the booker's direct messages."""

from datetime import timedelta

import pytest

from bot.blocks.names import SHORTCUT, Action, Field
from bot.sandbox.slack.installation import ALL_SCOPES
from bot.sandbox.slack.typing_in import PersonCannotError
from tests.journeys.furniture import MEET, PRIVATE, RANDOM, SALES
from tests.journeys.world import SCHEDULE

NOTE = (
    "scheduled a recording bot for a meeting. The app isn't in this channel, so updates go to them "
    "directly. To see updates here, add the app with /invite."
)


async def books_from(world, channel_id: str) -> None:
    await world.opens_form("weekly", channel_id=channel_id)
    await world.maya.submits()


def dm(world) -> str:
    """Maya's with the app."""
    return world.slack.open_direct_message("U0MAYA").id


@pytest.mark.parametrize("channel_id", [SALES, RANDOM])
async def test_a_public_channel_gets_the_card_whether_the_app_is_in_it_or_not(world, channel_id):
    await books_from(world, channel_id)

    await world.card(channel_id, saying="Scheduled:")

    await world.nothing_is_left_to_do()
    assert world.maya.direct_messages == []


async def test_the_card_goes_to_the_conversation_that_was_chosen(world):
    await world.opens_form("weekly", channel_id=SALES)
    await world.maya.fills(Field.DESTINATION, RANDOM)
    await world.maya.submits()

    await world.card(RANDOM, saying="Scheduled:")

    assert world.slack.messages(SALES) == []


async def test_in_a_private_channel_without_the_app_there_is_one_note_and_the_card_is_sent_to_the_booker(world):
    await books_from(world, PRIVATE)

    card = await world.card(dm(world), saying="Scheduled:")

    (note,) = world.slack.messages(PRIVATE)
    assert NOTE in note.text
    assert "<@U0MAYA>" in note.text
    assert "/invite" in note.text
    assert "Weekly sync" in card.text
    assert "Weekly sync" not in note.text


async def test_a_booking_that_is_edited_from_a_card_in_direct_messages_goes_on_with_that_card(world):
    message = await world.maya.says(f"Join {MEET}", PRIVATE)
    world.recall.fail_next(402, method="POST", path=SCHEDULE)
    await world.maya.uses_shortcut(SHORTCUT, PRIVATE, message)
    await world.until(lambda: world.maya.view)
    await world.maya.submits()
    failed = await world.card(dm(world), saying="Failed")
    world.slack.workspace.directory.channel(PRIVATE).members.add(world.slack.workspace.installation.bot_user_id)

    await world.maya.clicks(Action.EDIT_BOOKING, failed)
    await world.until(lambda: world.maya.view)
    assert "Updates stay in the same message." in world.form()
    await world.maya.submits()

    assert (await world.card(dm(world), saying="Scheduled:")).ts == failed.ts


async def test_the_note_is_said_once_whatever_happens_to_the_booking(world):
    await books_from(world, PRIVATE)
    card = await world.card(dm(world), saying="Scheduled:")

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(dm(world), saying="Canceled:")

    assert len(world.slack.messages(PRIVATE)) == 1
    assert len(world.maya.direct_messages) == 1


async def test_the_note_goes_to_the_chosen_conversation_not_to_that_of_the_command(world):
    await world.opens_form("weekly", channel_id=SALES)
    await world.maya.fills(Field.DESTINATION, PRIVATE)
    await world.maya.submits()

    await world.card(dm(world), saying="Scheduled:")

    assert NOTE in (await world.card(PRIVATE)).text
    assert world.slack.messages(SALES) == []
    assert world.maya.ephemerals == []


async def test_a_private_channel_with_the_app_gets_the_card(world):
    world.slack.add_channel("C0BOARD", name="board", kind="private", members=["U0MAYA"], app_is_member=True)

    await books_from(world, "C0BOARD")

    await world.card("C0BOARD", saying="Scheduled:")


async def test_without_the_scope_for_it_a_public_channel_is_like_a_private_one(a_sqlite_world):
    world = await a_sqlite_world(scopes=ALL_SCOPES - {"chat:write.public"})

    await books_from(world, RANDOM)

    await world.card(dm(world), saying="Scheduled:")
    assert NOTE in (await world.card(RANDOM)).text


async def test_a_channel_that_was_archived_meanwhile_does_not_lose_the_card(world):
    await world.opens_form("weekly", channel_id=RANDOM)
    world.slack.workspace.directory.channel(RANDOM).is_archived = True

    await world.maya.submits()

    await world.card(dm(world), saying="Scheduled:")


async def test_from_a_direct_message_between_two_people_updates_go_to_the_booker_alone(world):
    theirs = world.slack.open_direct_message("U0MAYA", "U0JONAS").id

    await books_from(world, theirs)

    await world.card(dm(world), saying="Scheduled:")
    await world.nothing_is_left_to_do()
    assert world.slack.messages(theirs) == []


async def test_direct_messages_between_two_people_are_not_offered(world):
    theirs = world.slack.open_direct_message("U0MAYA", "U0JONAS").id
    await world.opens_form("weekly")

    with pytest.raises(PersonCannotError, match="does not offer"):
        await world.maya.fills(Field.DESTINATION, theirs)


async def test_updates_can_be_had_for_oneself_and_in_a_channel_after_all(world):
    await world.opens_form("weekly")
    await world.and_it_changes(world.maya, world.maya.clicks(Action.POST_TO_ME))
    assert "Only you see them" in world.form()
    await world.and_it_changes(world.maya, world.maya.clicks(Action.POST_TO_CHANNEL))
    await world.maya.fills(Field.DESTINATION, RANDOM)
    await world.maya.submits()

    await world.card(RANDOM, saying="Scheduled:")


async def test_in_the_direct_messages_with_the_app_the_form_starts_there_and_says_who_sees_the_card(world):
    await world.opens_form("weekly", channel_id=dm(world))

    assert "Your messages with this app. Only you see them." in world.form()


async def test_in_the_direct_messages_with_the_app_the_card_is_there(world):
    await books_from(world, dm(world))

    await world.card(dm(world), saying="Scheduled:")

    await world.nothing_is_left_to_do()
    assert len(world.maya.direct_messages) == 1


async def test_a_card_in_direct_messages_shows_the_title_even_of_a_private_meeting(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(private=True))

    await books_from(world, PRIVATE)

    assert (await world.card(dm(world), saying="Scheduled:")).text.startswith("Weekly sync")


async def test_a_private_meetings_title_stays_out_of_a_channel(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(private=True))

    await books_from(world, SALES)

    card = await world.card(SALES, saying="Scheduled:")
    assert "Weekly sync" not in card.text
    assert "Weekly sync" not in str(card.blocks)


async def test_a_channel_shared_with_outsiders_is_not_offered(world):
    world.slack.add_channel("C0SHARED", name="with-acme", members=["U0MAYA"], app_is_member=True, is_ext_shared=True)

    await world.opens_form("weekly", channel_id="C0SHARED")
    await world.maya.submits()

    assert list(world.maya.view_errors) == [Field.DESTINATION]


async def test_a_channel_that_the_operator_does_not_allow_is_refused_in_the_form(a_sqlite_world):
    world = await a_sqlite_world(configuration={"policy": {"channels": [RANDOM]}})
    await books_from(world, SALES)
    assert world.maya.view_errors == {
        Field.DESTINATION: ("Your admin doesn't allow updates there. Choose one of the channels listed below.")
    }
    assert "Your admin allows updates only in #random." in world.maya.reads()

    await world.maya.fills(Field.DESTINATION, RANDOM)
    await world.maya.submits()

    await world.card(RANDOM, saying="Scheduled:")


async def test_slack_that_does_not_answer_gets_the_card_a_little_later(world):
    await world.opens_form("weekly")
    world.slack.fail_next("chat.postMessage", no_answer=True)
    await world.maya.submits()

    await world.until(lambda: world.slack.calls_to("chat.postMessage"))
    await world.passes(timedelta(minutes=1))

    await world.card(saying="Scheduled:")
    assert len(world.scheduled()) == 1


async def test_slack_is_left_alone_for_as_long_as_it_asks(world):
    await world.opens_form("weekly")
    world.slack.fail_next("chat.postMessage", retry_after=30)
    await world.maya.submits()
    await world.until(lambda: world.slack.calls_to("chat.postMessage"))
    await world.nothing_is_left_to_do()
    assert len(world.slack.calls_to("chat.postMessage")) == 1

    world.clock.advance(timedelta(seconds=30))

    await world.card(saying="Scheduled:")


async def test_where_no_one_can_be_told_the_bot_is_booked_all_the_same(world):
    world.slack.installation.messages_tab_enabled = False

    await books_from(world, PRIVATE)

    await world.until_recall(lambda: world.recall.bots)
    await world.nothing_is_left_to_do()
    assert world.maya.direct_messages == []
