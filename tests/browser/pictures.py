"""`make pictures`: the README's pictures, taken from the demo by the same browser that tests it."""

import subprocess
import sys
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.acting import ACME, books, card, opens_form, opens_thread, reads_plan, recall, turns_on_a_rule
from tests.browser.conftest import CHECKOUT, FLAGS, chromium

PICTURES = CHECKOUT / "docs" / "pictures"
EDGE = 4  # pixels of what is around


def take_pictures() -> int:
    path = chromium()
    if path is None:
        print("No Chromium here: apt-get install chromium, or set CHROMIUM to where it is.", file=sys.stderr)  # noqa: T201
        return 2
    PICTURES.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bot", "demo"]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as demo, sync_playwright() as play:
        try:
            assert demo.stdout is not None
            address = next(word for word in demo.stdout.readline().split() if word.startswith("http://"))
            browser = play.chromium.launch(executable_path=path, args=list(FLAGS))
            size = {"width": 1280, "height": 800}
            _story(browser.new_page(viewport=size, reduced_motion="reduce", color_scheme="light"), address)
            browser.close()
        finally:
            demo.terminate()
    return 0


def _story(page: Any, address: str) -> None:
    page.goto(address)
    form = opens_form(page)
    form.get_by_role("combobox", name="Meeting").press_sequentially("acme", delay=30)
    form.get_by_role("option", name=ACME).wait_for()
    page.screenshot(path=PICTURES / "form.png")
    page.keyboard.press("Escape")  # the list
    page.keyboard.press("Escape")  # the form
    page.get_by_role("dialog").wait_for(state="hidden")
    _around(page, books(page), "card.png")
    page.goto(f"{address}/?in=home")
    page.locator("#main").get_by_role("button", name="Schedule a bot").first.wait_for()
    page.screenshot(path=PICTURES / "home.png")
    page.goto(address)
    recall(page).get_by_role("button", name="Record").click()
    card(page, "Recording.")
    page.get_by_role("link", name="1 reply").wait_for()
    recall(page).get_by_role("button", name="Finish").click()
    card(page, "Recording ready · ")
    thread = opens_thread(page)
    thread.get_by_role("button", name="Full summary").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / "thread.png")
    page.goto(address)
    turns_on_a_rule(page)
    plan = reads_plan(page)
    line = plan.locator(".section").filter(has_text="Quarterly planning")
    line.get_by_role("button", name="Don't record").click()
    plan.get_by_text("Won't be recorded (1)").wait_for()
    _around(page, plan, "plan.png")


def _around(page: Any, element: Any, name: str) -> None:
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(5, 5)
    box = element.bounding_box()
    clip = {"x": box["x"], "y": box["y"] - EDGE, "width": box["width"], "height": box["height"] + 2 * EDGE}
    page.screenshot(path=PICTURES / name, clip=clip)


if __name__ == "__main__":
    sys.exit(take_pictures())
