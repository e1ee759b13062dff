"""The whole story in a browser, from the command to the finished recording."""

import re

import pytest

from tests.browser.acting import ACME, books, card, opens_form, opens_thread, picks_acme, recall

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# What is picked reaches the server half a second late.
LATE_PICK = """() => {
  const send = window.fetch;
  window.fetch = async (address, options) => {
    if (String(address).startsWith("/do/pick")) await new Promise((go) => setTimeout(go, 500));
    return send(address, options);
  };
}"""


def test_from_the_command_to_the_finished_recording(visit):
    page = visit()

    booked = books(page)
    assert "Bot name: Acme notes" in booked.inner_text()
    assert not page.get_by_role("dialog").is_visible()

    recall(page).get_by_role("button", name="Wait in the lobby").click()
    card(page, "Waiting in the lobby.")
    recall(page).get_by_role("button", name="Record").click()
    card(page, "Recording.")
    recall(page).get_by_role("button", name="Finish").click()
    ready = card(page, "Recording ready · ")
    ready.get_by_role("button", name="Watch recording").click()
    page.get_by_text("Only visible to you").wait_for()
    assert page.get_by_role("link", name="Watch recording").get_attribute("href").startswith("http")


def test_a_transcript_is_read_page_by_page(visit):
    page = visit()
    books(page)
    recall(page).get_by_role("button", name="Record").click()
    card(page, "Recording.")
    recall(page).get_by_role("button", name="Finish").click()
    card(page, "Recording ready · ").get_by_role("button", name="Transcript").click()
    transcript = page.get_by_role("dialog", name="Transcript")

    transcript.get_by_text("Page 1 of 2").wait_for()
    transcript.get_by_text("Good morning, Priya.").wait_for()
    transcript.get_by_role("button", name="Next page").first.click()
    transcript.get_by_text("Page 2 of 2").wait_for()
    transcript.get_by_text("Talk on Friday.").wait_for()
    transcript.get_by_role("button", name="Previous page").last.click()

    transcript.get_by_text("Page 1 of 2").wait_for()


def test_a_moved_meeting_moves_on_the_card_and_in_the_thread(visit):
    page = visit()
    books(page)

    meeting = recall(page).locator("details.meeting").filter(has_text=ACME)
    meeting.locator("summary").click()
    meeting.get_by_role("button", name="+30 min").click()

    card(page, "at 10:30 · Zoom")
    opens_thread(page).get_by_text("The meeting was moved to").wait_for()


def test_a_refusal_is_explained_and_trying_again_books(visit):
    page = visit()
    recall(page).get_by_role("button", name="402").click()
    form = opens_form(page)
    picks_acme(form)
    form.get_by_role("button", name="Schedule", exact=True).click()

    failed = card(page, "Failed.")
    failed.get_by_role("button", name="Try again", exact=True).click()

    card(page, "Scheduled.")


def test_an_edit_changes_the_card(visit):
    page = visit()
    booked = books(page)

    booked.get_by_role("button", name="Edit").click()
    form = page.get_by_role("dialog", name="Edit the bot")
    form.get_by_label("Bot name").fill("Notes of the renewal")
    form.get_by_role("button", name="Save").click()

    card(page, "Bot name: Notes of the renewal")


def test_cancelling_asks_first(visit):
    page = visit()
    booked = books(page)

    booked.get_by_role("button", name="Cancel bot").click()
    page.get_by_role("dialog", name="Cancel the bot?").get_by_role("button", name="Keep it").click()
    booked.get_by_role("button", name="Cancel bot").click()
    page.get_by_role("dialog", name="Cancel the bot?").get_by_role("button", name="Cancel bot").click()

    card(page, "Canceled.")


def test_the_menu_of_a_message_has_the_shortcut(visit):
    page = visit()
    shared = page.locator("#main .message").filter(has_text="Click here to join the meeting")

    shared.hover()
    shared.locator("summary").click()
    shared.get_by_role("button", name="Schedule a recording bot").click()

    form = page.get_by_role("dialog", name="Schedule a bot")
    form.locator("input[value*='Design review: booking form']").wait_for()


def test_two_tabs_are_two_people_with_two_time_zones(visit):
    mayas, jonas = visit("?as=U0MAYA"), visit("?as=U0JONAS")

    books(mayas)

    assert "at 10:00" in card(mayas, "Scheduled.").inner_text()
    assert "at 16:00" in card(jonas, "Scheduled.").inner_text()
    assert not jonas.get_by_role("dialog").is_visible()


def test_a_browser_that_is_closed_in_the_middle_of_a_form_finds_it_as_it_was(visit):
    first = visit()
    form = opens_form(first)
    form.get_by_label("Bot name").fill("Half a name")
    first.wait_for_timeout(600)  # longer than the page waits for another key
    first.context.close()

    form = visit().get_by_role("dialog", name="Schedule a bot")

    assert form.get_by_label("Bot name").input_value() == "Half a name"


def test_the_keyboard_is_enough(visit):
    page = visit()
    page.get_by_label("Message to #sales").focus()

    page.keyboard.type("/recall-schedule")
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Schedule a bot").wait_for()
    page.keyboard.type("acme")
    page.get_by_role("option", name=ACME, selected=True).wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Meeting").and_(page.locator(f"[value*='{ACME}']")).wait_for()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option", name="Product stand-up").first.wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog", name="Schedule a bot").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")

    page.locator("#words:focus").wait_for()


def test_a_list_that_is_open_stays_open_while_the_form_changes_around_it(visit):
    page = visit()
    form = opens_form(page)
    page.evaluate(LATE_PICK)
    picks_acme(form)
    page.keyboard.press("ArrowDown")
    option = page.get_by_role("option", name="Product stand-up").first
    option.wait_for()

    form.locator(".modal-body .context").first.wait_for()

    assert option.is_visible()


def test_a_field_that_is_wrong_gets_the_focus(visit):
    page = visit()
    form = opens_form(page)
    name = form.get_by_label("Bot name")
    picks_acme(form)

    name.fill("")
    form.get_by_role("button", name="Schedule", exact=True).click()

    form.get_by_text("Please complete this required field.").wait_for()
    form.locator("[aria-invalid=true]:focus").wait_for()


def test_nothing_is_fetched_from_elsewhere(visit, demo):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.reload()
    opens_form(page)

    assert asked
    assert [address for address in asked if not re.match(re.escape(demo) + "/", address)] == []


def test_the_story_ends_with_a_summary_that_answers_questions(visit):
    page = visit()
    books(page)
    recall(page).get_by_role("button", name="Record").click()
    card(page, "Recording.")
    recall(page).get_by_role("button", name="Finish").click()
    card(page, "Recording ready · ")

    thread = opens_thread(page)
    thread.get_by_text("Acme renews with us on the enterprise plan").wait_for()
    thread.get_by_text("Send the list of invoices since September today – Maya Lindqvist").wait_for()
    thread.get_by_role("button", name="Full summary").click()
    summary = page.get_by_role("dialog", name="Summary")
    summary.get_by_text("- [ ] Propose two dates for the training in January (Maya Lindqvist)").wait_for()
    summary.get_by_role("button", name="Ask about this meeting").click()
    question = page.get_by_role("dialog", name="Ask about this meeting")
    question.get_by_label("Your question").fill("What did Priya say about the outage?")
    question.get_by_role("button", name="Ask", exact=True).click()

    question.get_by_text("The outage in May hurt.").first.wait_for()
    question.get_by_text("From the transcript", exact=True).wait_for()
