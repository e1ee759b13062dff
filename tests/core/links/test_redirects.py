import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.meeting_link import has_passcode, link_key, parse_known_link
from bot.core.links.redirects import is_shortened, join_form
from bot.core.links.slack_message import find_links_in_text

ZOOM = "https://zoom.us/j/81234567890?pwd=a.1&uname=x"
LINKS = (
    ZOOM,
    "https://zoom.us/j/81234567890",
    "https://meet.google.com/abc-defg-hij",
    "https://teams.microsoft.com/meet/2234567890123?p=Qw12Er",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%7d",
    "https://acme.webex.com/acme/j.php?MTID=m0123abcdef4567",
    "https://meet.goto.com/680504437",
)
DEBRIS = (
    "%3E", "%3e", "%3C", ">", "<", "&gt;", "%22", "%27", "%29", ")", "]", "%5D", ".", ",", ";", ":", "!", "?", "'", '"',
    "%20", "%0A", "%0d%0a", "%09", "%C2%A0", "%E2%80%8B", "%E2%80%9D", "%2C", "%3B", "`", "*", "|", "\\", "%3E%3Chttps://evil.test/",
    "<https://zoom.us/j/81234567890>", "%3Chttps://zoom.us/j/81234567890%3E",
)  # fmt: skip


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("debris", DEBRIS)
def test_what_a_linkifier_leaves_at_the_end_belongs_to_no_link(link: str, debris: str) -> None:
    if debris != "&gt;":
        assert join_form(link + debris) == link
    assert [found.url for found in find_links_in_text(link + debris)][:1] == [link]


@given(st.sampled_from(LINKS), st.lists(st.sampled_from([each for each in DEBRIS if each != "&gt;"]), max_size=4))
def test_debris_changes_neither_key_nor_passcode(link: str, pieces: list[str]) -> None:
    found = parse_known_link(link + "".join(pieces))

    assert found is not None
    assert (found.url, found.key, has_passcode(found.url)) == (link, link_key(link), has_passcode(link))


@given(st.text(max_size=60), st.sampled_from(["", "https://", "https://zoom.us/j/", "https://teams.microsoft.com/"]))
def test_a_link_that_joins_stays_as_it_is(text: str, beginning: str) -> None:
    once = join_form(beginning + text)

    assert join_form(once) == once
    assert link_key(once) == link_key(beginning + text)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bit.ly/3abc", True),
        ("https://www.tinyurl.com/abc", True),
        ("https://T.co/abc", True),
        ("https://zpr.io/abc", True),
        ("https://goo.gl/abc", True),
        ("https://g.co/meet/standup", True),
        ("https://bit.ly/", False),
        ("https://bit.ly", False),
        ("https://not-bit.ly/abc", False),
        ("https://aka.ms/JoinTeamsMeeting", False),
        ("https://www.mimecast.com/s/blog", False),
        (ZOOM, False),
        ("bit.ly/3abc", False),
    ],
)
def test_a_shortener_is_recognised(url: str, expected: bool) -> None:
    assert is_shortened(url) is expected
