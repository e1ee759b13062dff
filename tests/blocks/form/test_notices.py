from typing import Any

import pytest

from bot.blocks.form import notices
from bot.blocks.form.notices import NoticeContext, read_notice_context
from bot.blocks.messages.errors import account_refusal, apology
from bot.blocks.messages.help import build_help
from bot.blocks.names import COMMAND, Action
from bot.core.access.people import AccountProblem
from bot.core.calendars.connect_offer import ConnectOffer
from bot.core.calendars.providers import CalendarProvider
from tests.blocks.in_slack import assert_modal, words
from tests.examples import GENERAL, JONAS, MAYA, NOW

BOTH = ConnectOffer(providers=tuple(CalendarProvider), admins=(JONAS,))
HERE = NoticeContext(v=1, channel_id=GENERAL)


@pytest.mark.parametrize(
    ("view", "why", "next_step"),
    [
        (
            notices.no_calendar_notice("maya@example.com", BOTH, MAYA, HERE),
            "No calendar is connected for maya",
            "Connect yours to pick a meeting here.",
        ),
        (
            notices.no_calendar_notice("maya@example.com", ConnectOffer(admins=(JONAS,)), MAYA, HERE),
            "No calendar is connected for maya",
            "Ask <@U0JONAS> to set it up.",
        ),
        (
            notices.no_calendar_notice("maya@example.com", ConnectOffer(admins=(MAYA,)), MAYA, HERE),
            "No calendar is connected for maya",
            "Set `PUBLIC_URL` and a Google or Microsoft client",
        ),
        (
            notices.calendar_connecting_notice("maya@example.com"),
            "is being connected to Recall.ai",
            "Please check back",
        ),
        (
            notices.calendar_disconnected_notice("maya@example.com", BOTH.providers, BOTH, HERE),
            "disconnected from Recall.ai",
            "Reconnect Google Calendar",
        ),
        (
            notices.calendar_disconnected_notice("maya@example.com", (), ConnectOffer(), HERE),
            "disconnected from Recall.ai",
            "Ask an app admin to reconnect it",
        ),
        (
            notices.no_meetings_notice(),
            "no upcoming meetings",
            "Add one with a Zoom, Google Meet, Teams or Webex link, and it will show up here within minutes.",
        ),
        (notices.sync_pending_notice(NOW, "UTC"), "reach Recall.ai since <!date^", "Please check back"),
        (notices.sync_pending_notice(None, "UTC"), "haven't been loaded yet", "Please check back"),
        (notices.no_link_notice(GENERAL, None), "This message has no meeting link.", "Use the shortcut on"),
        (notices.unknown_link_notice(GENERAL, None), "This link isn't supported.", "Copy the full link"),
        (notices.short_link_notice(GENERAL, None), "shortened link", "Open it in your browser"),
        (
            notices.unchanged_notice(),
            "Already scheduled with these settings.",
            "See its card for the bot's current status.",
        ),
        (notices.outdated_form_notice(), "older version", f"run {COMMAND} again"),
        (
            notices.account_refused_notice(AccountProblem.GUEST),
            "Guests can't",
            "Ask a full member",
        ),
    ],
)
def test_where_there_is_no_form_the_view_says_why_and_what_to_do(view: Any, why: str, next_step: str) -> None:
    assert_modal(view)
    assert why in words(view)
    assert next_step in words(view)
    assert "submit" not in view


def test_an_edit_that_changes_nothing_is_not_called_a_schedule() -> None:
    assert notices.unchanged_notice()["title"]["text"] == "No changes"


@pytest.mark.parametrize("reason", AccountProblem)
def test_everyone_who_does_not_count_is_told_why_and_what_to_do(reason: AccountProblem) -> None:
    assert set(account_refusal(reason).split()) & {"Ask", "Use", "Confirm", "Please"}
    assert_modal(notices.account_refused_notice(reason))


def test_from_a_message_without_a_link_one_can_go_on_to_the_calendar() -> None:
    view = notices.no_link_notice(GENERAL, "1772452800.000100")

    assert view["blocks"][-1]["elements"][0]["action_id"] == Action.PICK_FROM_CALENDAR
    assert read_notice_context(view) == NoticeContext(v=1, channel_id=GENERAL, thread_ts="1772452800.000100")


@pytest.mark.parametrize("view", [{}, {"private_metadata": None}, {"private_metadata": "[]"}])
def test_a_notice_that_does_not_say_where_it_was_opened_is_good_enough(view: Any) -> None:
    assert read_notice_context(view) == NoticeContext(v=1)


def test_help_explains_every_word_of_the_command_in_few_lines() -> None:
    text = build_help()

    assert text.count("\n") < 15
    for word in (
        f"`{COMMAND}`",
        f"{COMMAND} list",
        f"{COMMAND} help",
        f"{COMMAND} https://",
        "Schedule a recording bot",
    ):
        assert word in text


def test_an_apology_carries_its_reference_and_a_next_step() -> None:
    text = apology("1f2e3d4c")

    assert "1f2e3d4c" in text
    assert "try again" in text
