"""Buttons of the same words are told apart by what they are about, for those who don't see where they stand."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.blocks.home.list_message import build_booking_list
from bot.blocks.home.view import build_home
from bot.blocks.kit.block_kit import Json, button, with_subject
from bot.blocks.names import Action
from bot.core.home.agenda import Agenda, Entry
from bot.core.identifiers import CalendarEventId
from tests.examples import MAYA, NOW, SOON, a_booked_booking, a_meeting


def an_agenda() -> Agenda:
    free = [
        a_meeting(event_id=CalendarEventId(f"event-{n}"), title=f"Meeting {n}", start_time=SOON + timedelta(hours=n))
        for n in (2, 3)
    ]
    entries = (Entry(meeting=a_meeting(), booking=a_booked_booking()), *(Entry(meeting=each) for each in free))
    return Agenda(user_id=MAYA, email="maya@example.com", entries=entries)


def buttons_of(blocks: list[Json]) -> list[Json]:
    found: list[Any] = [
        element for block in blocks for element in (*block.get("elements", ()), block.get("accessory")) if element
    ]
    return [element for element in found if element["type"] == "button"]


@pytest.mark.parametrize("surface", ["home", "list"])
def test_no_two_buttons_sound_the_same(surface: str) -> None:
    home, content = build_home(an_agenda(), NOW, "UTC"), build_booking_list(an_agenda(), NOW, "UTC")
    buttons = buttons_of(home["blocks"] if surface == "home" else content.blocks)

    spoken = Counter(each.get("accessibility_label", each["text"]["text"]) for each in buttons)

    assert len(buttons) > 3
    assert [label for label, count in spoken.items() if count > 1] == []
    assert "Schedule a bot: Meeting 2" in spoken


@pytest.mark.parametrize("subject", ["Weekly sync", "x" * 500, "a\u202eb\n\x00c", "👩‍👩‍👧‍👦" * 40])
def test_a_label_begins_with_the_words_that_are_seen_and_fits(subject: str) -> None:
    label = with_subject(button("Schedule a bot", Action.SCHEDULE_A_BOT), subject)["accessibility_label"]

    assert label.startswith("Schedule a bot: ")
    assert len(label) <= 75
    assert label.isprintable() or "\u200d" in label
