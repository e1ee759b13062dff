import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.folding import fold, fold_to_search, fold_to_words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Weekly", "weekly"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Łódź", "lodz"),
        ("Øresund", "oresund"),
        ("Straße", "strasse"),
        ("STRAẞE", "strasse"),
        ("Đà Nẵng", "da nang"),
        ("Æther œuvre þing", "aether oeuvre thing"),
        ("İstanbul ısı", "istanbul isi"),
        ("ﬁnance ﬂow", "finance flow"),
        ("１on1", "1on1"),
        ("a\u00a0b\u2003c", "a b c"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("Q1 – Q2 — Q3 ‑ Q4 − Q5 ‒ Q6", "q1 - q2 - q3 - q4 - q5 - q6"),
        ("Ana’s Ana's Anaʼs Ana`s Ana´s Ana‘s", "anas anas anas anas anas anas"),
        ('“plan” „plan“ «plan» ‹plan› "plan"', " plan   plan   plan   plan   plan "),
        ("Мой план", "мои план"),
        ("объём", "объем"),
        ("Ψηφιακός", "ψηφιακοσ"),
        ("שבועית", "שבועית"),
        ("会议 회의", "会议 회의"),
        ("a<b>c & d@e.f", "a<b>c & d@e.f"),
    ],
)
def test_what_a_keyboard_does_not_type_is_folded(written: str, folded: str) -> None:
    assert unicodedata.normalize("NFC", fold(written)) == unicodedata.normalize("NFC", folded)


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Stand-up", "standup"),
        ("Stand-up", "stand up"),
        ("Stand-up", "stand-up"),
        ("Stand‑up", "stand-up"),
        ("Stand up", "stand-up"),
        ("Standup", "stand-up"),
        ("Follow-up-call", "followupcall"),
        ("Budget – Q4", "budget - q4"),
        ("Budget – Q4", "budget — q4"),
        ("Ana’s planning", "ana's planning"),
        ("Ana's planning", "ana’s planning"),
        ("Ana’s planning", "anas"),
        ("“Big” launch", '"big"'),
        ("Łódź sync", "lodz"),
        ("Lodz sync", "łódź"),
        ("Øresund sync", "oresund"),
        ("anna-lena@ex-ample.com", "anna-lena@ex-ample.com"),
    ],
)
def test_typography_hides_nothing(written: str, typed: str) -> None:
    searched = fold_to_search(written)

    assert all(word in searched for word in fold_to_words(typed))


def test_words_that_stand_apart_are_not_one() -> None:
    assert "weeklysync" not in fold_to_search("Weekly sync")


@given(st.text(max_size=60))
def test_every_word_of_a_text_is_found_in_it(text: str) -> None:
    searched = fold_to_search(text)

    for word in text.split():
        assert all(each in searched for each in fold_to_words(word))
