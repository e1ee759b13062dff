"""Check that the table of reasons is whole, and that docs/rules.md repeats it."""

import re
from pathlib import Path

import pytest

import bot
from bot.core.rules.reasons import ROWS, TO_OWNER, Effect, Level, Reason, reason_in_words

PAGE = Path(bot.__file__).parents[1] / "docs/rules.md"


def test_each_reason_has_one_row():
    assert sorted(row.reason for row in ROWS) == sorted(Reason)


def test_levels_stand_in_their_order():
    levels = [row.level for row in ROWS]

    assert sorted(levels, key=list(Level).index) == levels


def test_the_page_repeats_the_table():
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = [(row.level.value, reason_in_words(row.reason, "Maya"), row.effect.value) for row in ROWS]

    assert rows[1:] == told


@pytest.mark.parametrize("reason", list(Reason))
def test_each_sentence_is_one(reason):
    words = reason_in_words(reason.value, "Maya")

    assert words[0].isupper()
    assert words.endswith(".")


def test_the_one_whom_a_sentence_names_reads_one_about_themselves():
    named = {row.reason for row in ROWS if "{owner}" in row.sentence}

    assert set(TO_OWNER) >= named
    for reason in Reason:
        assert "Maya" not in reason_in_words(reason.value, "Maya", is_to_owner=True)


def test_a_reason_of_another_version_has_no_words():
    assert reason_in_words("of_tomorrow", "Maya") == ""
    assert reason_in_words(None, "Maya") == ""


def test_only_what_may_be_taken_back_can_rest_on_the_calendar_alone():
    assert {row.effect for row in ROWS if row.rests_on_calendar} <= {Effect.TAKE_BACK, Effect.LEAVE}
