"""The page for admins, the welcome in App Home, and the direct message to an admin."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from bot.blocks.home.admin import build_admin_view, build_admins_only_view
from bot.blocks.home.view import build_help_view, build_home
from bot.blocks.messages.admin_alert import build_admin_alert
from bot.blocks.messages.budget_warning import budget_warning
from bot.blocks.names import Action
from bot.core.booking.model import Booking
from bot.core.costs.month import MonthlyCosts
from bot.core.costs.prices import Budget
from bot.core.home.admin_overview import MOST_FAILURES, AdminOverview, FailedBooking
from bot.core.home.agenda import Agenda
from bot.core.identifiers import UserId
from tests.blocks.in_slack import assert_home, assert_message, assert_modal, spoken
from tests.blocks.outside_text import OUTSIDE_TEXT
from tests.examples import MAYA, NOW, a_failed_booking

LINK = "https://acme.slack.test/archives/C0GENERAL/p1"


def page(**facts: Any) -> str:
    view = build_admin_view(AdminOverview(**{"reader": MAYA, "version": "1.2.3", **facts}), NOW, "UTC")
    assert_modal(view)
    return spoken(view)


def titled(booking: Booking, title: str | None, **facts: Any) -> Booking:
    return replace(booking, meeting=replace(booking.meeting, title=title, **facts))


def test_a_failure_names_meeting_person_cause_and_card() -> None:
    said = page(failures=(FailedBooking(titled(a_failed_booking(402), "Budget review"), LINK),))

    assert "*Budget review* · Mon, March 2" in said
    assert "booked by <@U0MAYA>" in said
    assert "Recent failures" in said
    assert said.count("out of credit") == 2
    assert f"<{LINK}|Open the card>" in said


def test_a_card_that_an_admin_cannot_open_is_not_linked() -> None:
    assert "The card is in their direct messages." in page(failures=(FailedBooking(a_failed_booking()),))


def test_a_title_that_is_kept_from_a_channel_is_kept_from_admins() -> None:
    private = titled(a_failed_booking(402), "Salary talk", is_private=True)

    assert "Salary talk" not in page(failures=(FailedBooking(private, LINK),))
    assert "Salary talk" not in build_admin_alert(private, "Out of credit.", LINK).text


def test_lack_of_credit_is_said_first_and_counted() -> None:
    said = page(failures=(FailedBooking(a_failed_booking(402)), FailedBooking(a_failed_booking(400))))

    assert said.index("out of credit") < said.index("Recent failures")
    assert "1 bot couldn't be scheduled for lack of credit" in said
    assert "No bots failed for lack of credit" in page()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"webhook_at": NOW - timedelta(minutes=5)}, "Last webhook: Mon, March 2, 2026 at 11:55 (UTC)."),
        ({}, "No webhook has arrived yet."),
        ({"has_webhook_secret": False}, "Webhooks are off"),
        ({"refused_webhooks": {"wrong signature": 3}}, "wrong signature: 3"),
        ({"refused_webhooks": {}}, "None were rejected since the last restart."),
        ({"calendars_at_recall": 4, "disconnected_at_recall": 1}, "Calendars at Recall.ai: 4, 1 disconnected."),
        ({"read_at": NOW}, "Last synced: Mon, March 2, 2026 at 12:00 (UTC)."),
        ({}, "recall-schedule 1.2.3"),
        ({}, "Nothing failed in the last 7 days."),
    ],
)
def test_the_state_of_the_installation_is_said(facts: dict[str, Any], sentence: str) -> None:
    assert sentence in page(**facts)


@given(OUTSIDE_TEXT)
def test_no_title_and_no_words_of_recall_break_the_page_or_the_message(text: str) -> None:
    booking = titled(a_failed_booking(400, detail=text), text)

    page(failures=(FailedBooking(booking, LINK),) * MOST_FAILURES)
    assert_message(build_admin_alert(booking, "Out of credit.", LINK).blocks)


def test_others_are_told_that_the_page_is_for_admins() -> None:
    assert_modal(build_admins_only_view())


def home(**facts: Any) -> Any:
    view = build_home(Agenda(user_id=MAYA, email="maya@example.com", read_at=NOW, **facts), NOW, "UTC")
    assert_home(view)
    return view


def test_who_has_never_booked_reads_what_the_app_does_and_how_to_begin() -> None:
    new, known = home(is_new=True), home()

    assert "1. Pick a meeting or paste its link" in spoken(new)
    assert Action.SHOW_HELP in str(new)
    assert "1. Pick a meeting" not in spoken(known)
    assert Action.SHOW_HELP not in str(known)


def test_only_admins_have_a_button_for_their_page() -> None:
    assert Action.SHOW_ADMIN_PAGE in str(home(is_admin=True))
    assert Action.SHOW_ADMIN_PAGE not in str(home())


def test_help_names_the_way_from_a_thread() -> None:
    view = build_help_view()

    assert_modal(view)
    assert "In a thread, where slash commands" in spoken(view)


def costs(dollars: str, bots: int = 1, seconds: int = 3600) -> MonthlyCosts:
    return MonthlyCosts(Decimal(dollars), bots, seconds)


def test_this_month_names_the_team_and_those_who_used_most() -> None:
    people = {UserId(f"U0P{number:02}"): costs(str(number)) for number in range(1, 13)}
    said = page(month=people)

    assert "*12 bots, 12 h, about $78.00*." in said
    assert said.index("<@U0P12>: 1 bot, 1 h, about $12.00") < said.index("<@U0P11>")
    assert "2 more: 2 bots, 2 h, about $3.00" in said
    assert "<@U0P01>" not in said
    assert "No bot has finished a meeting this month." in page()


def test_the_budget_is_said_beside_the_sum() -> None:
    budget = Budget(dollars_per_month=Decimal(10), stops_rules=True)

    assert "That's 79% of the budget of $10.00." in page(month={MAYA: costs("7.99")}, budget=budget)
    assert "Rules won't schedule more bots" not in page(month={MAYA: costs("7.99")}, budget=budget)
    spent = page(month={MAYA: costs("25")}, budget=budget)
    assert "That's 250% of the budget of $10.00. Rules won't schedule more bots this month." in spent
    assert "0% of the budget" in page(budget=budget)


def test_the_warning_says_whether_rules_stop() -> None:
    lenient, strict = (Budget(dollars_per_month=Decimal(1200), stops_rules=stops) for stops in (False, True))

    assert budget_warning(Decimal(960), strict, NOW, is_spent=False) == (
        "Recording bots have cost about $960.00 in March 2026. That's 80% of the monthly budget of $1,200.00."
    )
    assert "Bots are still scheduled as before." in budget_warning(Decimal(1200), lenient, NOW, is_spent=True)
    assert "until next month. People still can." in budget_warning(Decimal(1200), strict, NOW, is_spent=True)
