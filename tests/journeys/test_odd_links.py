"""Messages without a meeting link, with a shortened one, or with what only looks like one."""

import pytest

from bot.blocks.names import Field
from bot.core.links.json_walk import MAX_VALUES
from tests.journeys.furniture import SALES
from tests.journeys.links import (
    PASSCODE,
    ZOOM,
    assert_passcode_is_kept,
    chosen,
    found_by_form,
    logged,
    opens_link,
    rich_text,
    shared,
    uses_shortcut,
    weekly_sync_on_zoom,
)

NO_LINK = "This message has no meeting link."
SHORTENED = "We can't open shortened links."
PICK = "Pick from my calendar"


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=weekly_sync_on_zoom)


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))
    assert "unexpected error" not in log.text


def nested(value, depth: int):
    for _ in range(depth):
        value = {"type": "rich_text_section", "elements": [value]}
    return value


LINK = {"type": "link", "url": ZOOM}
NOTHING_TO_JOIN = {
    "no link": {"text": "Shall we talk?"},
    "nothing at all": {},
    "not https": {"text": "ftp://zoom.us/j/81234567890"},
    "javascript": {"text": "<javascript:location='https://zoom.us/j/81234567890'|Join>"},
    "Zoom's own scheme": {"text": f"zoommtg://zoom.us/join?confno=81234567890&pwd={PASSCODE}"},
    "a user name": {"text": "https://zoom.us@evil.test/j/81234567890"},
    "another host": {"text": "https://evil-zoom.us/j/81234567890"},
    "another port": {"text": "https://zoom.us:8443/j/81234567890"},
    "over-long": {"text": f"https://zoom.us/j/81234567890?pwd={'x' * 3000}"},
    "control characters": {"text": "https://zoom.us/j/812345\x0067890"},
    "cut off": {"text": "https://zoom.us/j/81234567…"},
    "not of a meeting": {"text": "https://zoom.us/download"},
    "nested too deeply": {"blocks": [nested(LINK, 200)]},
    "wrapped for ever": {"text": "https://www.google.com/url?q=" * 50 + "https://zoom.us/j/81234567890"},
    "a label that claims to be one": {"text": "<https://evil.test|https://zoom.us/j/81234567890>"},
    "unknown blocks": {"blocks": [{"type": "hologram", "depth": 3}, {"no": "type"}, {"type": None}]},
    "wrong types": {"blocks": [{"type": "section", "text": 7}], "attachments": [{"fields": "none"}]},
    "a picture": {"blocks": [{"type": "image", "image_url": ZOOM, "alt_text": "a picture"}]},
}


async def test_what_leads_to_no_meeting_gets_a_friendly_sentence_and_the_other_way(world):
    read = {}
    for what, content in NOTHING_TO_JOIN.items():
        await uses_shortcut(world, shared(world, **content))
        read[what] = NO_LINK in world.form() and PICK in world.form()

    assert read == dict.fromkeys(NOTHING_TO_JOIN, True)
    assert world.maya.notices == []


STILL_FOUND = {
    "among unknown blocks": {"blocks": [{"type": "hologram", "parts": [{"url": ZOOM}]}]},
    "among a thousand elements": {"blocks": [rich_text(*[{"type": "text", "text": "x"}] * 999, LINK)]},
    "among a thousand blocks": {"blocks": [*[{"type": "divider"}] * 999, rich_text(LINK)]},
    "before more than is read": {"text": ZOOM, "blocks": [{"type": "divider"}] * MAX_VALUES},
    "after other links": {"text": "https://example.com/a " * 400 + ZOOM},
    "with a hidden character": {"text": ZOOM.replace("812", "812\u200b")},
    "beside an emoji": {"text": f"🎉{ZOOM}🎉"},
    "from right to left": {"text": f"\u202e{ZOOM} שלום"},
}


async def test_a_link_is_found_among_oddities(world):
    found = {}
    for what, content in STILL_FOUND.items():
        await uses_shortcut(world, shared(world, **content))
        found[what] = found_by_form(world)

    assert found == dict.fromkeys(STILL_FOUND, "10:00 Weekly sync · Zoom")


async def test_of_a_shortened_link_the_full_one_is_asked_for(world):
    for text in ("<https://bit.ly/3abc|Join>", "https://tinyurl.com/standup", "http://t.co/abc"):
        await uses_shortcut(world, shared(world, text))

        assert SHORTENED in world.form()
        assert "`/recall-schedule`" in world.form()
        assert PICK in world.form()


async def test_a_shortened_link_beside_a_full_one_does_not_matter(world):
    await uses_shortcut(world, shared(world, f"https://bit.ly/3abc or {ZOOM}"))

    assert chosen(world.maya, Field.MEETING) == "10:00 Weekly sync · Zoom"


async def test_from_there_a_meeting_is_picked_and_its_card_goes_to_the_thread(world):
    message = shared(world, "Shall we talk?")
    await uses_shortcut(world, message)

    await world.and_it_changes(world.maya, world.maya.clicks(PICK))
    await world.picks("Weekly sync")
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")

    assert (card.channel_id, card.thread_ts) == (SALES, message.ts)


async def test_someone_without_a_calendar_is_told_of_the_other_way_there(world):
    await uses_shortcut(world, shared(world, "Shall we talk?"), world.jonas)

    await world.and_it_changes(world.jonas, world.jonas.clicks(PICK))

    assert "No calendar is connected for jonas@example.com." in world.form(world.jonas)
    assert "`/recall-schedule https://…`" in world.form(world.jonas)


async def test_the_command_asks_for_the_full_link_too(world):
    await opens_link(world, "<https://bit.ly/3abc>")

    assert SHORTENED in world.form()


async def test_the_command_says_of_another_link_that_it_leads_to_no_meeting(world):
    for words in (
        "https://example.com/room",
        "<https://example.com/room|Join>",
        f"zoommtg://zoom.us/join?confno=81234567890&pwd={PASSCODE}",
        "https://evil-zoom.us/j/81234567890",
        "https://zoom.us/download",
    ):
        await opens_link(world, words)

        assert "This link isn't supported." in world.form()
        assert PICK in world.form()


async def test_words_with_a_dot_are_words(world):
    await opens_link(world, "weekly sync v2.0 re: sales/ops")

    assert "This link isn't supported." not in world.form()


async def test_a_deleted_message_can_still_be_used(world):
    message = shared(world, ZOOM)
    world.slack.workspace.messages.delete(message)

    await uses_shortcut(world, message)

    assert chosen(world.maya, Field.MEETING) == "10:00 Weekly sync · Zoom"
