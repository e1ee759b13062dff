"""A recurring meeting: only this one, or every one in its series."""

import pytest

from bot.blocks.form.read import read_form
from bot.blocks.form.state import ScheduleForm, Scope
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Field
from bot.core.identifiers import BookingId, CalendarEventId
from tests.blocks.forms import a_form, a_link_form, shown
from tests.blocks.in_slack import answered, assert_modal, block_ids, elements, words
from tests.examples import a_meeting

RECURRING = a_meeting(series_key="weekly")
ANOTHER = a_meeting(event_id=CalendarEventId("event-2"), series_key="daily")


def read(view: Json) -> ScheduleForm:
    form = read_form(view)
    assert isinstance(form, ScheduleForm)
    return form


def test_the_form_of_a_recurring_meeting_asks_and_only_this_one_is_chosen() -> None:
    view = shown(a_form(), meeting=RECURRING)

    assert_modal(view)
    assert elements(view)[Field.SCOPE]["initial_option"]["value"] == Scope.ONLY_THIS
    assert "Every one in this series" in words(view)
    assert not read(answered(view)).is_for_series


@pytest.mark.parametrize("view", [shown(a_form()), shown(a_link_form()), shown(a_form(event_id=None), meeting=None)])
def test_no_other_form_asks(view: Json) -> None:
    assert Field.SCOPE not in elements(view)


def test_the_answer_is_kept_while_the_form_is_shown_again() -> None:
    form = read(answered(shown(a_form(), meeting=RECURRING), {Field.SCOPE: Scope.SERIES}))

    again = shown(form, meeting=RECURRING)

    assert form.is_for_series
    assert elements(again)[Field.SCOPE]["initial_option"]["value"] == Scope.SERIES


def test_the_answer_for_one_series_does_not_count_for_another_meeting() -> None:
    view = shown(a_form(), meeting=RECURRING)
    form = read(answered(view, {Field.SCOPE: Scope.SERIES, Field.MEETING: "event-2"}))

    again = shown(form, meeting=ANOTHER)

    assert not form.is_for_series
    assert elements(again)[Field.SCOPE]["initial_option"]["value"] == Scope.ONLY_THIS
    assert block_ids(again)[Field.SCOPE] != block_ids(view)[Field.SCOPE]


def test_a_form_that_is_opened_for_a_series_says_so_and_asks_where_updates_go() -> None:
    view = shown(a_form(is_series=True, edits=(BookingId("b1"), 1)), meeting=RECURRING)

    assert "This changes every one in this series" in words(view)
    assert Field.SCOPE not in elements(view)
    assert Field.DESTINATION in elements(view)
    assert read(answered(view)).is_for_series


@pytest.mark.parametrize(
    ("records", "sentence"),
    [(True, "You already record every one in this series."), (False, "You turned off recording of this series.")],
)
def test_what_was_chosen_about_the_series_stands_beneath_the_question(records: bool, sentence: str) -> None:
    assert sentence in words(shown(a_form(), meeting=RECURRING, records_series=records))
    assert sentence not in words(shown(a_form(), meeting=RECURRING))
