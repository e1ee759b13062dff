"""Without a mouse: where the focus is, and what the keys do."""

import pytest

from tests.browser.acting import ACME, books, opens_form, recall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_a_command_is_completed_and_sent(visit):
    page = visit()
    page.get_by_label("Message to #sales").focus()

    page.keyboard.type("/rec")
    page.get_by_role("option", name="/recall-schedule", selected=True).wait_for()
    page.keyboard.press("Enter")
    assert page.get_by_label("Message to #sales").input_value() == "/recall-schedule "
    page.keyboard.press("Control+A")
    page.keyboard.type("/re")
    page.keyboard.press("Tab")
    assert page.get_by_label("Message to #sales").input_value() == "/recall-schedule "
    page.keyboard.press("Enter")

    page.get_by_role("dialog", name="Schedule a bot").wait_for()


def test_a_form_from_a_messages_menu_gives_the_focus_back_to_the_menu(visit):
    page = visit()
    menu = page.locator("#main .message").filter(has_text="Click here to join the meeting").locator("summary")
    menu.focus()

    page.keyboard.press("Enter")
    page.get_by_role("button", name="Schedule a recording bot").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Schedule a bot").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")

    assert menu.evaluate("menu => menu === document.activeElement")


def test_the_focus_stays_with_a_meeting_that_changes_its_place(visit):
    page = visit()
    meeting = recall(page).locator("details.meeting").filter(has_text=ACME)
    meeting.locator("summary").click()
    earlier = meeting.get_by_role("button", name="−30 min")
    before = meeting.locator("time").inner_text()

    for _ in range(3):
        earlier.focus()
        page.keyboard.press("Enter")
        recall(page).get_by_text("was moved in every calendar").wait_for()
        page.wait_for_timeout(500)

    assert meeting.locator("time").inner_text() != before
    assert earlier.evaluate("button => button === document.activeElement")


def test_the_focus_goes_to_the_heading_when_a_meeting_is_deleted(visit):
    page = visit()
    meeting = recall(page).locator("details.meeting").filter(has_text=ACME)
    meeting.locator("summary").click()

    meeting.get_by_role("button", name="Delete the meeting").click()
    meeting.wait_for(state="detached")

    page.locator("#recall-meetings:focus").wait_for()


def test_more_options_can_be_seen_when_they_come(visit):
    page = visit()
    form = opens_form(page)
    before = form.locator(".field").count()

    form.get_by_role("button", name="More options").click()
    form.get_by_role("button", name="Fewer options").wait_for()

    assert form.locator(".field").count() > before
    body, field = form.locator(".modal-body"), form.locator(".field").nth(before)
    assert field.bounding_box()["y"] < body.bounding_box()["y"] + body.bounding_box()["height"]


def test_a_refused_deed_is_told_above_the_conversation(visit):
    page = visit(width=390)
    books(page)
    page.get_by_role("button", name="Recall", exact=True).click()
    finish = recall(page).get_by_role("button", name="Finish")
    finish.evaluate("button => { button.form.elements.bot.value = 'nobody'; button.click() }")

    page.locator("#refused").get_by_text("That can't be done").wait_for()


def test_a_demo_that_has_ended_is_told_in_the_form_which_can_still_be_closed(visit, demo_process):
    page = visit()
    errors = []
    page.on("pageerror", lambda error: errors.append(error))
    form = opens_form(page)

    demo_process.terminate()
    form.get_by_text("The demo isn't responding.").wait_for()
    form.get_by_role("combobox", name="Meeting").press_sequentially("acme")
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")

    assert page.locator("#offline").is_visible()
    assert errors == []
