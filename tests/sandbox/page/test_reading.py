"""Read the page before anyone does anything, as each person."""

import re

import pytest

from bot.sandbox.page.markup import render_mrkdwn
from bot.sandbox.page.regions import FOLDER


async def test_an_address_that_says_nothing_is_maya_in_sales(page):
    text = await page.reads()

    assert "<title>#sales – Maya Lindqvist" in text
    assert "Acme has two new people on the call today. Can you have it recorded?" in text


@pytest.mark.parametrize("query", [{"as": "U0NOBODY"}, {"in": "C0NOWHERE"}, {"thread": "1.2"}, {"in": "C0HIRING"}])
async def test_an_address_that_is_wrong_is_maya_in_sales(page, query):
    assert "<title>#sales – Maya Lindqvist" in await page.reads(**query)


async def test_each_person_reads_times_in_their_own_zone(page):
    mayas, jonas = await page.reads(), await page.reads(**{"as": "U0JONAS"})

    assert "08:20 for Maya" in mayas
    assert "14:20 for Jonas" in jonas


async def test_a_private_channel_is_shown_to_its_members_only(page):
    assert "hiring" not in await page.reads()
    assert "hiring" in await page.reads(**{"as": "U0JONAS"})


async def test_a_thread_stands_beside_the_conversation(page):
    first = page.stage.slack.messages("C0SALES")[0]

    alone, beside = await page.reads(), await page.reads(thread=first.ts)

    assert "the link again:" not in alone
    assert "the link again:" in beside


async def test_what_one_has_not_read_yet_is_marked_as_new(page):
    await page.does("write", who="U0JONAS", place="C0PRODUCT", words="Something new")

    assert 'class="news"' in await page.reads()
    await page.reads(**{"in": "C0PRODUCT"})
    assert 'class="news"' not in await page.reads()


async def test_what_people_write_is_words_and_never_markup(page):
    await page.does("write", words="<script>alert(1)</script> *bold* <javascript:alert(2)|here>")

    text = await page.reads()
    assert "<script>alert" not in text
    assert "javascript:alert(2)" not in re.findall(r'href="([^"]*)"', text)


def test_a_block_of_code_keeps_its_lines_and_is_never_markup():
    shown = render_mrkdwn("```- [ ] one &lt;b&gt;\n- [ ] two *three*```", "UTC", {})

    assert shown == "<pre>- [ ] one &lt;b&gt;\n- [ ] two *three*</pre>"


async def test_nothing_on_the_page_comes_from_elsewhere(page):
    answer = await page.http.get("/")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text.partition("<body")[0])

    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    for address in loaded:
        assert (await page.http.get(address)).status_code == 200


async def test_every_script_and_style_sheet_is_small_and_of_ours():
    files = [*FOLDER.glob("static/*.js"), *FOLDER.glob("static/*.css")]

    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 250, file.name
        assert re.findall(r"""(?:import|url\(|from)\s*["']?https?:""", text) == [], file.name


async def test_recalls_side_shows_calendars_meetings_and_requests(page):
    text = await page.reads()

    for shown in ("maya@example.com: connected", "Acme renewal: pricing call", "/api/v2/calendar-events/"):
        assert shown in text
    assert "No bots yet." in text


async def test_a_browser_asks_each_time_whether_a_script_is_still_the_same(page):
    first = await page.http.get("/static/page.js")
    again = await page.http.get("/static/page.js", headers={"If-None-Match": first.headers["etag"]})

    assert [first.status_code, again.status_code] == [200, 304]
    assert {first.headers["cache-control"], again.headers["cache-control"]} == {"no-cache"}
