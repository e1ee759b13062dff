"""No meaning by an emoji or a color alone: the words of the product say all of it."""

import re
import unicodedata

from tests.sentences import sentences

SHORTCODE = re.compile(r"(?<![\w:]):[a-z0-9_+-]+:(?![\w:])")
PAGES = ("bot/sandbox/",)  # their signs are hidden from screen readers, as the page's own tests see


def has_emoji(text: str) -> bool:
    return any(unicodedata.category(each) == "So" for each in text) or bool(SHORTCODE.search(text))


def test_no_sentence_that_goes_to_slack_speaks_by_an_emoji():
    found = [each for each in sentences() if not each.file.startswith(PAGES) and has_emoji(each.text)]

    assert [f"{each.file}:{each.line} {each.text}" for each in found] == []


def test_an_emoji_would_be_seen():
    assert has_emoji("Done \u2705")
    assert has_emoji("Done :white_check_mark:")
    assert not has_emoji("at 10:30:00, see U0MAYA: done…")
