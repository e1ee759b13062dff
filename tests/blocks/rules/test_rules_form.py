"""The rules form as a whole: in which state a person's rule is, and what can be pressed."""

from typing import Any

import pytest

from bot.blocks.kit.block_kit import Json
from bot.blocks.names import Action
from bot.blocks.rules.fields import RuleChoices
from bot.blocks.rules.view import build_rules_answer, build_rules_form, other_persons_rule, saved_sentence
from bot.core.booking.origin import Origin, Source
from bot.core.bot_config.policy import Policy, Preset
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from bot.core.rules.model import Match
from tests.blocks.in_slack import assert_modal, spoken, words
from tests.blocks.rules.forms import a_choice, a_rule, a_series_line, an_overview, no_rule
from tests.examples import MAYA

GOOGLE = ConnectOffer(providers=(CalendarProvider.GOOGLE,))


def shown(**facts: Any) -> Json:
    choices = RuleChoices(Policy(), (Preset(name="Sales calls"),), "Europe/Berlin")
    return build_rules_form(an_overview(**facts), choices)


def buttons(view: Json) -> list[str]:
    rows = [block for block in view["blocks"] if block["type"] in {"actions", "section"}]
    elements = [each for row in rows for each in [*row.get("elements", []), row.get("accessory", {})]]
    return [each["action_id"] for each in elements if each.get("type") == "button"]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"rule": no_rule(), "is_saved": False},
        {"is_paused": True, "is_team_paused": True, "is_admin": True},
        {"series": tuple(a_series_line(choice=a_choice(id=f"s{number}")) for number in range(30))},
        {"series": (a_series_line(title=None, next_start=None, choice=a_choice(records=False)),), "is_admin": True},
    ],
)
def test_slack_takes_the_form_in_every_state(facts: Any) -> None:
    assert_modal(shown(**facts))
    assert shown(**facts)["submit"]["text"] == "Preview"


def test_a_new_person_reads_that_nothing_is_recorded() -> None:
    view = shown(rule=no_rule(), is_saved=False)

    assert "Your rule is off." in words(view)
    assert "before anything is scheduled" in words(view)
    assert buttons(view) == [Action.TURN_ON_OFFERS]


@pytest.mark.parametrize(
    ("facts", "sentence", "offered"),
    [
        (
            {},
            "*Your rule is on:* meetings I host, meetings with external people.",
            [Action.PAUSE_RULES, Action.TURN_OFF_RULE],
        ),
        ({"rule": a_rule(matches=frozenset(Match))}, "*Your rule is on:* all my meetings.", [Action.PAUSE_RULES]),
        (
            {"rule": no_rule(), "series": (a_series_line(),)},
            "*Your rule is off.* Only your series, and what someone schedules, are recorded.",
            [Action.PAUSE_RULES],
        ),
        ({"is_paused": True}, "*Your rules and series are paused.*", [Action.RESUME_RULES, Action.TURN_OFF_RULE]),
        ({"is_team_paused": True}, "*An admin paused rules and series for the whole team.*", [Action.PAUSE_RULES]),
        (
            {"rule": no_rule(), "team_default": frozenset({Match.EXTERNAL})},
            "*The team's default is on:* meetings with external people. Save a rule of your own to replace it.",
            [Action.PAUSE_RULES, Action.TURN_OFF_RULE],
        ),
        (
            {"rule": no_rule(), "can_use_default": True},
            "*Your rule is off.*",
            [Action.USE_TEAM_DEFAULT],
        ),
        ({"has_calendar": False, "connect": GOOGLE}, "*No calendar is connected for you*", [Action.CONNECT_GOOGLE]),
        (
            {"rule": no_rule(), "series": (a_series_line(),)},
            "Your rule is off.",
            [Action.PAUSE_RULES, Action.SHOW_SERIES],
        ),
        ({"is_admin": True}, "pause rules and series for the whole team", [Action.PAUSE_TEAM_RULES]),
        (
            {"is_admin": True, "is_team_paused": True},
            "rules and series are paused for everyone",
            [Action.RESUME_TEAM_RULES],
        ),
    ],
)
def test_the_state_is_said_with_the_buttons_that_change_it(facts: Any, sentence: str, offered: list[str]) -> None:
    view = shown(**facts)

    assert sentence in words(view)
    assert set(offered) <= set(buttons(view))


def test_the_teams_switch_is_for_admins_and_says_what_stays() -> None:
    assert Action.PAUSE_TEAM_RULES not in str(shown())
    view = shown(is_admin=True)

    (switch,) = [block["accessory"] for block in view["blocks"] if block.get("block_id") == "team_rules"]

    assert "Bots that people scheduled themselves stay" in switch["confirm"]["text"]["text"]


def test_series_are_listed_with_what_was_decided() -> None:
    series = (
        a_series_line(),
        a_series_line(title="Daily", choice=a_choice(id="s2", records=False), next_start=None),
    )

    text = spoken(shown(series=series))

    assert "*Weekly sync* · next Mon, March 2, 2026 at 16:00 (Europe/Berlin)" in text
    assert "You record every one" in text
    assert "You turned this series off" in text


def test_closing_what_became_of_it_closes_the_form_beneath() -> None:
    view = build_rules_answer("*Your rule is on.*")

    assert_modal(view)
    assert view["clear_on_close"] is True


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Bots are being scheduled."),
        ({"has_calendar": False}, "Connect your calendar in App Home to use it."),
        ({"is_paused": True}, "nothing is scheduled until you resume."),
        ({"is_paused": True, "is_team_paused": True}, "an admin paused all rules: nothing is scheduled"),
    ],
)
def test_what_is_saved_says_what_happens_now(facts: dict[str, Any], sentence: str) -> None:
    before = an_overview(**facts)

    assert sentence in saved_sentence(before.rule, before.preferences, before)


@pytest.mark.parametrize(
    ("origin", "sentence"),
    [
        (Origin(source=Source.RULE, by=MAYA), "because of <@U0MAYA>'s rule. Only they can change that."),
        (Origin(source=Source.TEAM, by=MAYA), "because of the team's default, which an admin set."),
    ],
)
def test_whose_rule_it_is_not_reads_whose_it_is(origin: Origin, sentence: str) -> None:
    assert sentence in other_persons_rule(origin)
