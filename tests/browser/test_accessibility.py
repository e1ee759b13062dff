"""What axe-core finds wrong, on what people see, light and dark, wide and narrow: nothing."""

import pytest

from tests.browser.acting import ACME, books, card, opens_form, opens_thread, picks_acme, recall, writes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

LOOKS = (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390))


def assert_accessible(page):
    """In every look; the page is left as it was found."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    for scheme, width in (*LOOKS, LOOKS[0]):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = axe.Axe().run(page)
        assert found.violations_count == 0, f"{scheme}, {width} wide: {found.generate_report()}"


def test_a_conversation_the_form_and_its_picker(visit):
    page = visit()
    assert_accessible(page)

    form = opens_form(page)
    assert_accessible(page)

    form.get_by_role("combobox", name="Meeting").press_sequentially("sta", delay=30)
    form.get_by_role("option").first.wait_for()
    assert_accessible(page)


def test_a_card_its_question_and_its_thread(visit):
    page = visit()
    booked = books(page)
    booked.get_by_role("button", name="Cancel bot").click()
    assert_accessible(page)

    page.keyboard.press("Escape")
    recall(page).get_by_role("button", name="Record").click()
    recall(page).get_by_role("button", name="Finish").click()
    opens_thread(page).get_by_role("button", name="Watch recording").last.wait_for()
    assert_accessible(page)


def test_a_transcript_that_is_read_in_a_modal(visit):
    page = visit()
    books(page)
    recall(page).get_by_role("button", name="Record").click()
    card(page, "Recording.")
    recall(page).get_by_role("button", name="Finish").click()
    card(page, "Recording ready · ").get_by_role("button", name="Transcript").click()
    page.get_by_role("dialog", name="Transcript").get_by_text("Page 1 of 2").wait_for()

    assert_accessible(page)


def test_what_stands_in_the_way_a_refusal_a_list_and_help(visit):
    page = visit()
    books(page)
    form = opens_form(page)
    picks_acme(form)
    form.get_by_role("note", name="Warning").get_by_text("A bot is already scheduled.").wait_for()
    assert_accessible(page)

    page.keyboard.press("Escape")
    recall(page).get_by_role("button", name="402").click()
    writes(page, "/recall-schedule design review")
    form = page.get_by_role("dialog", name="Schedule a bot")
    form.get_by_role("button", name="Schedule", exact=True).click()
    card(page, "Failed.")
    writes(page, "/recall-schedule list")
    page.get_by_text("Your calendars").last.wait_for()
    writes(page, "/recall-schedule help")
    page.get_by_text("see this text").wait_for()
    writes(page, "/recall-schedule today")
    page.get_by_text("Your plan for today").last.wait_for()
    assert_accessible(page)


def test_home(visit):
    page = visit("?in=home")
    page.get_by_role("button", name="Schedule a bot").first.wait_for()
    page.get_by_role("button", name=f"Schedule a bot: {ACME}").wait_for()  # told from the others without being seen

    assert_accessible(page)


@pytest.mark.parametrize(
    ("button", "then"),
    [("Access tokens", "Create a token"), ("Admin", None), ("Set up a rule", None), ("Connect Outlook Calendar", None)],
)
def test_the_modals_of_home(visit, button, then):
    page = visit("?in=home")
    page.get_by_role("button", name=button).first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    if then:
        dialog.get_by_role("button", name=then).click()
        dialog.get_by_role("note", name="Warning").get_by_text("It won't be shown again.").wait_for()

    assert_accessible(page)


def test_a_narrow_window_shows_one_column_at_a_time(visit):
    page = visit(width=390)

    page.get_by_role("button", name="Recall", exact=True).click()
    assert recall(page).get_by_role("button", name="+10 min").is_visible()
    page.get_by_role("button", name="Channels").click()

    assert not recall(page).is_visible()
    assert page.get_by_role("link", name="App Home").is_visible()
