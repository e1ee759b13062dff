"""What a person does on the page, by what they can see and name."""

from typing import Any

ACME = "Acme renewal: pricing call"


def writes(page: Any, words: str) -> None:
    page.get_by_label("Message to #sales").fill(words)
    page.keyboard.press("Enter")


def opens_form(page: Any, words: str = "") -> Any:
    writes(page, f"/recall-schedule {words}".strip())
    form = page.get_by_role("dialog", name="Schedule a bot")
    form.wait_for()
    return form


def picks_acme(form: Any) -> None:
    picker = form.get_by_role("combobox", name="Meeting")
    picker.press_sequentially("acme", delay=30)
    form.get_by_role("option", name=ACME).click()


def books(page: Any, bot_name: str = "Acme notes") -> Any:
    """The card, once it says so."""
    form = opens_form(page)
    picks_acme(form)
    form.get_by_label("Bot name").fill(bot_name)
    form.get_by_role("button", name="Schedule", exact=True).click()
    return card(page, "Scheduled.")


def card(page: Any, words: str) -> Any:
    found = page.locator("#main .message").filter(has_text=words).last
    found.wait_for()
    return found


def recall(page: Any) -> Any:
    return page.get_by_role("complementary", name="Recall’s side")


def turns_on_a_rule(page: Any) -> None:
    """For what she hosts and for external people, with the plan of the day at eight."""
    writes(page, "/recall-schedule rules")
    rules = page.get_by_role("dialog", name="Rules")
    rules.get_by_label("Meetings I host").check()
    rules.get_by_label("Meetings with external people").check()
    rules.get_by_label("Send me the plan for the day at").fill("08:00")
    rules.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("dialog", name="Preview")
    preview.get_by_text("Globex: weekly check-in").wait_for()
    preview.get_by_role("button", name="Turn on").click()
    page.get_by_text("Your rule is on:").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def reads_plan(page: Any) -> Any:
    """The plan of the next morning."""
    recall(page).get_by_role("button", name="Next morning").click()
    page.get_by_role("link", name="Messages").click()
    plan = page.locator("#main .message").filter(has_text="Your plan for today")
    plan.wait_for()
    return plan


def opens_thread(page: Any) -> Any:
    card(page, ACME).get_by_role("link", name="repl").click()
    return page.get_by_role("complementary", name="Thread")
