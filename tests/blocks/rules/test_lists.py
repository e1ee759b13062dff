"""What people type into the lists of a rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.rules.lists import MOST_ENTRIES, read_domains, read_people, read_words


def test_an_entry_stands_on_a_line_or_between_commas() -> None:
    assert read_words(" 1:1\nPerformance  review, salary;\n\n 1:1").entries == ("1:1", "Performance review", "salary")


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("Dana@Example.com", ("dana@example.com",)),
        ("Dana Reed <dana@example.com>\njonas@example.com", ("dana@example.com", "jonas@example.com")),
        ("<mailto:dana@example.com|dana@example.com>", ("dana@example.com",)),
        ("", ()),
    ],
)
def test_people_are_listed_by_their_addresses(typed: str, entries: tuple[str, ...]) -> None:
    assert read_people(typed).entries == entries
    assert not read_people(typed).problem


@pytest.mark.parametrize(
    ("typed", "entries"),
    [
        ("Acme.test", ("acme.test",)),
        ("@acme.test\nwww.northwind.test.", ("acme.test", "northwind.test")),
        ("dana@acme.test", ("acme.test",)),
        ("müller.test", ("xn--mller-kva.test",)),
    ],
)
def test_domains_are_taken_in_every_usual_spelling(typed: str, entries: tuple[str, ...]) -> None:
    assert read_domains(typed).entries == entries
    assert not read_domains(typed).problem


@pytest.mark.parametrize(
    ("read", "typed", "problem"),
    [
        (read_people, "dana@example.com\nJonas", '"jonas" isn\'t an email address.'),
        (read_domains, "acme", '"acme" isn\'t a domain'),
        (read_domains, "https://acme.test/jobs", "isn't a domain"),
        (read_words, "x" * 81, "80 characters at most"),
        (read_words, "\n".join(map(str, range(MOST_ENTRIES + 1))), f"List {MOST_ENTRIES} at most."),
    ],
)
def test_a_wrong_entry_is_named(read, typed: str, problem: str) -> None:
    assert problem in read(typed).problem


@given(st.text(max_size=200), st.sampled_from([read_words, read_people, read_domains]))
def test_nothing_that_is_typed_raises_and_what_was_read_is_read_again_as_it_is(typed: str, read) -> None:
    found = read(typed)

    if not found.problem:
        assert read("\n".join(found.entries)) == found
