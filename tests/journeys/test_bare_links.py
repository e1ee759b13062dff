"""A link that is on no calendar gets its bot all the same: now, or at a date and time."""

from datetime import timedelta

import httpx
import pytest

from bot.blocks.names import Field
from tests.journeys.furniture import RANDOM
from tests.journeys.links import (
    LATER,
    NOW,
    PASSCODE,
    ZOOM,
    ZOOM_LABEL,
    answered,
    assert_passcode_is_kept,
    books_link,
    chooses_time,
    chosen,
    created,
    found_by_form,
    logged,
    opens_link,
)

ESCAPED = ZOOM.replace("&", "&amp;")
POOL = "On short notice, the bot may be late or unable to join."


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def test_the_bot_joins_now_unless_a_time_is_chosen(world):
    card = await books_link(world)

    assert world.only_bot().status == "joining_call"
    assert "Zoom" in card.text
    assert "Booked by <@U0MAYA>" in card.text


async def test_recall_is_asked_once_with_the_link_as_it_was_written(world):
    await books_link(world)

    (request,) = created(world)
    booking = request.json["metadata"]["recall_schedule_booking"]
    assert request.json == {
        "meeting_url": ZOOM,
        "bot_name": "Meeting Notetaker",
        "metadata": {"recall_schedule_booking": booking, "recall_schedule_revision": "1"},
        "recording_config": {
            "transcript": {"provider": {"recallai_streaming": {"language_code": "auto"}}},
            "video_mixed_layout": "speaker_view",
            "video_mixed_mp4": {},
        },
        "automatic_leave": {
            "waiting_room_timeout": 1200,
            "everyone_left_timeout": {"timeout": 60, "activate_after": 1},
        },
    }
    assert request.headers["idempotency-key"] == f"{booking}.1.1"


async def test_a_chosen_time_is_when_the_bot_joins(world):
    card = await books_link(world, start=world.hours(5))

    (request,) = created(world)
    assert request.json["join_at"] == "2026-03-02T17:00:00+00:00"
    assert world.only_bot().join_at == world.hours(5)
    assert "Mon, March 2, 2026 at 12:00 (America/New_York)" in card.text


async def test_a_bot_that_someone_deleted_is_noticed_before_the_start_and_made_anew(world):
    await books_link(world, start=world.hours(5))
    key = {"Authorization": f"Token {world.recall.api_key}"}
    async with httpx.AsyncClient(base_url=world.recall_url, headers=key, trust_env=False) as somebody:
        assert (await somebody.delete(f"/api/v1/bot/{world.only_bot().id}/")).status_code == 204

    await world.passes(timedelta(hours=4, minutes=45))
    await world.until_recall(lambda: len(created(world)) == 2)
    await world.nothing_is_left_to_do()

    assert world.only_bot().join_at == world.hours(5)


async def test_all_well_before_the_start_of_a_link_costs_one_look(world):
    await books_link(world, start=world.hours(5))
    bot_id = world.only_bot().id

    await world.passes(timedelta(hours=4, minutes=45))
    await world.until_recall(lambda: world.recall.requests_to("GET", f"/api/v1/bot/{bot_id}/"))
    await world.passes(timedelta(minutes=5))
    await world.nothing_is_left_to_do()

    assert len(world.recall.requests_to("GET", f"/api/v1/bot/{bot_id}/")) == 1
    assert len(created(world)) == 1


async def test_a_time_that_has_passed_before_the_bot_is_made_is_now(world):
    await opens_link(world)
    await chooses_time(world, world.hours(0.5))
    world.recall.fail_next(503, method="POST", times=1)
    await world.maya.submits()
    await world.until_recall(lambda: created(world))

    world.clock.advance(timedelta(minutes=35))
    booked = lambda: any("Scheduled:" in message.text for message in world.slack.messages("C0SALES"))  # noqa: E731
    await world.until_by_the_clock(booked, every=timedelta(seconds=30))

    assert "join_at" not in created(world)[-1].json


async def test_a_time_in_the_past_is_refused_in_the_form(world):
    await opens_link(world)
    await chooses_time(world, world.hours(-1))

    await world.maya.submits()

    assert world.maya.view_errors == {
        Field.STARTS_AT: "This time has passed. Choose a later one, or have the bot join now."
    }
    assert created(world) == []


async def test_no_time_at_all_is_refused_in_the_form(world):
    await opens_link(world)
    await world.and_it_changes(world.maya, world.maya.picks(Field.WHEN, LATER))

    await world.maya.submits()

    assert list(world.maya.view_errors) == [Field.STARTS_AT]
    assert created(world) == []


@pytest.mark.parametrize(("minutes", "is_said"), [(None, True), (9, True), (11, False)])
async def test_the_form_is_honest_about_short_notice(world, minutes, is_said):
    await opens_link(world)
    if minutes:
        await chooses_time(world, world.hours(minutes / 60))

    assert (POOL in world.form()) is is_said


async def test_the_other_settings_are_the_same_as_for_a_calendars_meeting(world):
    await opens_link(world)
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.and_it_changes(world.maya, world.maya.picks(Field.TRANSCRIPT, "Meeting captions"))
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))
    await world.maya.picks(Field.MEDIA, "Audio only")

    await world.maya.submits()
    await world.card(saying="Scheduled:")

    (request,) = created(world)
    assert request.json["bot_name"] == "Scribe"
    assert request.json["recording_config"]["transcript"] == {"provider": {"meeting_captions": {}}}
    assert "audio_mixed_mp3" in request.json["recording_config"]


async def test_the_card_can_go_elsewhere(world):
    await opens_link(world)
    await world.maya.fills(Field.DESTINATION, RANDOM)

    await world.maya.submits()

    assert "Zoom" in (await world.card(RANDOM, saying="Scheduled:")).text


