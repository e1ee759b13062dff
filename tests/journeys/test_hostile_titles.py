"""A title from outside is shown as it is: it formats, mentions and links nothing."""

import pytest

from bot.blocks.names import COMMAND, Action
from tests.journeys.furniture import SALES

HOSTILE_TITLES = [
    "x" * 5000,
    "👩‍👩‍👧‍👦" * 400,
    "\u202egnp.exe\u202c \u2066fdp\u2069",
    "<!channel> <@U0JONAS> <#C0SALES> <!here|hi>",
    "*bold* _it_ ~no~ `code` ```block```",
    "<https://evil.test|Weekly sync> https://evil.test",
    "&lt;!channel&gt; &amp;",
    "line\nbreak\ttab\x00nul\x1b[31m",
    "> quoted",
    "   ",
    "\u200b\u200b",
    "@channel @here",
    ":rotating_light: :tada:",
    "שלום *weekly* مرحبا",
]


@pytest.mark.parametrize("title", HOSTILE_TITLES, ids=range(len(HOSTILE_TITLES)))
async def test_a_hostile_title_is_inert_text_everywhere(a_sqlite_world, title):
    world = await a_sqlite_world(prepare=lambda world: world.meeting(title))
    await world.opens_form()
    (option,) = (await world.maya.searches(Action.PICK_MEETING)).texts
    await world.and_it_changes(world.maya, world.maya.picks(Action.PICK_MEETING, option))
    await world.maya.submits()
    card = await world.card(saying="Scheduled:")
    await world.maya.types(f"{COMMAND} list", SALES)
    await world.until(lambda: world.maya.ephemerals)
    await world.maya.opens_home()
    await world.until(lambda: world.maya.home)
    await world.maya.clicks(Action.EDIT_BOOKING, card)
    await world.until(lambda: world.maya.view)

    said = [card, *world.maya.ephemerals]
    marked = [text for content in (*said, world.maya.home, world.maya.view) for text in marked_texts(content)]
    for text in [message.text for message in said] + marked:
        for control in (
            "<!channel",
            "<!here",
            "<@U0JONAS",
            "<#C0",
            "<https://evil",
            "\u202e",
            "\u2066",
            "\x00",
            "\x1b",
        ):
            assert control not in text
        for markup in ("*bold*", "_it_", "~no~", "`code`", "*weekly*", "@channel", ":tada:", "https://evil"):
            assert markup not in text


def marked_texts(content) -> list[str]:
    """Every mrkdwn text in a message or a view."""
    match content:
        case {"type": "mrkdwn", "text": text}:
            return [text]
        case dict():
            return [text for part in content.values() for text in marked_texts(part)]
        case list() | tuple():
            return [text for part in content for text in marked_texts(part)]
        case _:
            return marked_texts(content.blocks) if hasattr(content, "blocks") else []
