"""A meeting that has a bot already: nothing is replaced that no one has seen and agreed to."""

import pytest

from bot.blocks.names import Action, Field
from tests.journeys.furniture import SALES
from tests.journeys.world import World

TICK = "Replace these settings"


@pytest.fixture
async def booked(a_sqlite_world) -> World:
    """Maya has booked a bot for the weekly sync, to which Jonas is invited."""
    world = await a_sqlite_world(prepare=lambda world: world.meeting(attendees=["jonas@example.com"]))
    world.hears_recall()
    await world.books()
    return world


async def submits_with_tick(world, person) -> None:
    await person.fills(Field.REPLACE, [TICK])
    await person.submits()


async def test_the_form_says_who_booked_it_and_how(booked):
    await booked.opens_form("weekly")

    assert "A bot is already scheduled. Booked by <@U0MAYA>" in booked.form().replace("*", "")
    assert "Settings: “Meeting Notetaker”. Transcript by Recall.ai (auto), speaker view." in booked.form()


async def test_each_setting_that_would_change_has_a_line(booked):
    await booked.opens_form("weekly")
    await booked.maya.fills(Field.BOT_NAME, "Acme notes")
    await booked.maya.fills(Field.TRANSCRIPT, "No transcript")

    await booked.and_it_changes(booked.maya, booked.maya.submits())

    assert "• Bot name: Meeting Notetaker → Acme notes" in booked.form()
    assert "• Transcript: Recall.ai (auto) → none" in booked.form()
    assert "Recording:" not in booked.form()


async def test_what_was_seen_and_ticked_is_replaced(booked):
    maya = booked.maya
    await booked.opens_form("weekly")
    await maya.fills(Field.BOT_NAME, "Acme notes")
    await booked.and_it_changes(maya, maya.submits())

    await submits_with_tick(booked, maya)
    card = await booked.card(saying="Acme notes")

    assert maya.view is None
    assert [message.ts for message in booked.slack.messages(SALES)] == [card.ts]
    assert booked.only_bot().config["bot_name"] == "Acme notes"
    assert booked.scheduled()[1].json["bot_config"]["metadata"]["recall_schedule_revision"] == "2"


async def test_without_the_tick_nothing_is_replaced(booked):
    await booked.opens_form("weekly")
    await booked.maya.fills(Field.BOT_NAME, "Acme notes")
    await booked.and_it_changes(booked.maya, booked.maya.submits())

    await booked.maya.submits()

    await booked.nothing_is_left_to_do()
    assert booked.maya.view_errors
    assert len(booked.scheduled()) == 1


async def test_other_settings_after_the_tick_need_a_new_one(booked):
    maya = booked.maya
    await booked.opens_form("weekly")
    await maya.fills(Field.BOT_NAME, "Acme notes")
    await booked.and_it_changes(maya, maya.submits())
    await maya.fills(Field.REPLACE, [TICK])
    await maya.fills(Field.BOT_NAME, "Somebody else")

    await booked.and_it_changes(maya, maya.submits())

    assert "• Bot name: Meeting Notetaker → Somebody else" in booked.form()
    await maya.submits()
    assert maya.view_errors
    assert booked.only_bot().config["bot_name"] == "Meeting Notetaker"


async def test_the_same_settings_again_change_nothing_and_need_no_agreement(booked):
    await booked.opens_form("weekly")
    assert (
        "Already scheduled with these settings. If you change them and submit, you'll see what would change first."
    ) in booked.form()
    assert TICK not in booked.form()

    await booked.and_it_changes(booked.maya, booked.maya.submits())

    assert "Already scheduled with these settings." in booked.form()
    assert len(booked.scheduled()) == 1


async def test_picking_it_in_an_open_form_says_so_too(booked):
    booked.meeting("Review", start=booked.hours(5), meeting_url="https://meet.google.com/xyz-wxyz-xyz")
    await booked.opens_form()
    assert "already scheduled" not in booked.form()

    await booked.picks("Weekly sync")

    assert "A bot is already scheduled." in booked.form()


async def test_a_colleague_sees_who_booked_it_and_can_change_it(booked):
    jonas = booked.jonas
    await booked.opens_form("weekly", person=jonas)
    assert "Booked by <@U0MAYA>" in booked.form(jonas)

    await jonas.fills(Field.BOT_NAME, "Berlin notes")
    await booked.and_it_changes(jonas, jonas.submits())
    await submits_with_tick(booked, jonas)
    card = await booked.card(saying="Berlin notes")

    assert "Booked by <@U0MAYA>, changed by <@U0JONAS>" in card.text
    booked.only_bot()


async def test_a_colleagues_own_copy_is_the_same_meeting(a_sqlite_world):
    def prepare(world):
        theirs = world.recall.add_calendar(email="jonas@example.com")
        for calendar in (world.calendar, theirs):
            world.meeting(calendar_id=calendar.id, ical_uid="weekly@example.com")

    world = await a_sqlite_world(prepare=prepare)
    await world.books()

    await world.opens_form("weekly", person=world.jonas)

    assert "Booked by <@U0MAYA>" in world.form(world.jonas)


async def test_two_who_submit_at_once_get_one_bot_and_the_later_one_is_asked(a_sqlite_world):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(attendees=["jonas@example.com"]))
    await world.opens_form("weekly")
    await world.opens_form("weekly", person=world.jonas)
    await world.jonas.fills(Field.BOT_NAME, "Berlin notes")

    await world.maya.submits()
    await world.and_it_changes(world.jonas, world.jonas.submits())
    await world.card(saying="Scheduled:")

    assert "• Bot name: Meeting Notetaker → Berlin notes" in world.form(world.jonas)
    assert len(world.scheduled()) == 1


async def test_while_the_bot_is_in_the_call_its_settings_are_locked(booked):
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.card(saying="Recording")

    await booked.opens_form("weekly")

    assert "The bot is in the meeting, so its settings are locked." in booked.form()
    assert booked.maya.view["submit"] is None


async def test_from_there_another_meeting_can_be_picked(booked):
    event = booked.meeting("Review", start=booked.hours(5), meeting_url="https://meet.google.com/xyz-wxyz-xyz")
    await booked.until_mirrored(event.id)
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.card(saying="Recording")
    await booked.opens_form("weekly")

    await booked.picks("Review")
    await booked.maya.submits()

    assert "Review" in (await booked.card(saying="Scheduled:")).text
    assert len(booked.recall.bots) == 2


async def test_what_was_agreed_to_before_the_bot_joined_changes_nothing_after(booked):
    maya = booked.maya
    await booked.opens_form("weekly")
    await maya.fills(Field.BOT_NAME, "Acme notes")
    await booked.and_it_changes(maya, maya.submits())
    booked.recall.live_normally(booked.only_bot().id, until="in_call_recording")
    await booked.card(saying="Recording")

    await booked.and_it_changes(maya, submits_with_tick(booked, maya))

    assert "locked" in booked.form()
    assert len(booked.scheduled()) == 1


async def test_a_meeting_whose_bot_was_cancelled_can_be_booked_again(booked):
    await booked.maya.clicks(Action.CANCEL_BOT, booked.slack.messages(SALES)[0])
    await booked.card(saying="Canceled")

    await booked.opens_form("weekly")
    assert "already scheduled" not in booked.form()
    await booked.maya.submits()
    await booked.card(saying="Scheduled:")

    assert len(booked.slack.messages(SALES)) == 2
    booked.only_bot()
