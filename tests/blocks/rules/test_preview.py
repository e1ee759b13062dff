"""What a rule would do, before anything is booked."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.kit.block_kit import Json
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.rules.draft import RuleDraft, fill_draft, preferences_of, read_draft, rule_of
from bot.blocks.rules.preview import build_preview
from bot.core.bot_config.settings import BotSettings
from bot.core.rules.decision import Decision
from bot.core.rules.model import Match, Preferences
from bot.core.rules.preview import Line, Preview
from bot.core.rules.reasons import ROWS, Reason
from tests.blocks.in_slack import assert_modal, spoken, words
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.blocks.rules.test_rule_fields import WHOLE
from tests.examples import JONAS, MAYA, NOW, SOON, TEAM, a_meeting, a_person

RULE = RuleDraft(matches=(Match.HOSTING,))


def a_line(reason: Reason = Reason.HOSTING, **facts: Any) -> Line:
    return Line(a_meeting(**facts), Decision(reason=reason, owner=MAYA), BotSettings())


def shown(*lines: Line, cost: str = "0.33", draft: RuleDraft = RULE, is_on: bool = False) -> Json:
    view = build_preview(draft, Preview(lines, MAYA), Decimal(cost), MAYA, "Europe/Berlin", is_on=is_on)
    assert_modal(view)
    return view


def test_it_says_how_many_for_how_long_and_about_what_that_costs() -> None:
    text = words(shown(a_line(), a_line(start_time=SOON + timedelta(days=1)), cost="0.65"))

    assert "*In the next 7 days: 2 meetings, 1 hour, about $0.65*" in text
    assert "Nothing is scheduled until you turn it on." in text


def test_each_meeting_has_its_time_and_why_it_is_recorded() -> None:
    text = spoken(shown(a_line(Reason.EXTERNAL)))

    assert "• Mon, March 2, 2026 at 16:00 (Europe/Berlin) · Weekly sync" in text
    assert "Because of your rule: meetings with external people." in text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.reason.value)
def test_every_reason_has_its_sentence_on_the_page(row: Any) -> None:
    text = words(shown(a_line(row.reason)))

    is_by_hand = row.reason is Reason.BY_HAND
    assert ("1 meeting already scheduled by someone." in text) is is_by_hand
    assert (explain_reason(row.reason, MAYA, MAYA) in text) is not is_by_hand


def test_what_others_have_recorded_is_neither_counted_nor_paid_by_ones_own_rule() -> None:
    others = Line(a_meeting(title="Sync"), Decision(reason=Reason.HOSTING, owner=JONAS), BotSettings())
    text = words(shown(a_line(), others))

    assert "*In the next 7 days: 1 meeting, 0.5 hours, about $0.33*" in text
    assert "*Recorded because of others: 1 meeting*" in text
    assert "Because of <@U0JONAS>'s rule: meetings they host." in text


def test_without_a_calendar_of_ones_own_it_says_that_a_rule_has_nothing_to_record() -> None:
    view = build_preview(RULE, Preview((), MAYA), Decimal(0), MAYA, "UTC", is_on=False, has_calendar=False)

    assert "*No calendar is connected for you.*" in words(view)


def test_what_is_not_recorded_says_why_not() -> None:
    text = words(shown(a_line(Reason.PRIVATE), a_line(Reason.DECLINED)))

    assert "*No meeting in the next 7 days would be recorded.*" in text
    assert "*Won't be recorded: 2 meetings*" in text
    assert "It's private." in text


def test_sixty_meetings_fit_and_the_rest_is_counted() -> None:
    lines = [a_line(title="x" * 300) for _ in range(60)] + [a_line(Reason.NO_ONE_ELSE) for _ in range(60)]

    text = words(shown(*lines))

    assert "And 30 more." in text
    assert "And 40 more." in text


@pytest.mark.parametrize(("is_on", "submit"), [(False, "Turn on"), (True, "Save changes")])
def test_the_button_says_what_it_does(is_on: bool, submit: str) -> None:
    assert shown(is_on=is_on)["submit"]["text"] == submit


def test_the_preview_holds_the_rule_that_it_shows() -> None:
    assert read_draft(shown(draft=WHOLE)) == WHOLE


@given(OUTSIDE_TEXT)
def test_no_title_breaks_it(title: str) -> None:
    shown(a_line(title=title), a_line(Reason.PRIVATE, title=title))


def test_a_saved_rule_fills_the_form_as_it_was_filled_in() -> None:
    person, known = a_person(), Preferences(team_id=TEAM, user_id=MAYA, offers_on=False)
    rule, preferences = rule_of(WHOLE, person, NOW, is_on=True), preferences_of(WHOLE, known)

    assert fill_draft(rule, preferences) == WHOLE
    assert rule.is_on
    assert not preferences.offers_on
