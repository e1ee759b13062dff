"""A model's answer becomes a summary, or is refused with a reason that repeats nothing of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.summaries.model import Summary, Task
from bot.core.summaries.validate import (
    ENTRY_LIMIT,
    MOST_ENTRIES,
    OVERVIEW_LIMIT,
    UnusableAnswer,
    match_owner,
    read_summary,
)
from tests.core.summaries.hostile import find_reach

GOOD = {
    "overview": "We ship.",
    "decisions": ["Ship on Friday."],
    "tasks": [{"text": "Write the notes", "owner": "Maya"}],
    "open_questions": ["Who is on call?"],
    "next_steps": ["Review on Monday."],
    "language": "pt-BR",
}
READ = Summary(
    overview="We ship.",
    decisions=("Ship on Friday.",),
    tasks=(Task(text="Write the notes", owner="Maya Lindqvist"),),
    open_questions=("Who is on call?",),
    next_steps=("Review on Monday.",),
    language="pt-BR",
)


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "```json\n{}\n```",
        "Here you are:\n{}\nAnything else?",
        "\ufeff {} ",
        '<think>Is it {"overview": "…"}? Yes.</think>\n{}',
    ],
    ids=range(5),
)
def test_an_answer_is_read_also_out_of_fences_and_words(wrapped):
    assert read_summary(wrapped.replace("{}", json.dumps(GOOD)), ["Maya Lindqvist"]) == READ


def test_what_small_models_write_is_read_without_asking_again():
    answer = {"overview": "o", "decisions": None, "tasks": ["Write the notes", {"text": "Ship"}], "language": None}

    assert read_summary(json.dumps(answer), []) == Summary(
        overview="o", tasks=(Task(text="Write the notes"), Task(text="Ship"))
    )


def test_a_list_that_is_left_out_is_empty():
    assert read_summary('{"overview": "We ship."}', []) == Summary(overview="We ship.")


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", "no JSON object"),
        ("I can't.", "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ("{'overview': 'single quotes'}", "not JSON"),
        ('{"overview": "never ends', "no JSON object"),
        ("{" * 5_000 + "}" * 5_000, "not JSON"),
        ('{"decisions": []}', "overview: missing"),
        ('{"overview": ""}', "overview: empty"),
        ('{"overview": "\u202e\u200b"}', "overview: empty"),
        ('{"overview": ["We ship."]}', "overview: string_type"),
        ('{"overview": "x", "tasks": [7]}', "tasks.0: model_type"),
        ('{"overview": "x", "tasks": "Write"}', "tasks: list_type"),
        ('{"overview": "x", "decisions": "Ship"}', "decisions: list_type"),
        ("x" * 300_000, "too long"),
    ],
)
def test_what_is_no_summary_is_refused_with_its_reason(answer, problem):
    with pytest.raises(UnusableAnswer) as raised:
        read_summary(answer, [])

    assert str(raised.value) == problem


def test_lengths_and_numbers_are_bounded_and_nothing_is_said_twice():
    entries = [f"{n} {'x' * 999}" for n in range(99)] + ["same"] * 9
    answer = {"overview": "o" * 99_000, "decisions": ["same", "same", " ", *entries], "language": "en; drop table"}

    summary = read_summary(json.dumps(answer), [])

    assert len(summary.overview) == OVERVIEW_LIMIT
    assert len(summary.decisions) == MOST_ENTRIES
    assert max(map(len, summary.decisions)) == ENTRY_LIMIT
    assert summary.decisions.count("same") == 1
    assert summary.language == ""


def test_the_number_of_an_entry_goes_and_a_date_stays():
    answer = {"overview": "o", "decisions": ["1. Wir liefern früher.", "15. März ist der Stichtag."]}

    assert read_summary(json.dumps(answer), []).decisions == ("Wir liefern früher.", "15. März ist der Stichtag.")


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Maya Lindqvist", "Maya Lindqvist"),
        ("maya lindqvist", "Maya Lindqvist"),
        ("  Maya  Lindqvist ", "Maya Lindqvist"),
        ("@Maya", "Maya Lindqvist"),
        ("Tom", None),  # there are two
        ("Tom Okafor", "Tom Okafor"),
        ("Lindqvist", None),
        ("everyone", None),
        ("", None),
        (None, None),
    ],
)
def test_an_owner_is_one_of_the_participants(name, owner):
    assert match_owner(name, ["Maya Lindqvist", "Tom Okafor", "Tom Jones"]) == owner


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_LIKE_A_SUMMARY = st.fixed_dictionaries(
    {"overview": st.text() | _JSON},
    optional={name: st.lists(st.text(), max_size=5) | _JSON for name in ("decisions", "tasks", "next_steps")},
)


@given(st.text() | _JSON.map(json.dumps) | _LIKE_A_SUMMARY.map(json.dumps), st.lists(st.text(), max_size=3))
def test_whatever_a_model_answers_it_is_a_harmless_summary_or_refused(answer, participants):
    try:
        summary = read_summary(answer, participants)
    except UnusableAnswer:
        return
    assert "<" not in summary.model_dump_json()
    assert [reach for reach in find_reach(summary.overview) if reach.startswith(("mention", "hidden"))] == []
