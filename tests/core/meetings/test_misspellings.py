"""Which words a mistyped word may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.misspellings import count_allowed_typos, find_misspelled

WORDS = ["budget", "weekly", "interview", "retrospective", "demo", "memo", "ana", "2026"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("budegt", {"budget": 1}),
        ("buget", {"budget": 1}),
        ("budgget", {"budget": 1}),
        ("bodget", {"budget": 1}),
        ("wekly", {"weekly": 1}),
        ("intreviwe", {"interview": 2}),
        ("retrospct", {"retrospective": 1}),
        ("bdgt", {}),
        ("anna", {}),
        ("an", {}),
        ("2025", {}),
        ("dem", {}),
    ],
)
def test_small_typos_are_forgiven_in_longer_words(typed: str, meant: dict[str, int]) -> None:
    found = find_misspelled(typed, [word for word in WORDS if word != "ana"])

    assert found == meant


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12), st.integers(0, 11), st.sampled_from("xyz"))
def test_a_word_is_found_with_any_one_letter_wrong(word: str, place: int, letter: str) -> None:
    place %= len(word)
    typed = word[:place] + letter + word[place + 1 :]

    assert word in find_misspelled(typed, [word])


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=30), max_size=5))
def test_no_text_is_too_odd_and_never_are_more_typos_forgiven_than_allowed(word: str, vocabulary: list[str]) -> None:
    assert all(typos <= count_allowed_typos(word) for typos in find_misspelled(word, vocabulary).values())
