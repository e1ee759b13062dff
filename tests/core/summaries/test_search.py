"""A transcript is searched by words, without a model."""

import pytest

from bot.core.summaries.search import EXCERPT, search_turns
from bot.core.transcripts.turns import Turn
from tests.core.summaries.talks import ENGLISH, FRENCH, GERMAN, JAPANESE, SPANISH, talk


@pytest.mark.parametrize(
    ("text", "question", "said"),
    [
        (ENGLISH, "When did the outage review go out?", "The outage review went out in June"),
        (ENGLISH, "seats", "What would the renewal cost for a hundred and twenty seats?"),
        (GERMAN, "Wer schickt den Entwurf?", "Ich kümmere mich um das neue Formular und schicke euch den Entwurf"),
        (GERMAN, "prufe", "Ich prüfe heute noch"),
        (FRENCH, "la clause juridique", "Je vais demander au service juridique de relire la clause demain."),
        (SPANISH, "proveedor", "Rosa, ¿puedes avisar al proveedor mañana, por favor?"),
        (JAPANESE, "設計案", "新しい画面の設計は私が担当します。金曜日までに設計案を送ります。"),
    ],
)
def test_the_best_place_comes_first(text, question, said):
    first, *_ = search_turns(talk(text), question, 5)

    assert said in first.excerpt


def test_a_place_says_who_said_it_and_when():
    turns = talk(ENGLISH)

    (found,) = search_turns(turns, "status page", 1)

    assert (found.speaker, found.start, found.place) == ("Maya", turns[2].start, 2)


@pytest.mark.parametrize("question", ["", "   ", "zebra", "<!channel>", "the and of zebra"])
def test_what_no_one_said_is_not_found(question):
    assert search_turns(talk(ENGLISH), question, 5) == ()


def test_of_a_long_turn_the_part_around_the_word_is_shown():
    turns = [Turn("1", "Maya", 0, 60, f"{'word ' * 200}needle {'word ' * 80}")]

    (found,) = search_turns(turns, "needle", 3)

    assert "needle" in found.excerpt
    assert found.excerpt.startswith("…")
    assert len(found.excerpt) <= EXCERPT + 1


def test_no_more_are_found_than_asked_for():
    assert len(search_turns(talk(ENGLISH), "renewal outage offer team", 2)) == 2
