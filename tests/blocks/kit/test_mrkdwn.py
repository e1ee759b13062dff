import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit.mrkdwn import clean, defuse, escape, isolate, length, plain_text, shorten
from tests.blocks.outside_text import CONTROL_SEQUENCE, OUTSIDE_TEXT

MOMENT = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("outside", "shown"),
    [
        ("<!channel>", "&lt;!channel&gt;"),
        ("<https://evil.test|Bank>", "&lt;https:\u200b//evil.test|Bank&gt;"),
        ("R&D", "R&amp;D"),
        ("*now*", "\u200b*\u200bnow\u200b*\u200b"),
        ("a_b", "a\u200b_\u200bb"),
        ("@here", "@\u200bhere"),
        ("#general", "#\u200bgeneral"),
        (":tada:", ":\u200btada:\u200b"),
        ("> quote", "\u200b&gt; quote"),
        ("one\ntwo\r\n\tthree", "one two three"),
        ("abc\u202edef\u2066", "abcdef"),
        ("nul\x00l", "null"),
        ("half \ud83d", "half"),
    ],
)
def test_text_from_outside_is_shown_and_does_nothing(outside: str, shown: str) -> None:
    assert defuse(outside) == shown


@given(OUTSIDE_TEXT, st.integers(min_value=1, max_value=80))
def test_no_text_from_outside_controls_slack(outside: str, limit: int) -> None:
    shown = defuse(outside, limit)

    assert not CONTROL_SEQUENCE.search(shown)
    assert length(shown) <= limit
    assert "\n" not in shown
    assert not re.search(r"(^|[^\u200b])[*_~`]|[*_~`]([^\u200b…]|$)", shown)
    assert not shown.startswith("&gt;")
    shown.encode()


HEBREW = "פגישה שבועית (2) — قائمة"


@pytest.mark.parametrize("title", [HEBREW, "قائمة", "Plan ١٢", "Sync עם Ana"])
def test_a_title_from_right_to_left_does_not_turn_the_line_around(title: str) -> None:
    assert defuse(title) == f"\u2068{title}\u2069"
    assert isolate(title) == f"\u2068{title}\u2069"
    assert plain_text(f"14:30 {isolate(title)} · Zoom", 75)["text"] == f"14:30 \u2068{title}\u2069 · Zoom"


@pytest.mark.parametrize("title", ["Weekly sync", "Łódź – 会议", "🎉"])
def test_any_other_title_stays_as_it_is(title: str) -> None:
    assert defuse(title) == isolate(title) == title


def test_no_one_ends_an_isolate_from_outside() -> None:
    outside = f"{HEBREW}\u2069\u202e evil \u2068"

    assert defuse(outside) == f"\u2068{HEBREW} evil\u2069"
    assert plain_text(f"14:30 {outside}", 75)["text"] == f"14:30 {HEBREW} evil"


@given(OUTSIDE_TEXT, st.integers(min_value=1, max_value=40))
def test_isolates_are_closed_wherever_a_line_ends(outside: str, limit: int) -> None:
    for shown in (defuse(outside, limit), plain_text(f"14:30 {isolate(clean(outside))} · Zoom", limit)["text"]):
        assert shown.count("\u2068") == shown.count("\u2069") <= 1
        assert length(shown) <= limit


def test_an_entity_is_never_cut_in_two() -> None:
    assert defuse("&&&&", limit=12) == "&amp;&amp;…"


@given(OUTSIDE_TEXT, st.integers(min_value=1, max_value=200))
def test_plain_text_fits_and_is_never_empty(outside: str, limit: int) -> None:
    shown = plain_text(outside, limit)

    assert 0 < length(shown["text"]) <= limit
    assert shown["text"].strip()
    assert shown["emoji"] is False


@pytest.mark.parametrize("nothing", [None, "", "  ", "\u200b\u2060", "\u00ad", "\u3000"])
def test_text_without_anything_visible_is_replaced(nothing: str | None) -> None:
    assert clean(nothing, "(no title)") == "(no title)"


def test_our_own_text_keeps_its_marks() -> None:
    assert escape("*1 < 2 & 3*") == "*1 &lt; 2 &amp; 3*"


def test_what_is_left_out_is_marked_by_an_ellipsis() -> None:
    assert shorten("Quarterly review", 10) == "Quarterly…"
    assert shorten("Quarterly", 9) == "Quarterly"
    assert shorten("🎉🎉🎉", 5) == "🎉🎉…"
