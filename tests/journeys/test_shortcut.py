"""The shortcut on a message: whatever the link's disguise, the same form as the command's."""

from urllib.parse import quote

import pytest

from bot.blocks.names import Field
from tests.journeys.furniture import MEET, PRIVATE, RANDOM, SALES
from tests.journeys.links import (
    ZOOM,
    ZOOM_LABEL,
    assert_passcode_is_kept,
    created,
    found_by_form,
    logged,
    opens_link,
    rich_text,
    shared,
    uses_shortcut,
    weekly_sync_on_zoom,
)

THREAD = " Here, it goes in the message's thread."
ESCAPED = ZOOM.replace("&", "&amp;")
LINK = {"type": "link", "url": ZOOM}
BUTTON = {"type": "button", "action_id": "join", "text": {"type": "plain_text", "text": "Join"}, "url": ZOOM}
OVERFLOW = {"type": "overflow", "action_id": "more", "options": [{"text": {"text": "Join"}, "url": ZOOM}]}
CALL = {
    "type": "call",
    "call_id": "R0EXAMPLE",
    "call": {"v1": {"join_url": ZOOM, "desktop_app_join_url": "zoommtg://x"}},
}
FORWARDED = {"message_blocks": [{"channel": "C0ELSEWHERE", "message": {"blocks": [rich_text(LINK)]}}], "is_share": True}

DISGUISES = {
    "mrkdwn with a label": {"text": f"Join <{ESCAPED}|the call> please"},
    "mrkdwn": {"text": f"<{ESCAPED}>."},
    "bare": {"text": f"see {ESCAPED}, please"},
    "without a scheme": {"text": f"at {ESCAPED.removeprefix('https://')}!"},
    "rich text": {"blocks": [rich_text({"type": "text", "text": "Join "}, LINK)]},
    "rich text in a list": {
        "blocks": [rich_text({"type": "rich_text_section", "elements": [LINK]}, kind="rich_text_list")]
    },
    "preformatted": {"blocks": [rich_text({"type": "text", "text": ZOOM}, kind="rich_text_preformatted")]},
    "section": {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"<{ESCAPED}|Join>"}}]},
    "section field": {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Where*\n<{ESCAPED}>"}]}]},
    "button": {"blocks": [{"type": "actions", "elements": [BUTTON]}]},
    "button beside a section": {"blocks": [{"type": "section", "accessory": BUTTON}]},
    "overflow": {"blocks": [{"type": "section", "accessory": OVERFLOW}]},
    "context": {"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": f"<{ESCAPED}|Join>"}]}]},
    "image title": {"blocks": [{"type": "image", "title": {"type": "plain_text", "text": f"At {ZOOM}"}}]},
    "video": {"blocks": [{"type": "video", "title_url": ZOOM, "video_url": "https://video.example.com/1"}]},
    "markdown": {"blocks": [{"type": "markdown", "text": f"[Join **now**]({ZOOM})"}]},
    "table": {"blocks": [{"type": "table", "rows": [[rich_text(LINK)]]}]},
    "call": {"blocks": [CALL]},
    "unfurl": {"attachments": [{"from_url": ZOOM, "original_url": ZOOM, "fallback": "Zoom meeting"}]},
    "legacy title": {"attachments": [{"title": "Join", "title_link": ZOOM}]},
    "legacy field": {"attachments": [{"fields": [{"title": "Where", "value": f"<{ESCAPED}>"}]}]},
    "legacy button": {"attachments": [{"actions": [{"type": "button", "text": "Join", "url": ZOOM}]}]},
    "forwarded message": {"attachments": [FORWARDED]},
    "safe link": {
        "text": f"<https://eur01.safelinks.protection.outlook.com/?url={quote(ZOOM, safe='')}&amp;data=05|Join>"
    },
    "Google's redirect": {"text": f"https://www.google.com/url?q={quote(ZOOM, safe='')}&amp;sa=D"},
    "safe link in a redirect": {
        "text": "https://www.google.com/url?q="
        + quote(f"https://nam02.safelinks.protection.outlook.com/?url={quote(ZOOM, safe='')}&data=x", safe="")
    },
}


@pytest.fixture
async def world(a_sqlite_world):
    return await a_sqlite_world(prepare=weekly_sync_on_zoom)


@pytest.fixture(autouse=True)
def _passcode_is_kept(log, caplog, world):
    yield
    assert_passcode_is_kept(world, logged(log, caplog))


