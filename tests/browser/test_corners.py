"""Other ways in than the command: a mention in a thread, the shortcuts beside a message field, a workflow."""

import pytest

from bot.sandbox.stage import WORKFLOW
from tests.browser.acting import ACME, books, card, picks_acme, recall, writes
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def in_thread(page):
    asked = page.locator("#main .message").filter(has_text="Can you have it recorded?")
    asked.get_by_role("link", name="replies").click()
    page.wait_for_url("**thread=*", wait_until="load")  # else what is written first would be lost
    return page.get_by_role("complementary", name="Thread")


def test_a_mention_in_a_thread_finds_the_meeting_and_books_it_there(visit):
    page = visit()
    thread = in_thread(page)

    thread.get_by_label("Reply", exact=True).fill("@Recall Schedule today’s call with Priya")
    page.keyboard.press("Enter")
    answer = thread.locator(".message.ephemeral").filter(has_text=ACME)
    answer.get_by_text("Only visible to you").wait_for()
    assert_accessible(page)
    answer.get_by_role("button", name="Schedule", exact=True).click()

    thread.locator(".message:not(.ephemeral)").filter(has_text="Scheduled.").wait_for()
    assert page.locator("#main .message").filter(has_text="Scheduled.").count() == 0


def test_what_is_not_understood_gets_help_and_the_form(visit):
    page = visit()
    thread = in_thread(page)

    thread.get_by_label("Reply", exact=True).fill("@Recall Schedule the thing we talked about")
    page.keyboard.press("Enter")
    thread.get_by_text("None of your upcoming meetings match").wait_for()
    thread.get_by_role("button", name="Choose a meeting").click()
    form = page.get_by_role("dialog", name="Schedule a bot")
    form.wait_for()
    picks_acme(form)
    form.get_by_role("button", name="Schedule", exact=True).click()

    thread.locator(".message").filter(has_text="Scheduled.").wait_for()


def test_the_shortcut_beside_a_message_field_works_in_a_thread(visit):
    page = visit()
    thread = in_thread(page)

    thread.locator("summary[aria-label^=Shortcuts]").click()
    assert_accessible(page)
    thread.get_by_role("button", name="Schedule a recording bot").last.click()

    page.get_by_role("dialog", name="Schedule a bot").wait_for()


def test_a_workflow_schedules_a_bot_and_its_card_comes(visit):
    page = visit()

    page.locator("#main summary[aria-label=Shortcuts]").click()
    page.get_by_role("button", name=WORKFLOW).click()

    booked = card(page, "Scheduled.")
    assert "Northwind onboarding" in booked.inner_text()


def test_a_question_comes_before_a_meeting_with_people_from_outside(visit):
    page = visit()
    writes(page, "/recall-schedule rules")
    rules = page.get_by_role("dialog", name="Rules")
    rules.get_by_role("button", name="Ask me").click()
    rules.get_by_role("button", name="Stop asking me").wait_for()
    page.keyboard.press("Escape")
    for step in ("+1 h", "+10 min"):
        recall(page).get_by_role("button", name=step).click()

    page.get_by_role("link", name="Messages").click()
    question = page.locator("#main .message").filter(has_text="Record it?")
    question.get_by_text(ACME).wait_for()
    assert_accessible(page)
    question.get_by_role("button", name="Yes").click()

    card(page, "Scheduling a bot.")
    assert ACME in card(page, "Scheduled.").inner_text()


def test_each_button_asks_its_own_question_after_the_card_has_changed(visit):
    page = visit()
    booked = books(page)
    asked = page.locator("#confirm")

    booked.get_by_role("button", name="Don't record this").click()
    asked.get_by_role("button", name="Don't record this").click()
    card(page, "turned recording off").get_by_role("button", name="Turn recording back on").click()
    asked.get_by_role("button", name="Turn on").click()
    card(page, "Scheduled.").get_by_role("button", name="Cancel bot").click()

    asked.get_by_role("heading", name="Cancel the bot?").wait_for()
