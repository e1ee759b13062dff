"""A transcript in a modal: read page by page, and never more than text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit.block_kit import VIEW_BLOCKS, Json
from bot.blocks.kit.button_value import read_page_button
from bot.blocks.kit.times import time_in_recording
from bot.blocks.names import Action, Block
from bot.blocks.recordings.transcript_pages import PAGE_CHARACTERS, lay_out_page
from bot.blocks.recordings.transcript_view import build_transcript_view
from bot.core.booking.bot_state import BotState
from bot.core.booking.model import Booking
from bot.core.booking.recording_files import FileState, FoundFile, RecordedTranscript
from bot.core.identifiers import BotId
from bot.core.transcripts.turns import LONGEST_TURN, Turn
from tests.blocks.in_slack import assert_modal, mrkdwn_texts, words
from tests.blocks.outside_text import CONTROL_SEQUENCE, OURS, OUTSIDE_TEXT
from tests.examples import a_booked_booking, a_booked_meeting

FILE = FoundFile(FileState.READY, "https://files.example.com/t.json?sig=made-up&Expires=1")


def says(text: str, start: float = 0.0, speaker: str | None = "Maya") -> Turn:
    return Turn(speaker_id=speaker or "", speaker=speaker, start=start, end=start + 1, text=text)


def transcript(*turns: Turn) -> RecordedTranscript:
    return RecordedTranscript(FILE, turns)


def long_transcript(turns: int = 100) -> RecordedTranscript:
    return transcript(*(says(f"Sentence {n}. " + "word " * 60, n, "Maya" if n % 2 else "Jonas") for n in range(turns)))


def recorded(**facts: Any) -> Booking:
    bot = BotState(bot_id=BotId("bot-1"), status="done", recorded_seconds=2520)
    return a_booked_booking(bot=bot, **facts)


def view(*transcripts: RecordedTranscript, page: int = 1, booking: Booking | None = None) -> Json:
    shown = build_transcript_view(booking or recorded(), transcripts, page, "Europe/Berlin")
    assert_modal(shown)
    return shown


def page_buttons(shown: Json) -> list[tuple[str, int]]:
    named = [block for block in shown["blocks"] if block.get("block_id", "").startswith(Block.PAGE_BUTTONS)]
    rows = [block["elements"] for block in named]
    assert all(row == rows[0] for row in rows)
    found = [(each["action_id"], read_page_button(each["value"])) for each in (rows[0] if rows else [])]
    return [(action, value.page) for action, value in found if value]


def test_it_says_who_spoke_when_and_what() -> None:
    shown = words(view(transcript(says("Good morning."), says("Hello.", 65, "Jonas"), says("Bye.", 3700, "Jonas"))))

    assert "*Weekly sync*\n" in shown
    assert "42 min" in shown
    assert "*Maya*  0:00\nGood morning." in shown
    assert "*Jonas*  1:05\nHello." in shown
    assert "\n1:01:40\nBye." in shown
    assert "Page" not in shown


def test_the_file_stands_beside_it() -> None:
    shown = words(view(transcript(says("Hello."))))

    assert "<https://files.example.com/t.json?sig=made-up&amp;Expires=1|Download the file>" in shown
    assert "expires" in shown


def test_a_long_one_has_pages_and_buttons_to_turn_them() -> None:
    long = long_transcript()
    count = lay_out_page([long], 1).count

    first, second, last = (view(long, page=number) for number in (1, 2, count))

    assert count > 2
    assert f"Page 2 of {count}" in words(second)
    assert page_buttons(first) == [(Action.NEXT_PAGE, 2)]
    assert page_buttons(second) == [(Action.PREVIOUS_PAGE, 1), (Action.NEXT_PAGE, 3)]
    assert page_buttons(last) == [(Action.PREVIOUS_PAGE, count - 1)]
    assert "Sentence 0." in words(first)
    assert "Sentence 0." not in words(second)


@pytest.mark.parametrize(("asked", "shown"), [(-5, 1), (0, 1), (10_000, "last")])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, shown: Any) -> None:
    page = lay_out_page([long_transcript()], asked)

    assert page.number == (page.count if shown == "last" else shown)


def test_nothing_is_lost_between_pages() -> None:
    long = long_transcript()
    pages = [lay_out_page([long], number + 1) for number in range(lay_out_page([long], 1).count)]

    paragraphs = [paragraph for page in pages for paragraph in page.paragraphs]
    assert [paragraph.partition("Sentence ")[2].partition(".")[0] for paragraph in paragraphs] == [
        str(number) for number in range(100)
    ]


def test_several_recordings_follow_each_other() -> None:
    shown = words(view(transcript(says("Before the break.")), transcript(says("After it."))))

    assert shown.index("*Recording 1*") < shown.index("Before the break.") < shown.index("*Recording 2*")
    assert "Download file 2" in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (FoundFile(FileState.NOT_READY), "The transcript isn't ready yet."),
        (FoundFile(FileState.DELETED), "The transcript was deleted."),
        (FoundFile(FileState.NONE), "There's no transcript."),
        (
            FoundFile(FileState.FAILED, sub_code="zoom_captions_failure"),
            "There's no transcript because Zoom's captions failed.",
        ),
        (FILE, "We can't show this transcript here. Download the file"),
    ],
)
def test_one_that_cannot_be_read_says_why(given: FoundFile, sentence: str) -> None:
    assert sentence in words(view(RecordedTranscript(given)))


def test_a_call_in_which_no_one_spoke_says_so() -> None:
    assert "No one said anything." in words(view(transcript()))
    assert "There's no transcript." in words(view())


@pytest.mark.parametrize(("seconds", "shown"), [(0.0, "0:00"), (59.9, "0:59"), (600, "10:00"), (3723.5, "1:02:03")])
def test_times_are_short(seconds: float, shown: str) -> None:
    assert time_in_recording(seconds) == shown


outside_turns = st.builds(
    Turn,
    speaker_id=st.sampled_from("12"),
    speaker=st.none() | OUTSIDE_TEXT,
    start=st.floats(0, 1e7),
    end=st.just(0.0),
    text=OUTSIDE_TEXT.map(lambda text: text[:LONGEST_TURN]),
)


@given(turns=st.lists(outside_turns, max_size=80), title=OUTSIDE_TEXT)
def test_nothing_that_was_said_or_named_is_ever_markup(turns: list[Turn], title: str) -> None:
    booking = recorded(meeting=a_booked_meeting(title=title))

    shown = view(transcript(*turns), booking=booking)

    assert len(shown["blocks"]) <= VIEW_BLOCKS
    for text in mrkdwn_texts(shown["blocks"]):
        assert text["verbatim"] is True
        ours = OURS.sub("", text["text"]).replace("|Download the file>", "").replace("<https://files", "")
        assert not CONTROL_SEQUENCE.search(ours)


def test_a_page_is_no_longer_than_what_is_read_at_once() -> None:
    paragraphs = lay_out_page([long_transcript()], 1).paragraphs

    assert PAGE_CHARACTERS / 2 < sum(map(len, paragraphs)) <= PAGE_CHARACTERS
