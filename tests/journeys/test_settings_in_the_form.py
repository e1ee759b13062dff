"""Every setting of the form arrives at Recall, and what cannot be right is said in the form."""

import pytest

from bot.blocks.names import Field
from tests.journeys.reading import assert_within

SETTINGS = {
    Field.BOT_NAME: ("Acme notes", {"bot_name": "Acme notes"}),
    Field.TRANSCRIPT: (
        "Meeting captions",
        {"recording_config": {"transcript": {"provider": {"meeting_captions": {}}}}},
    ),
    Field.LANGUAGE: (
        "German",
        {"recording_config": {"transcript": {"provider": {"recallai_streaming": {"language_code": "de"}}}}},
    ),
    Field.CHAT_NOTICE: (
        "This call is recorded.",
        {"chat": {"on_bot_join": {"send_to": "everyone", "message": "This call is recorded."}}},
    ),
    Field.MEDIA: ("Audio only", {"recording_config": {"video_mixed_mp4": None, "audio_mixed_mp3": {}}}),
    Field.RETENTION: ("7 days", {"recording_config": {"retention": {"type": "timed", "hours": 168}}}),
    Field.WAITING_ROOM_TIMEOUT_SECONDS: ("5", {"automatic_leave": {"waiting_room_timeout": 300}}),
    Field.EVERYONE_LEFT_TIMEOUT_SECONDS: (
        "2",
        {"automatic_leave": {"everyone_left_timeout": {"timeout": 120, "activate_after": 1}}},
    ),
}


@pytest.mark.parametrize("field", SETTINGS)
async def test_every_setting_of_the_form_arrives(world, field):
    answer, expected = SETTINGS[field]
    await world.opens_form("weekly")
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))

    await world.maya.fills(field, answer)
    await world.maya.submits()
    await world.card(saying="Scheduled:")

    (request,) = world.scheduled()
    assert_within(expected, request.json["bot_config"])


async def test_what_was_set_behind_closed_more_options_is_kept(world):
    maya = world.maya
    await world.opens_form("weekly")
    await world.and_it_changes(maya, maya.clicks("More options"))
    await maya.fills(Field.MEDIA, "Audio only")
    await maya.fills(Field.EVERYONE_LEFT_TIMEOUT_SECONDS, "2")
    await maya.fills(Field.SHOWS_TITLE, [])

    await world.and_it_changes(maya, maya.clicks("Fewer options"))
    await maya.submits()
    card = await world.card(saying="Scheduled:")

    config = world.scheduled()[0].json["bot_config"]
    assert config["recording_config"]["video_mixed_mp4"] is None
    assert config["automatic_leave"]["everyone_left_timeout"]["timeout"] == 120
    assert "Weekly sync" not in card.text
    assert card.text.startswith("A meeting, ")


async def test_a_recording_that_is_not_kept_is_warned_of(world):
    maya = world.maya
    await world.opens_form("weekly")
    await world.and_it_changes(maya, maya.clicks("More options"))

    await world.and_it_changes(maya, maya.fills(Field.RETENTION, "Don't keep"))

    assert "there will be no video, audio or transcript" in world.form()
    await maya.submits()
    await world.card(saying="not kept")
    assert world.scheduled()[0].json["bot_config"]["recording_config"]["retention"] is None


async def test_a_wrong_answer_is_said_under_its_field_and_nothing_is_booked(world):
    maya = world.maya
    await world.opens_form("weekly")
    await maya.fills(Field.CHAT_NOTICE, "n" * 501)
    await maya.submits()

    assert "500 characters at most. Remove 1" in maya.view_errors[Field.CHAT_NOTICE]
    await world.nothing_is_left_to_do()
    assert world.scheduled() == []


async def test_a_form_without_a_meeting_is_not_submitted(world):
    await world.opens_form()

    await world.maya.submits()

    assert list(world.maya.view_errors) == [Field.MEETING]
    assert world.scheduled() == []


async def test_what_was_typed_before_a_meeting_was_picked_stays(world):
    await world.opens_form()
    await world.maya.fills(Field.BOT_NAME, "Acme notes")
    await world.maya.fills(Field.CHAT_NOTICE, "We record this.")

    await world.picks("Weekly sync")
    await world.maya.submits()
    await world.card(saying="Acme notes")

    assert world.scheduled()[0].json["bot_config"]["chat"]["on_bot_join"]["message"] == "We record this."
