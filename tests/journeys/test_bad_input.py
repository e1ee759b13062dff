"""What comes late, or of something that is not there any more, and words that mean nothing."""

from datetime import timedelta

import pytest

from bot.blocks.names import COMMAND, Action, Field
from tests.journeys.furniture import MEET, SALES, ZOOM
from tests.journeys.hand_made import pick, post_interaction, submission


@pytest.mark.parametrize("text", ["payload", "payload review", "payload={}", '{"payload": 1}'])
async def test_the_word_payload_in_a_command_means_nothing(world, text):
    await world.opens_form(text)

    assert world.form().startswith("Schedule a bot None of your upcoming meetings match “")


async def test_the_word_payload_in_a_channels_name_means_nothing(world):
    world.slack.add_channel("C0LOAD", name="payload-team", members=["U0MAYA"], app_is_member=True)

    await world.opens_form("weekly", channel_id="C0LOAD")
    await world.maya.submits()

    await world.card("C0LOAD", saying="Scheduled:")


async def test_an_expired_trigger_is_one_sentence(world):
    delivery = await world.maya.types(COMMAND, SALES)
    await world.until(lambda: world.maya.view)
    await world.maya.closes()
    world.clock.advance(timedelta(seconds=10))

    await world.slack.replay(delivery)

    assert await world.reads_ephemeral() == (
        f"That took too long, so Slack didn't open the form. Please run {COMMAND} again."
    )
    assert world.maya.view is None


async def test_a_used_trigger_is_one_sentence(world):
    delivery = await world.maya.types(COMMAND, SALES)
    await world.until(lambda: world.maya.view)

    await world.slack.replay(delivery)

    assert f"Please run {COMMAND} again." in await world.reads_ephemeral()


async def test_a_form_that_was_closed_before_it_changed_is_not_missed(world, log):
    await world.opens_form()
    answer = await world.maya.searches(Action.PICK_MEETING)
    world.slack.fail_next("views.update", error="not_found")

    await world.maya.picks(Action.PICK_MEETING, answer.texts[0])
    await world.until(lambda: world.slack.calls_to("views.update"))

    assert world.maya.ephemerals == world.maya.direct_messages == []
    assert "unexpected" not in log.text


async def test_a_meeting_that_vanished_while_the_form_was_open_is_said_in_the_form(world):
    world.hears_recall()
    await world.opens_form("weekly")
    event = world.recall.events[0]
    world.recall.delete_event(event.id)
    await world.until_mirrored(event.id, lambda meeting: meeting.is_gone)

    await world.maya.submits()

    assert world.maya.view_errors == {Field.MEETING: ("This meeting is no longer on your calendar. Pick another one.")}
    assert world.scheduled() == []


async def test_a_meeting_that_ended_while_the_form_was_open_is_said_in_the_form(world):
    await world.opens_form("weekly")
    world.clock.advance(timedelta(hours=4))

    await world.maya.submits()

    assert world.maya.view_errors == {Field.MEETING: "This meeting has ended. Pick another one."}
    assert world.scheduled() == []


async def test_a_meeting_that_moved_while_the_form_was_open_is_shown_anew_and_booked_at_its_new_time(world):
    world.hears_recall()
    await world.opens_form("weekly")
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    event = world.recall.events[0]
    world.recall.move_event(event.id, world.hours(5))
    await world.until_mirrored(event.id, lambda meeting: meeting.start_time == world.hours(5))

    await world.and_it_changes(world.maya, world.maya.submits())
    assert "This meeting has moved since you opened the form." in world.form()
    assert "12:00 Weekly sync" in world.form()
    assert world.scheduled() == []

    await world.maya.submits()
    await world.card(saying="Acme notes")
    assert world.scheduled()[0].json["deduplication_key"] == f"2026-03-02T17:00:00Z-{MEET}"


async def test_a_meeting_that_moved_by_just_a_day_is_told_by_its_day(world):
    world.hears_recall()
    await world.opens_form("weekly")
    assert "Mon, March 2, 2026 at 10:00 (America/New_York)" in world.form()
    event = world.recall.events[0]
    world.recall.move_event(event.id, world.hours(27))
    await world.until_mirrored(event.id, lambda meeting: meeting.start_time == world.hours(27))

    await world.and_it_changes(world.maya, world.maya.submits())

    assert "Tue, March 3, 2026 at 10:00 (America/New_York)" in world.form()


async def test_another_meeting_picked_just_before_the_form_was_submitted_has_not_moved(world):
    world.hears_recall()
    await world.opens_form("weekly")
    other = world.meeting("Retro", start=world.hours(6), meeting_url=ZOOM)
    await world.until_mirrored(other.id)

    answer = await post_interaction(world, pick(submission(world.slack, world.maya), other.id))

    assert answer.text == ""
    await world.card(saying="Retro")


async def test_a_meeting_that_lost_its_link_is_said_in_the_form(world):
    world.hears_recall()
    await world.opens_form("weekly")
    event = world.recall.events[0]
    world.recall.change_link(event.id, None)
    await world.until_mirrored(event.id, lambda meeting: not meeting.meeting_url)

    await world.maya.submits()

    assert (
        "This meeting has no link that a bot can use. Pick another one, or use a link."
        in world.maya.view_errors[Field.MEETING]
    )
