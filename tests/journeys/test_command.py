"""From the command to the card."""

import re

import pytest

from bot.blocks.names import COMMAND, Action, Field
from bot.sandbox.slack.installation import ALL_SCOPES, OPTIONAL_SCOPES
from tests.journeys.furniture import MEET, SALES


async def test_a_meeting_is_booked_and_confirmed_in_the_channel(world):
    await world.opens_form()
    await world.picks("Weekly sync")
    await world.maya.submits()

    card = await world.card(saying="Scheduled:")

    assert world.maya.view is None
    assert "Weekly sync" in card.text
    assert "Mon, March 2, 2026 at 10:00 (America/New_York)" in card.text
    assert "Google Meet" in card.text
    assert "Booked by <@U0MAYA>" in card.text


async def test_the_card_tells_the_time_in_each_readers_own_zone(world):
    card = await world.books()

    assert f"<!date^{int(world.hours(3).timestamp())}^" in str(card.blocks)
    assert "16:00" in world.jonas.reads(SALES)
    assert "10:00" in world.maya.reads(SALES)


async def test_recall_is_asked_once_with_exactly_this(world):
    await world.books()

    (request,) = world.scheduled()
    assert request.json == {
        "deduplication_key": f"2026-03-02T15:00:00Z-{MEET}",
        "bot_config": {
            "bot_name": "Meeting Notetaker",
            "metadata": {
                "recall_schedule_booking": booking_id(request),
                "recall_schedule_revision": "1",
            },
            "recording_config": {
                "transcript": {"provider": {"recallai_streaming": {"language_code": "auto"}}},
                "video_mixed_layout": "speaker_view",
                "video_mixed_mp4": {},
            },
            "automatic_leave": {
                "waiting_room_timeout": 600,
                "everyone_left_timeout": {"timeout": 60, "activate_after": 1},
            },
        },
    }
    assert request.headers["idempotency-key"] == f"{booking_id(request)}.1.1"
    assert re.fullmatch(r"[0-9a-f]{24}", booking_id(request))


def booking_id(request) -> str:
    return request.json["bot_config"]["metadata"]["recall_schedule_booking"]


@pytest.fixture(params=["without the optional scopes", "with every scope of the manifest"])
async def counted(request, a_sqlite_world):
    """Maya has opened the form there before; what the program asks beside that has been answered."""
    sees_all = request.param.startswith("with every")
    world = await a_sqlite_world(scopes=ALL_SCOPES | OPTIONAL_SCOPES if sees_all else ALL_SCOPES)
    await world.opens_form()
    if sees_all:
        await world.until(lambda: world.slack.calls_to("conversations.info"))
    await world.maya.closes()
    return world


async def test_a_known_persons_form_costs_one_call_of_slack_and_none_of_recall(counted):
    slack_calls, recall_calls = len(counted.slack.calls), len(counted.recall.requests)

    await counted.opens_form()

    assert [call.method for call in counted.slack.calls[slack_calls:]] == ["views.open"]
    assert len(counted.recall.requests) == recall_calls


async def test_a_booking_costs_one_call_of_recall_and_two_of_slack(counted):
    slack_calls, recall_calls = len(counted.slack.calls), len(counted.recall.requests)

    await counted.opens_form("weekly")
    await counted.maya.submits()
    await counted.card(saying="Scheduled:")

    assert [call.method for call in counted.slack.calls[slack_calls:]] == ["views.open", "chat.postMessage"]
    assert [request.method for request in counted.recall.requests[recall_calls:]] == ["POST"]


async def test_words_preselect_the_best_match(world_with_three):
    world = world_with_three

    await world.opens_form("acme")

    assert chosen_meeting(world) == "11:00 Acme renewal · Google Meet"


async def test_words_that_match_nothing_open_the_form_all_the_same_and_that_is_said(world_with_three):
    world = world_with_three

    await world.opens_form("budget")

    assert "None of your upcoming meetings match “budget”. Pick one from the list." in world.form()
    assert chosen_meeting(world) is None
    assert len((await world.maya.searches(Action.PICK_MEETING)).texts) == 3


@pytest.fixture
async def world_with_three(a_sqlite_world):
    def prepare(world):
        world.meeting("Acme kick-off", start=world.hours(27), meeting_url="https://meet.google.com/aaa-aaaa-aaa")
        world.meeting("Acme renewal", start=world.hours(4), meeting_url="https://meet.google.com/bbb-bbbb-bbb")
        world.meeting("Weekly sync")

    return await a_sqlite_world(prepare=prepare)


def chosen_meeting(world) -> str | None:
    chosen = world.maya.view["state"]["values"][Field.MEETING][Action.PICK_MEETING]["selected_option"]
    return chosen and chosen["text"]["text"]


@pytest.mark.parametrize("words", ["help", " HELP "])
async def test_help_explains_itself_to_the_one_who_asked(world, words):
    await world.maya.types(f"{COMMAND} {words}", SALES)

    text = await world.reads_ephemeral()

    assert f"`{COMMAND} list`" in text
    assert "Schedule a recording bot" in text
    assert world.slack.messages(SALES) == []


async def test_list_names_the_coming_bots_of_the_one_who_asks(world):
    await world.books()

    await world.maya.types(f"{COMMAND} list", SALES)
    await world.jonas.types(f"{COMMAND} list", SALES)

    assert "Today, Mon, March 2\n10:00–10:30 · Weekly sync\nGoogle Meet · *Scheduled*" in await world.reads_ephemeral()
    assert "Weekly sync" not in await world.reads_ephemeral(world.jonas)


async def test_a_form_submitted_twice_books_once(world):
    await world.opens_form("weekly")

    await world.maya.submits(twice=True)
    await world.card(saying="Scheduled:")

    await world.nothing_is_left_to_do()
    assert len(world.scheduled()) == 1
    assert len(world.slack.messages(SALES)) == 1
    world.only_bot()


async def test_a_submission_delivered_again_books_once(world):
    await world.opens_form("weekly")
    delivery = await world.maya.submits()
    await world.card(saying="Scheduled:")

    again = await world.slack.replay(delivery)

    await world.nothing_is_left_to_do()
    assert (again.ack.is_ok, again.ack.body) == (True, None)
    assert len(world.scheduled()) == 1
    assert len(world.slack.messages(SALES)) == 1
