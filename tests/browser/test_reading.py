"""How what is written looks: what the page draws is read as Slack would show it."""

import pytest

from tests.browser.acting import writes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_help_is_read_line_by_line(visit):
    page = visit()

    writes(page, "/recall-schedule help")
    answer = page.locator("#main .message.ephemeral")
    answer.wait_for()

    words = answer.locator(".block").inner_text()
    assert words.count("/recall-schedule") > 3
    assert words.count("/recall-schedule") == words.count("\n• /recall-schedule")