async def test_the_command_takes_a_link_however_it_arrives(world):
    found = {}
    for words in (
        ZOOM,
        ESCAPED,
        f"<{ESCAPED}>",
        f"<{ESCAPED}|acme.zoom.us/j/812…>",
        f"“{ZOOM}”",
        f"‘{ESCAPED}’",
        f'"{ZOOM}"',
        f"please come to {ZOOM} now",
        f"\u00a0{ZOOM}\u00a0",
        ZOOM.removeprefix("https://"),
    ):
        await opens_link(world, words)
        found[words] = found_by_form(world)

    assert found == dict.fromkeys(found, ZOOM_LABEL)


@pytest.mark.parametrize("words", [f"“{ESCAPED}”", f"<{ESCAPED}|acme.zoom.us/j/812…>"])
async def test_what_the_command_was_given_is_booked_as_it_was_meant(world, words):
    await books_link(world, words)

    assert created(world)[0].json["meeting_url"] == ZOOM


async def test_the_command_takes_the_link_that_slack_escaped(world):
    world.slack.installation.should_escape = True

    await books_link(world)

    assert created(world)[0].json["meeting_url"] == ZOOM


async def test_the_form_shows_the_link_without_its_passcode(world):
    await opens_link(world)

    assert ZOOM_LABEL in world.form()
    assert PASSCODE not in str(world.maya.view)
    assert chosen(world.maya, Field.WHEN) == NOW
    assert answered(world.maya, Field.MEETING) is None


async def test_people_without_a_calendar_can_book_by_link(world):
    card = await books_link(world, who=world.olga)

    assert "Booked by <@U0OLGA>" in card.text


async def test_a_form_submitted_twice_sends_one_bot(world):
    await opens_link(world)

    await world.maya.submits(twice=True)
    await world.card(saying="Scheduled:")
    await world.nothing_is_left_to_do()

    assert len(created(world)) == 1


async def test_a_bot_whose_making_was_not_answered_is_looked_for_and_made_once(world):
    world.recall.hang_up_next(method="POST", path="/api/v1/bot/", when="after")
    await opens_link(world)
    await world.maya.submits()
    await world.until_recall(lambda: created(world))

    world.clock.advance(timedelta(seconds=5))
    await world.card(saying="Book")
    await world.nothing_is_left_to_do()

    assert len(created(world)) == 1
    world.only_bot()


async def test_a_pool_without_a_free_bot_is_waited_for(world):
    world.recall.ad_hoc_pool = 0
    await opens_link(world)
    await world.maya.submits()
    await world.until_recall(lambda: created(world))

    world.recall.ad_hoc_pool = 1
    await world.passes(timedelta(seconds=31))
    await world.card(saying="Scheduled:")

    first, second = (request.headers["idempotency-key"] for request in created(world))
    assert (first[-4:], second[-4:]) == (".1.1", ".1.2")
    world.only_bot()


async def test_recalls_refusal_of_the_link_is_a_card_with_its_words(world):
    words = "This is not a meeting that a bot can join."
    world.recall.fail_next(400, method="POST", path="/api/v1/bot/", body={"meeting_url": [words]})
    await opens_link(world)
    await world.maya.submits()

    card = await world.card(saying="Failed:")

    assert "Recall didn't accept the meeting link." in card.text
    assert words in card.text
    assert "Copy the full link from the invitation" in card.text


async def test_a_refusal_that_repeats_the_link_does_not_tell_its_passcode(world):
    body = {"meeting_url": [f'Enter a valid URL, not "{ZOOM}".']}
    world.recall.fail_next(400, method="POST", path="/api/v1/bot/", body=body)
    await opens_link(world)
    await world.maya.submits()

    card = await world.card(saying="Failed:")

    assert "Enter a valid URL" in card.text


async def test_a_refused_link_can_be_tried_again_with_another(world):
    world.recall.fail_next(400, method="POST", path="/api/v1/bot/", body={"meeting_url": ["No."]})
    await opens_link(world)
    await world.maya.submits()
    await world.card(saying="Failed:")

    await books_link(world)

    assert [bot.meeting_url for bot in world.recall.bots] == [ZOOM]


async def test_links_are_not_kept_for_ever(world):
    await opens_link(world)
    world.clock.advance(timedelta(days=2))
    await world.store.drafts.forget(world.clock.now())

    await world.maya.submits()

    assert "This link has expired. Close this form and run" in " ".join(world.maya.view_errors.values())


async def test_a_form_of_link_that_only_recall_knows_is_left_to_recall(world):
    await opens_link(world, "https://meet.goto.com/janedoe")
    assert found_by_form(world) == "GoTo Meeting · meet.goto.com/janedoe"
    await world.maya.submits()

    await world.card(saying="Scheduled:")
    assert world.only_bot().meeting_url == "https://meet.goto.com/janedoe"


async def test_recalls_word_on_a_form_of_link_that_no_one_knows_is_told(world):
    await opens_link(world, "https://meet.google.com/lookup/standup")
    await world.maya.submits()

    card = await world.card(saying="Failed:")

    assert "Google Meet" in card.text
    assert "Recall didn't accept the meeting link." in card.text
    assert "Invalid meeting URL" in card.text
    assert world.recall.bots == []


async def test_the_form_knows_that_bots_cannot_read_the_captions_of_personal_teams(world):
    await opens_link(world, "https://teams.live.com/meet/9312345678901")
    await world.maya.picks(Field.TRANSCRIPT, "Meeting captions")

    await world.maya.submits()

    assert "Microsoft Teams (personal)" in str(world.maya.view_errors)
    assert created(world) == []
