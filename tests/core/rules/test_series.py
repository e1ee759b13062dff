"""Find out whether a series goes on as another one, and never take a stranger's for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.meetings.meeting import Attendee
from bot.core.rules.model import SeriesHints
from bot.core.rules.series import Continuation, find_split, hints_of, latest_hints, latest_parts, with_question
from tests.examples import JONAS, MAYA, MEET_KEY, NOW, SOON
from tests.rules import ADDRESSES, a_row, a_series

HINTS = SeriesHints(title="Weekly sync", organizer=ADDRESSES[MAYA], link_keys=(MEET_KEY,))
CHOICE = a_series(key="abc", hints=HINTS)
STRANGER = (Attendee("eve@example.com", is_organizer=True),)


def row(key, days=1, **facts):
    return a_row(event_id=f"{key}-{days}", series_key=key, start_time=SOON + timedelta(days=days), **facts)


SPLITS = [
    ("nothing new", [row("abc")], None),
    ("the part from a date on, beside the first", [row("abc"), row("abc_R20260309T150000", 7)], "certain"),
    ("a part of a part", [row("abc_R20260309T150000", 7)], "certain"),
    ("a part with another organizer", [row("abc_R20260309T150000", 7, attendees=STRANGER)], None),
    ("another one beside it", [row("abc"), row("xyz", 7)], None),
    ("another one after its end, in the same room", [row("xyz", 7)], "likely"),
    ("another one after its end, in another room", [row("xyz", 7, link_keys=("meet:other",))], None),
    ("another one after its end, by a stranger", [row("xyz", 7, attendees=STRANGER)], None),
    ("another one that was cancelled", [row("xyz", 7, is_gone=True)], None),
    ("its own end was cancelled", [row("abc", is_gone=True), row("xyz", 7)], "likely"),
    ("a single meeting", [row(None, 7)], None),
    ("ids of Outlook, which hold anything", [row("abc"), row("abc_Rx7k_RQAA", 7)], None),
    ("a name that only begins alike", [row("abcd_R20260309T150000", 7), row("abc")], None),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "found"), [pytest.param(rows, found, id=name) for name, rows, found in SPLITS])
def test_a_series_goes_on_as_another(rows, found):
    split = find_split(CHOICE, rows, frozenset({"abc"}), NOW)

    assert (split.continuation if split else None) == (Continuation(found) if found else None)


def test_an_earlier_part_is_not_what_it_goes_on_as():
    part = replace(CHOICE, series_key="abc_R20260406T150000")

    assert find_split(part, [row("abc_R20260309T150000", 7), row("abc_R20260406T150000", 30)], frozenset(), NOW) is None


def test_of_several_in_one_room_only_one_of_the_same_name_is_asked_about():
    others = [row("xyz", 7, title="Retro"), row("uvw", 8, title="WEEKLY Sync"), row("rst", 9, title="1:1")]

    assert find_split(CHOICE, others, frozenset(), NOW).series_key == "uvw"
    assert find_split(with_question(CHOICE, "uvw"), others, frozenset(), NOW) is None


def test_the_last_part_that_was_chosen_decides_how_a_series_goes_on():
    parts = [a_series(key=f"abc{part}") for part in ("", "_R20260309T150000", "_R20260406T150000", "d")]
    others = a_series(JONAS, key="abc")

    assert latest_parts([*parts, others]) == [*parts[2:], others]


def test_a_part_of_a_part_is_named_after_the_first():
    part = replace(CHOICE, series_key="abc_R20260309T150000")

    assert find_split(part, [row("abc_R20260406T150000", 30)], frozenset(), NOW).continuation is Continuation.CERTAIN


def test_what_was_asked_or_chosen_is_not_asked_again():
    rows = [row("xyz", 7)]

    assert find_split(with_question(CHOICE, "xyz"), rows, frozenset(), NOW) is None
    assert find_split(CHOICE, rows, frozenset({"xyz"}), NOW) is None
    assert find_split(with_question(CHOICE, "other"), rows, frozenset(), NOW).series_key == "xyz"


def test_without_a_known_organizer_nothing_is_certain():
    unknown = replace(CHOICE, hints=SeriesHints())

    assert find_split(unknown, [row("abc_R20260309T150000")], frozenset(), NOW) is None


def test_a_series_is_remembered_as_its_last_occurrence_shows_it():
    asked = with_question(CHOICE, "xyz")
    moved = row("abc", 9, title="Sync", link_keys=("meet:new",))

    hints = latest_hints(asked, [row("abc", 1), moved, row("xyz", 20)])

    assert hints == replace(hints_of(moved), asked_about=frozenset({"xyz"}))
    assert latest_hints(asked, []) == asked.hints
