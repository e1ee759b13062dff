"""A message with several links: the person chooses, and nothing that was typed is lost."""

import pytest

from bot.blocks.names import Field
from tests.journeys.links import (
    LATER,
    SAME_ZOOM,
    ZOOM,
    ZOOM_LABEL,
    answered,
    assert_passcode_is_kept,
    chooses_time,
    chosen,
    created,
    logged,
    shared,
    uses_shortcut,
    weekly_sync_on_zoom,
)

MEET = "https://meet.google.com/xyz-wxyz-xyz"
MEET_LABEL = "Google Meet · meet.google.com/xyz-wxyz-xyz"
BOTH = f"Either <{ZOOM.replace('&', '&amp;')}|Zoom> or <{MEET}>"


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=weekly_sync_on_zoom)


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def switches_to(world, label: str) -> None:
    await world.and_it_changes(world.maya, world.maya.picks(Field.LINK, label))


async def test_the_first_is_chosen_and_the_others_are_offered(world):
    await uses_shortcut(world, shared(world, BOTH))

    assert chosen(world.maya, Field.LINK) == ZOOM_LABEL
    assert chosen(world.maya, Field.MEETING) == "10:00 Weekly sync · Zoom"
    await switches_to(world, MEET_LABEL)


async def test_one_that_is_on_no_calendar_asks_when(world):
    await uses_shortcut(world, shared(world, BOTH))

    await switches_to(world, MEET_LABEL)

    assert answered(world.maya, Field.MEETING) is None
    assert chosen(world.maya, Field.WHEN) == "Join now"


async def test_what_was_typed_is_kept_there_and_back(world):
    await uses_shortcut(world, shared(world, BOTH))
    await world.maya.fills(Field.BOT_NAME, "Scribe")
    await world.and_it_changes(world.maya, world.maya.clicks("More options"))
    await world.maya.fills(Field.WAITING_ROOM_TIMEOUT_SECONDS, "5")

    await switches_to(world, MEET_LABEL)
    await chooses_time(world, world.hours(5))
    await switches_to(world, ZOOM_LABEL)
    await switches_to(world, MEET_LABEL)

    assert answered(world.maya, Field.BOT_NAME)["value"] == "Scribe"
    assert answered(world.maya, Field.WAITING_ROOM_TIMEOUT_SECONDS)["value"] == "5"
    assert chosen(world.maya, Field.WHEN) == LATER
    assert answered(world.maya, Field.STARTS_AT)["selected_date_time"] == int(world.hours(5).timestamp())


async def test_the_chosen_one_is_booked(world):
    await uses_shortcut(world, shared(world, BOTH))
    await switches_to(world, MEET_LABEL)

    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert [request.json["meeting_url"] for request in created(world)] == [MEET]
    assert world.scheduled() == []


async def test_back_at_the_first_its_meeting_is_booked(world):
    await uses_shortcut(world, shared(world, BOTH))
    await switches_to(world, MEET_LABEL)
    await switches_to(world, ZOOM_LABEL)

    await world.maya.submits()
    await world.card(saying="Scheduled:")

    assert created(world) == []
    assert world.only_bot().meeting_url == SAME_ZOOM


async def test_two_links_of_the_calendar_show_each_its_own_meeting(a_sqlite_world, world):
    event = world.meeting("Review", meeting_url=MEET, start=world.hours(5))
    world.hears_recall()
    world.recall.rename_event(event.id, "Review")
    await world.until_mirrored(event.id)
    await uses_shortcut(world, shared(world, BOTH))

    await switches_to(world, MEET_LABEL)
    shown = chosen(world.maya, Field.MEETING)
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")

    assert shown == "12:00 Review · Google Meet"
    assert "Review" in card.text


async def test_another_meeting_picked_by_hand_stays_until_another_link_is_chosen(world):
    event = world.meeting("Retro", meeting_url="https://meet.google.com/ret-retr-ret", start=world.hours(6))
    world.hears_recall()
    world.recall.rename_event(event.id, "Retro")
    await world.until_mirrored(event.id)
    await uses_shortcut(world, shared(world, BOTH))

    await world.picks("Retro")
    picked = chosen(world.maya, Field.MEETING)
    await switches_to(world, MEET_LABEL)
    await switches_to(world, ZOOM_LABEL)

    assert picked == "13:00 Retro · Google Meet"
    assert chosen(world.maya, Field.MEETING) == "10:00 Weekly sync · Zoom"


async def test_the_same_room_twice_is_no_choice(world):
    await uses_shortcut(world, shared(world, f"{SAME_ZOOM} or {ZOOM}", attachments=[{"from_url": ZOOM}]), world.jonas)

    assert answered(world.jonas, Field.LINK) is None
    assert ZOOM_LABEL.partition("/")[2] in world.form(world.jonas)


async def test_other_links_are_no_choice(world):
    help_page = "https://support.zoom.us/hc/articles/1 https://acme.zoom.us/u/abc https://example.com/agenda"

    await uses_shortcut(world, shared(world, f"{help_page} {ZOOM}"))

    assert answered(world.maya, Field.LINK) is None
    assert chosen(world.maya, Field.MEETING) == "10:00 Weekly sync · Zoom"


async def test_ever_so_many_are_twenty_five(world):
    text = " ".join(f"https://zoom.us/j/{number}" for number in range(800000000, 800000100))

    await uses_shortcut(world, shared(world, text))

    (block,) = [block for block in world.maya.view["blocks"] if block["block_id"].startswith(Field.LINK)]
    assert len(block["element"]["options"]) == 25
