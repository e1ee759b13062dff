"""One place shows a series and changes it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.kit.block_kit import Json
from bot.blocks.kit.button_value import read_series_button
from bot.blocks.names import Action
from bot.blocks.rules.overview import order_series
from bot.blocks.rules.series import build_series_gone_view, build_series_view
from bot.blocks.rules.series_question import (
    NOT_FOUND,
    NOT_RECORDED,
    RECORDED_TOO,
    build_series_answer,
    build_series_question,
)
from bot.core.booking.model import Destination
from bot.core.identifiers import CalendarEventId
from bot.core.rules.model import Manner
from bot.core.rules.reasons import Reason
from tests.blocks.in_slack import assert_message, assert_modal, words
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.blocks.rules.forms import a_choice, a_series_line, an_occurrence, series_details
from tests.examples import GENERAL, JONAS, SOON

CHANGES = [Action.EDIT_SERIES, Action.TURN_OFF_SERIES, Action.NEVER_SERIES]
EVENT = CalendarEventId("event-9")
WEEK = timedelta(days=7)


def shown(**facts: Any) -> Json:
    view = build_series_view(series_details(**facts), "Europe/Berlin")
    assert_modal(view)
    return view


def actions_of(view: Json) -> list[str]:
    elements = [each for block in view["blocks"] for each in [*block.get("elements", []), block.get("accessory", {})]]
    return [each["action_id"] for each in elements if each.get("type") == "button"]


def test_it_says_who_decided_how_it_is_recorded_and_where_updates_go() -> None:
    choice = a_choice(manner=Manner(destination=Destination(channel_id=GENERAL)))

    text = words(shown(choice=choice))

    assert "*Weekly sync*\nYou record every one" in text
    assert "Updates in <#C0GENERAL> · Bot name: Acme notes" in text
    assert "Updates to you directly" in words(shown())


def test_each_occurrence_has_its_state_and_one_click() -> None:
    view = shown()

    text = words(view)
    assert "· *Will be recorded*" in text
    assert "· *Scheduled separately*, so this series doesn't change it" in text
    assert "· *Won't be recorded.* You turned it off for this meeting." in text
    assert "· *Won't be recorded.* Someone invited asked not to be recorded." in text
    assert actions_of(view) == [*CHANGES, Action.LEAVE_OUT, Action.RECORD_ONE]


def test_the_button_beside_an_occurrence_names_it() -> None:
    view = shown(occurrences=(an_occurrence(7, Reason.SERIES),))

    (value,) = [block["accessory"]["value"] for block in view["blocks"] if "accessory" in block]

    found = read_series_button(value)
    assert found is not None
    assert (found.series_id, found.event_id) == ("s1", "event-7")


@pytest.mark.parametrize(
    ("facts", "offered"),
    [
        ({"may_change": False}, []),
        ({"choice": a_choice(records=False)}, [Action.TURN_ON_SERIES, Action.TURN_OFF_SERIES]),
        ({}, CHANGES[1:]),  # with none in sight there is no form to change it by
    ],
)
def test_nothing_is_offered_that_would_change_nothing(facts: Any, offered: list[str]) -> None:
    assert actions_of(shown(**{"occurrences": (), **facts})) == offered


def test_anyone_who_may_not_change_it_reads_who_may() -> None:
    text = words(shown(may_change=False, reader=JONAS))

    assert "<@U0MAYA> records every one" in text
    assert "Only <@U0MAYA> can change this." in text


def test_a_series_that_is_gone_says_so() -> None:
    assert_modal(build_series_gone_view())


@given(OUTSIDE_TEXT)
def test_no_title_breaks_the_views(title: str) -> None:
    shown(title=title)
    assert_message(build_series_question("s1", EVENT, title, SOON, "UTC").blocks)


def test_what_was_canceled_on_its_card_says_how_to_record_it_after_all() -> None:
    (line,) = [block for block in shown()["blocks"] if "You canceled its bot." in str(block)]

    assert "schedule it with `/recall-schedule`" in str(line)
    assert "accessory" not in line


def test_a_bot_that_is_in_the_meeting_is_said_whatever_was_decided_meanwhile() -> None:
    """It stays there when the series is turned off, until its person leaves out this one."""
    off = an_occurrence(1, Reason.SERIES_OFF, is_in_call=True)
    view = shown(choice=a_choice(records=False), occurrences=(off,))

    assert "*A bot is in the meeting now*" in words(view)
    assert "Won't be recorded" not in words(view)
    assert actions_of(view)[-1] == Action.LEAVE_OUT


def test_those_that_do_not_fit_are_counted() -> None:
    many = tuple(an_occurrence(number, Reason.SERIES) for number in range(14))

    assert "And 4 more in the next four weeks." in words(shown(occurrences=many))


def test_the_next_to_come_stands_first_and_what_goes_on_as_another_part_only_there() -> None:
    ended = a_series_line(choice=a_choice(id="a", series_key="retro"), next_start=None)
    first_part = a_series_line(choice=a_choice(id="b", series_key="weekly"), next_start=None)
    part = a_series_line(choice=a_choice(id="c", series_key="weekly_R20260309T150000"), next_start=SOON + WEEK)
    soon = a_series_line(choice=a_choice(id="d", series_key="daily"))

    assert order_series([ended, first_part, part, soon]) == (soon, part, ended)
    assert order_series([ended, first_part]) == (ended, first_part)


def test_the_question_is_asked_with_two_answers_that_say_for_which_series() -> None:
    content = build_series_question("s1", EVENT, "Weekly sync", SOON, "Europe/Berlin")

    yes, no = content.blocks[1]["elements"]
    found = read_series_button(yes["value"])
    assert (yes["action_id"], no["action_id"]) == (Action.CONTINUE_SERIES, Action.END_SERIES)
    assert found is not None
    assert (found.series_id, found.event_id) == ("s1", EVENT)
    assert "seems to continue as a new series from Mon, March 2, 2026" in content.text


@pytest.mark.parametrize("sentence", [RECORDED_TOO, NOT_RECORDED, NOT_FOUND])
def test_the_answer_takes_the_place_of_the_buttons(sentence: str) -> None:
    question = build_series_question("s1", EVENT, "Weekly sync", SOON, "UTC")

    answer = build_series_answer(question.blocks, question.text, sentence)

    assert_message(answer.blocks)
    assert "seems to continue" in words(answer.blocks)
    assert sentence in words(answer.blocks)
    assert sentence in answer.text
    assert "button" not in str(answer.blocks)
