"""Look at the page on a phone and on a desk: nothing is cut off, and nothing scrolls within what scrolls."""

import pytest

from tests.browser.acting import books, card, opens_form, recall
from tests.browser.test_accessibility import assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

# An element that is cut off, wider than the window, or a scroller in another.
FIND_FAULTS = """() => {
  const faults = [];
  const scrolls = (e) =>
    ["auto", "scroll"].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1;
  const isInScroller = (e) => e.parentElement && (scrolls(e.parentElement) || isInScroller(e.parentElement));
  for (const e of document.querySelectorAll("body *")) {
    const box = e.getBoundingClientRect();
    if (!e.checkVisibility() || !box.width || !box.height) continue;
    const name = `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`;
    const isCut = getComputedStyle(e).textOverflow === "ellipsis" && e.scrollWidth > e.clientWidth;
    if (isCut) faults.push(`cut off: ${name}`);
    if (box.right > innerWidth + 1 && box.left < innerWidth) faults.push(`too wide: ${name}`);
    if (e.tagName !== "TEXTAREA" && scrolls(e) && isInScroller(e)) faults.push(`scrolls twice: ${name}`);
  }
  if (document.documentElement.scrollHeight > innerHeight + 1) faults.push("the page itself scrolls");
  return faults;
}"""


@pytest.fixture(params=[390, 1280])
def page(visit, request):
    return visit(width=request.param)


def assert_tidy(page):
    assert page.evaluate(FIND_FAULTS) == []


def test_every_state_of_the_story_is_whole(page):
    assert_tidy(page)
    form = opens_form(page)
    assert_tidy(page)
    form.get_by_role("combobox", name="Meeting").click()
    form.get_by_role("option").nth(5).wait_for()
    assert_tidy(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    books(page)
    assert_tidy(page)
    page.get_by_role("link", name="2 replies").click()
    page.get_by_role("complementary", name="Thread").wait_for()
    assert_tidy(page)


def test_behind_the_scenes_is_whole_with_everything_open(page):
    books(page)
    if page.viewport_size["width"] < 1000:
        page.get_by_role("button", name="Recall", exact=True).click()
    recall(page).get_by_text("API calls and webhooks").click()
    recall(page).get_by_text("Design review: booking form").click()
    assert_tidy(page)

    assert_accessible(page)


def test_home_and_the_channels_are_whole(visit):
    page = visit("?in=home", width=390)
    page.get_by_role("button", name="Schedule a bot").first.wait_for()
    assert_tidy(page)

    page.get_by_role("button", name="Channels").click()
    assert_tidy(page)


def test_the_recording_can_be_played(visit):
    page = visit()
    books(page)
    recall(page).get_by_role("button", name="Record").click()
    recall(page).get_by_role("button", name="Finish").click()
    card(page, "Recording ready · ").get_by_role("button", name="Watch recording").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Watch recording").click()
    player = opened.value
    player.get_by_role("heading", name="Acme renewal: pricing call").wait_for()

    player.evaluate("document.querySelector('audio').muted = true; document.querySelector('audio').play()")
    player.locator("li.speaks").wait_for()

    assert_accessible(player)