async def test_every_disguise_of_a_calendars_link_opens_the_form_at_its_meeting(world):
    found = {}
    for disguise, content in DISGUISES.items():
        await uses_shortcut(world, shared(world, **content))
        found[disguise] = found_by_form(world)

    assert found == dict.fromkeys(DISGUISES, "10:00 Weekly sync · Zoom")


async def test_every_disguise_of_a_link_on_no_calendar_opens_the_form_for_the_link(world):
    found = {}
    for disguise, content in DISGUISES.items():
        await uses_shortcut(world, shared(world, **content), world.jonas)
        found[disguise] = found_by_form(world, world.jonas)

    assert found == dict.fromkeys(DISGUISES, ZOOM_LABEL)


async def test_the_shortcut_and_the_command_open_the_same_form(world):
    await opens_link(world)
    by_command = world.form()
    await uses_shortcut(world, shared(world, ZOOM))

    assert world.form().replace(THREAD, "") == by_command
    assert found_by_form(world) == "10:00 Weekly sync · Zoom"


async def test_the_form_says_that_the_card_goes_to_the_thread(world):
    await uses_shortcut(world, shared(world, ZOOM))

    assert THREAD in world.form()


async def test_the_card_goes_to_the_messages_thread(world):
    message = shared(world, ZOOM)

    await uses_shortcut(world, message)
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")

    assert (card.channel_id, card.thread_ts) == (SALES, message.ts)
    assert world.scheduled()[0].status == 200


async def test_the_card_of_a_link_goes_there_too(world):
    message = shared(world, ZOOM)

    await uses_shortcut(world, message, world.jonas)
    await world.jonas.submits()
    card = await world.card(saying="Scheduled:")

    assert card.thread_ts == message.ts
    assert created(world)[0].json["meeting_url"] == ZOOM


async def test_a_replys_card_goes_to_the_thread_that_it_is_in(world):
    first = shared(world, "When shall we talk?")
    reply = shared(world, ZOOM, thread_ts=first.ts)

    await uses_shortcut(world, reply)
    await world.maya.submits()

    assert (await world.card(saying="Scheduled:")).thread_ts == first.ts


async def test_in_another_conversation_the_card_stands_by_itself(world):
    await uses_shortcut(world, shared(world, ZOOM))
    await world.maya.fills(Field.DESTINATION, RANDOM)
    await world.maya.submits()

    assert (await world.card(RANDOM, saying="Scheduled:")).thread_ts is None
    assert [message.text for message in world.slack.messages(SALES)] == [ZOOM]


async def test_it_works_in_a_public_channel_that_the_app_is_not_in(world):
    message = shared(world, ZOOM, channel_id=RANDOM)

    await uses_shortcut(world, message)
    await world.maya.submits()

    assert (await world.card(RANDOM, saying="Scheduled:")).thread_ts == message.ts


async def test_in_a_private_channel_the_note_goes_to_the_thread_and_the_card_to_the_person(world):
    message = shared(world, ZOOM, channel_id=PRIVATE)

    await uses_shortcut(world, message)
    await world.maya.submits()
    note = await world.card(PRIVATE, saying="/invite")
    await world.nothing_is_left_to_do()

    assert note.thread_ts == message.ts
    assert "Scheduled" in world.maya.direct_messages[-1].text


async def test_it_works_between_two_people(world):
    between = world.slack.open_direct_message("U0MAYA", "U0OLGA").id
    message = shared(world, ZOOM, channel_id=between)

    await uses_shortcut(world, message)
    await world.maya.submits()
    await world.until(lambda: world.maya.direct_messages)
    await world.nothing_is_left_to_do()

    assert world.slack.messages(between) == [message]
    assert "Scheduled" in world.maya.direct_messages[-1].text


async def test_the_message_may_be_gone_by_the_time_that_the_card_comes(world):
    message = shared(world, ZOOM)
    await uses_shortcut(world, message)
    world.slack.workspace.messages.delete(message)

    await world.maya.submits()
    await world.until(lambda: world.maya.direct_messages)

    assert "Scheduled" in world.maya.direct_messages[-1].text


async def test_it_works_over_socket_mode(a_sqlite_world, world):
    await world.stops()
    other = await a_sqlite_world(way="socket", prepare=weekly_sync_on_zoom)
    message = shared(other, ZOOM)

    await uses_shortcut(other, message)
    await other.maya.submits()

    assert (await other.card(saying="Scheduled:")).thread_ts == message.ts


async def test_a_form_opened_on_a_message_asks_recall_for_nothing(world):
    await uses_shortcut(world, shared(world, ZOOM))
    before = len(world.recall.requests)

    await uses_shortcut(world, shared(world, MEET))

    assert len(world.recall.requests) == before
