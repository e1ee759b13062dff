"""Connecting a calendar in the browser: in the demo, at its pretend Google and Microsoft."""

import re
import time
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

DESIGN_REVIEW = "Interview: data engineer, second round"  # on Jonas's own calendar alone
A_MINUTE = 60


def writes(page: Any, words: str) -> None:
    page.get_by_label("Message to #sales").fill(words)
    page.keyboard.press("Enter")


def opens_link(page: Any, company: str) -> Any:
    """The page behind the link, in a tab of its own."""
    link = page.get_by_role("dialog").get_by_role("link", name=f"Continue to {company}")
    with page.context.expect_page() as opened:
        link.click()
    return opened.value


def consents(tab: Any, company: str, account: str | None = None) -> None:
    tab.get_by_role("button", name=re.compile(f"Continue to {company}")).click()
    tab.get_by_role("heading", name=f"Sign in with {company}").wait_for()
    if account:
        tab.get_by_label(account).check()
    tab.get_by_role("button", name="Allow").click()


def test_a_person_without_a_calendar_books_their_first_meeting_in_under_a_minute(visit):
    started = time.monotonic()
    page = visit("?as=U0JONAS")

    writes(page, "/recall-schedule connect")
    page.get_by_role("dialog").get_by_role("button", name="Connect Outlook Calendar").click()
    tab = opens_link(page, "Microsoft")
    consents(tab, "Microsoft")
    tab.get_by_text("Connected. You can close this page.").wait_for()
    tab.close()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Connected.").wait_for()
    dialog.get_by_role("button", name="Schedule a bot").click()
    form = page.get_by_role("dialog", name="Schedule a bot")
    picker = form.get_by_role("combobox", name="Meeting")
    picker.press_sequentially("interview", delay=30)
    form.get_by_role("option", name=DESIGN_REVIEW).click()
    form.get_by_role("button", name="Schedule", exact=True).click()
    page.locator("#main .message").filter(has_text="Scheduled.").last.wait_for()

    assert time.monotonic() - started < A_MINUTE


def test_home_goes_from_connecting_to_connected_and_back(visit):
    page = visit("?as=U0JONAS&in=home")
    page.get_by_role("button", name="Connect Google Calendar").first.click()
    tab = opens_link(page, "Google")
    assert "jonas (jonas@example.com) in the Slack workspace Example" in tab.locator("main").inner_text()
    consents(tab, "Google")
    tab.get_by_text("Connected. You can close this page.").wait_for()

    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Connected.").wait_for()
    dialog.get_by_role("button", name="Close").first.click()
    home = page.locator("#main")
    home.get_by_text("jonas@example.com · Google Calendar: connected").wait_for()
    home.get_by_text(DESIGN_REVIEW).first.wait_for()
    home.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()

    page.get_by_role("dialog").get_by_text("Disconnected.").wait_for()
    page.get_by_role("dialog").get_by_role("button", name="Close").first.click()
    home.get_by_text("No calendar is connected for jonas@example.com.").wait_for()


def test_another_persons_account_is_not_taken(visit):
    page = visit("?as=U0JONAS&in=home")
    page.get_by_role("button", name="Connect Google Calendar").first.click()
    tab = opens_link(page, "Google")

    consents(tab, "Google", "Jonas, private")

    tab.get_by_text("The email addresses don't match.").wait_for()
    page.locator("#main").get_by_text("No calendar is connected for jonas@example.com.").wait_for()
