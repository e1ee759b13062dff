"""What App Home says of rules and series, and why a meeting is recorded that no one asked for."""

from collections.abc import Collection

import pytest

from bot.blocks.home.view import build_home
from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Action
from bot.blocks.rules.overview import RulesOverview
from bot.core.access.permissions import Deed
from bot.core.booking.origin import Origin, Source
from bot.core.home.agenda import Agenda, Entry
from bot.core.identifiers import UserId
from tests.blocks.in_slack import assert_home, words
from tests.blocks.rules.forms import a_choice, a_series_line, an_overview, no_rule
from tests.examples import JONAS, MAYA, NOW, a_booked_booking, a_meeting

BY_RULE = Origin(source=Source.RULE, by=MAYA, reason="external")


def shown(rules: RulesOverview | None = None, reader: UserId = MAYA, deeds: Collection[Deed] = tuple(Deed)) -> Json:
    entry = Entry(meeting=a_meeting(), booking=a_booked_booking(origin=BY_RULE), deeds=frozenset(deeds))
    view = build_home(Agenda(user_id=reader, email="a@example.com", entries=(entry,), read_at=NOW), NOW, "UTC", rules)
    assert_home(view)
    return view


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (MAYA, "Because of your rule: meetings with external people"),
        (JONAS, "Because of <@U0MAYA>'s rule: meetings with external people"),
    ],
)
def test_a_meeting_says_why_it_is_recorded(reader: UserId, why: str) -> None:
    assert why in words(shown(reader=reader))


def test_who_may_leave_it_out_needs_no_second_button_for_that() -> None:
    row = str(shown())
    of_an_invited_person = str(shown(deeds=[Deed.SEE, Deed.EDIT, Deed.VETO]))

    assert Action.CANCEL_BOT in row
    assert Action.VETO_RECORDING not in row
    assert Action.CANCEL_BOT not in of_an_invited_person
    assert Action.VETO_RECORDING in of_an_invited_person


def test_the_rule_stands_there_with_the_way_to_it() -> None:
    on, off = shown(an_overview()), shown(an_overview(rule=no_rule()))

    assert "*Your rule is on:* meetings I host, meetings with external people." in words(on)
    assert "Rules" in words(on)
    assert "*Your rule is off.*" in words(off)
    assert "Set up a rule" in words(off)


def test_a_persons_series_are_listed_and_the_rest_is_counted() -> None:
    series = tuple(a_series_line(choice=a_choice(id=f"s{number}")) for number in range(7))

    text = words(shown(an_overview(series=series)))

    assert text.count("You record every one") == 5
    assert "And 2 more." in text
