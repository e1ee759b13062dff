"""What the operator has decided, explained to the person when it bites."""

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import OTHER_MEET, RANDOM
from tests.journeys.hand_made import post_interaction, submission
from tests.journeys.links import answered


def two_meetings(world) -> None:
    world.meeting()
    world.meeting("Review", start=world.hours(5), meeting_url=OTHER_MEET)


@pytest.fixture
def governed(a_sqlite_world):
    async def make(**policy):
        return await a_sqlite_world(prepare=two_meetings, configuration={"policy": policy})

    return make


async def opens_options(world) -> None:
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))


async def test_the_required_notice_is_said_to_be_required(governed):
    world = await governed(required_notice="This call is recorded.")

    await world.opens_form("weekly")

    assert "requires these words: This call is recorded." in world.form()


async def test_a_hand_made_form_without_the_required_notice_is_refused(governed):
    world = await governed(required_notice="This call is recorded.")
    await world.opens_form("weekly")
    payload = submission(world.slack, world.maya)
    payload["view"]["state"]["values"] = {
        block_id: fields
        for block_id, fields in payload["view"]["state"]["values"].items()
        if not block_id.startswith(Field.CHAT_NOTICE)
    }

    answer = await post_interaction(world, payload)

    assert "requires these words: This call is recorded." in answer.text
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_the_longest_retention_is_named_where_longer_choices_are_missing(governed):
    world = await governed(max_retention_hours=48)
    await world.opens_form("weekly")
    await opens_options(world)

    assert "Your admin allows 2 days at most." in world.form()


async def test_a_hand_made_retention_is_refused_under_its_field(governed):
    world = await governed(max_retention_hours=48)
    await world.opens_form("weekly")
    await opens_options(world)
    payload = submission(world.slack, world.maya)
    values = payload["view"]["state"]["values"]
    (block_id,) = [each for each in values if each.startswith(Field.RETENTION)]
    values[block_id] = {Action.CHOOSE_RETENTION: {"type": "static_select", "selected_option": {"value": "forever"}}}

    answer = (await post_interaction(world, payload)).json()

    assert "keeps recordings for 2 days at most" in answer["errors"][block_id]
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_the_channels_that_are_allowed_are_named_before_anything_is_submitted(governed):
    world = await governed(channels=[RANDOM])

    await world.opens_form("weekly")

    assert "Your admin allows updates only in #random." in world.maya.reads()


async def test_the_daily_limit_is_explained_and_a_cancelled_bot_makes_room(governed):
    world = await governed(max_bots_per_person_per_day=1)
    card = await world.books()
    await world.nothing_is_left_to_do()
    await world.opens_form("review")
    await world.maya.submits()
    assert world.maya.view_errors[Field.MEETING] == (
        "You've booked a bot in the last 24 hours, and your admin allows 1. Cancel one you don't need, or "
        "try again later."
    )

    await world.maya.clicks(Action.CANCEL_BOT, card)
    await world.card(saying="Canceled:")
    await world.maya.submits()

    await world.card(saying="Review")


async def test_the_daily_limit_does_not_keep_anyone_from_changing_what_is_booked(governed):
    world = await governed(max_bots_per_person_per_day=1)
    card = await world.books()
    await world.nothing_is_left_to_do()

    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.maya.submits()

    await world.card(saying="Bot name: Scribe")


async def test_the_daily_limit_is_each_persons_own(governed):
    world = await governed(max_bots_per_person_per_day=1, everyone_sees_everything=True)
    await world.books()

    await world.opens_form("review", person=world.jonas)
    await world.jonas.submits()

    await world.card(saying="Review")


async def test_that_everyone_may_pick_any_meeting_is_said(governed):
    world = await governed(everyone_sees_everything=True)

    await world.opens_form(person=world.jonas)

    assert "Your admin lets everyone pick from all connected calendars." in world.form(world.jonas)


async def test_guests_are_told_why_and_whom_to_ask(governed):
    world = await governed(guests=False)
    world.jonas.user.is_restricted = True

    await world.opens_form(person=world.jonas)

    assert (
        "Guests can't schedule bots in this workspace. Ask a full member to schedule it, or your admin to allow guests."
    ) in world.form(world.jonas)
    assert "your admin" in world.form(world.jonas)
    assert answered(world.jonas, Field.MEETING) is None
