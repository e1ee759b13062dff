"""Highlights need no model: they are counted and picked by rules, in several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summaries.highlights import make_highlights
from bot.core.summaries.languages.detect import detect_language
from bot.core.summaries.model import Highlights
from bot.core.summaries.sentences import split_sentences
from bot.core.transcripts.turns import Turn
from tests.core.summaries.real_talks import REAL_TALKS, lines_marked, spoken
from tests.core.summaries.talks import ENGLISH, FRENCH, GERMAN, JAPANESE, SPANISH, long_talk, talk

TALKS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "ja": JAPANESE}


def task_lines(text: str) -> list[str]:
    return [line.text for line in make_highlights(talk(text)).task_lines]


@pytest.mark.parametrize(("tag", "text"), TALKS.items())
def test_the_language_of_a_meeting_is_recognized(tag, text):
    assert make_highlights(talk(text)).language == tag


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("pt", "Bom dia, hoje vamos falar sobre o que não está pronto e por que isso ainda não foi feito."),
        ("it", "Buongiorno, oggi parliamo di quello che non è ancora pronto e di come possiamo fare."),
        ("nl", "Goedemorgen, we gaan het vandaag hebben over wat er nog niet klaar is en wat we moeten doen."),
        ("ru", "Доброе утро, сегодня мы говорим о том, что ещё не готово."),
        ("zh", "早上好，今天我们讨论发票的问题和新的设计。"),
        ("", "Zxq vbn qwrt plm xyz."),
        ("", ""),
    ],
)
def test_other_languages_are_told_apart_or_left_open(tag, text):
    assert detect_language(text).tag == tag


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            ENGLISH,
            [
                "I'll send you the written offer for the renewal by Wednesday noon.",
                "Could you introduce me to your security team this week?",
                "I'll introduce you by mail today.",
            ],
        ),
        (
            GERMAN,
            [
                "Ich kümmere mich um das neue Formular und schicke euch den Entwurf bis Freitag.",
                "Ich prüfe heute noch, ob die alten Rechnungen schon gebucht sind.",
                "Kannst du mir bis Donnerstag die Liste der Rechnungen schicken?",
            ],
        ),
        (
            FRENCH,
            [
                "Je m'occupe de la formation et je vous envoie deux dates avant vendredi.",
                "Je vais demander au service juridique de relire la clause demain.",
                "Sofia, peux-tu réserver la salle pour la formation d'ici lundi ?",
            ],
        ),
        (
            SPANISH,
            [
                "Yo me encargo del presupuesto y voy a enviar la propuesta antes del viernes.",
                "Voy a apagar los servidores de pruebas esta semana.",
                "Rosa, ¿puedes avisar al proveedor mañana, por favor?",
                "Claro, le llamo por la mañana y os cuento.",
            ],
        ),
        (
            JAPANESE,
            [
                "新しい画面の設計は私が担当します。",
                "金曜日までに設計案を送ります。",
                "古い請求書を経理に確認して、明日報告します。",
                "鈴木さん、顧客への説明文も来週までに準備をお願いします。",
                "説明文も準備します。",
            ],
        ),
    ],
    ids=TALKS,
)
def test_lines_that_read_like_tasks_are_found_in_several_languages(text, lines):
    assert task_lines(text) == lines


@pytest.mark.parametrize("name", REAL_TALKS)
def test_of_a_real_talk_promises_and_decisions_are_picked_and_small_talk_is_not(name):
    lines = REAL_TALKS[name]
    found = make_highlights(talk(spoken(lines)))

    for mark, quotes in (("T", found.task_lines), ("D", found.decision_lines)):
        missed = [said for said in lines_marked(lines, mark) if not any(_is_about(said, quote) for quote in quotes)]
        assert len(missed) <= 1, missed
    picked = (*found.task_lines, *found.decision_lines, *found.key_sentences)
    assert [quote.text for said in lines_marked(lines, "-") for quote in picked if _is_about(said, quote)] == []


def _is_about(said, quote):
    return quote.text in said or said in quote.text


def test_what_is_said_again_and_again_is_a_task_once():
    again = "\n".join(["Maya: I'll send you the offer by Wednesday noon.", "Tom: Great, thank you so much."] * 5)

    assert task_lines(again) == ["I'll send you the offer by Wednesday noon."]


@pytest.mark.parametrize(
    ("said", "sentences"),
    [
        (GERMAN, "Wir liefern am 15. März an Dr. Weiß, z. B. per Kurier. Danach ist Schluss."),
        (ENGLISH, "Mr. Okafor joins at 3 p.m. tomorrow. That was all from our side."),
        (FRENCH, "M. Dupont a signé avec Mme. Roux hier. La suite est pour demain."),
        (SPANISH, "El Sr. López y la Dra. Vega firman hoy. Lo demás queda para luego."),
    ],
    ids=["de", "en", "fr", "es"],
)
def test_a_date_or_an_abbreviation_ends_no_sentence(said, sentences):
    language = detect_language(said)
    (turn,) = talk(f"Maya: {sentences}")

    first, second = [each.text for each in split_sentences([turn], language)]

    assert f"{first} {second}" == sentences


def test_in_a_language_without_patterns_no_line_reads_like_a_task():
    portuguese = "Ana: Eu vou enviar a proposta até sexta, e isso não é para mais tarde do que a gente quer hoje."

    assert task_lines(portuguese) == []


def test_a_task_line_has_a_speaker_and_no_owner():
    (first, *_) = make_highlights(talk(ENGLISH)).task_lines

    assert first.speaker == "Maya"
    assert "owner" not in type(first).model_fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENGLISH, "To sum up, the renewal is for two years, and the offer has the higher service level."),
        (GERMAN, "die Entscheidung ist, neue Rechnungen zuerst und alte Rechnungen danach."),
        (FRENCH, "Pour résumer, le contrat part vendredi avec la clause, et la formation a lieu en janvier."),
        (SPANISH, "En resumen, la migración termina en mayo y el presupuesto se revisa el viernes."),
        (JAPANESE, "まとめると、新しい請求書を先に直し、古い請求書は経理の確認後に直します。"),
    ],
    ids=TALKS,
)
def test_what_sums_up_is_among_the_key_sentences(text, said):
    assert any(said in each.text for each in make_highlights(talk(text)).key_sentences)


def test_key_sentences_come_in_the_order_in_which_they_were_said():
    starts = [each.start for each in make_highlights(talk(ENGLISH)).key_sentences]

    assert starts == sorted(starts)
    assert len(starts) == 5


def test_talk_time_is_counted_in_seconds_and_shares():
    turns = (Turn("1", "Maya", 0, 30, "One."), Turn("2", "Tom", 30, 40, "Two."), Turn("1", "Maya", 45, 105, "Three."))

    maya, tom = make_highlights(turns).talk_time

    assert (maya.speaker, maya.seconds, maya.share) == ("Maya", 90, 0.9)
    assert (tom.speaker, tom.seconds, tom.share) == ("Tom", 10, 0.1)


def test_without_times_talk_time_goes_by_what_was_said():
    turns = (Turn("1", "Maya", 0, 0, "abc"), Turn("2", None, 0, 0, "a"))

    maya, unknown = make_highlights(turns).talk_time

    assert (maya.seconds, maya.share) == (0, 0.75)
    assert (unknown.speaker, unknown.share) == (None, 0.25)


def test_a_short_meeting_is_one_chapter():
    (chapter,) = make_highlights(talk(GERMAN)).chapters

    assert "Rechnungen" in chapter.words


def test_a_long_meeting_is_divided_where_it_speaks_of_something_else():
    chapters = make_highlights(long_talk(["warehouse", "invoice", "calendar"], minutes=9)).chapters

    assert [chapter.words[0] for chapter in chapters] == ["warehouse", "invoice", "calendar"]
    assert [chapter.start for chapter in chapters] == [0, 540, 1080]
    assert [one.end for one in chapters[:-1]] == [two.start for two in chapters[1:]]


def test_a_long_meeting_is_divided_where_it_paused():
    chapters = make_highlights(long_talk(["warehouse", "warehouse"], minutes=9, pause_between=300)).chapters

    assert [chapter.start for chapter in chapters] == [0, 840]


def test_nothing_said_makes_no_highlights():
    assert make_highlights(()) == Highlights()


_TURNS = st.lists(
    st.builds(
        Turn,
        st.sampled_from("123"),
        st.none() | st.text(max_size=20),
        st.floats(0, 10_000, allow_nan=False),
        st.floats(0, 10_000, allow_nan=False),
        st.text(max_size=200),
    ),
    max_size=12,
).map(lambda turns: tuple(sorted(turns, key=lambda turn: turn.start)))


@given(_TURNS)
def test_whatever_was_said_the_same_transcript_makes_the_same_highlights(turns):
    found = make_highlights(turns)

    assert found == make_highlights(turns)
    assert found == Highlights.model_validate_json(found.model_dump_json())
    assert sum(each.share for each in found.talk_time) <= 1.01
