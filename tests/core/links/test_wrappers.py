import html
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.calendar_event import read_event_links
from bot.core.links.https_url import MAX_URL_LENGTH
from bot.core.links.meeting_link import link_key
from bot.core.links.redirects import MAX_ROUNDS, is_shortened, join_form
from bot.core.links.slack_message import find_links_in_text
from tests.core.links.wrapping import WRAPPERS, in_proofpoint_3

ZOOM = "https://acme.zoom.us/j/81110000001?pwd=Aa1_Bb-2.1"
TEAMS = (
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Zm_9-x%40thread.v2/0"
    "?context=%7b%22Tid%22%3a%22t1%22%2c%22Oid%22%3a%22o1%22%7d"
)
MEET = "https://meet.google.com/abc-defg-hij?authuser=0"
WEBEX = "https://acme.webex.com/acme/j.php?MTID=m0123abcdef4567"
LINKS = (ZOOM, TEAMS, MEET, WEBEX)


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("name", WRAPPERS)
def test_a_link_comes_out_of_its_wrapper_as_it_went_in(name: str, link: str) -> None:
    assert join_form(WRAPPERS[name](link)) == link


@pytest.mark.parametrize("text", ["see {}.", "<{}|Join>", "({})", '<a href="{}">Join</a>', "**{}**", "[Join]({})"])
@pytest.mark.parametrize("name", WRAPPERS)
def test_it_is_found_so_in_any_text(name: str, text: str) -> None:
    words = text.format(html.escape(WRAPPERS[name](ZOOM)))

    assert [link.url for link in find_links_in_text(words)] == [ZOOM]
    assert read_event_links(None, {"description": words}).join_url == ZOOM


@given(st.sampled_from(LINKS), st.lists(st.sampled_from(sorted(WRAPPERS)), max_size=3))
def test_a_wrapper_in_a_wrapper_is_opened_and_no_wrapping_changes_the_key(link: str, names: list[str]) -> None:
    url = link
    for name in names:
        url = WRAPPERS[name](url)

    if len(url) <= MAX_URL_LENGTH:
        assert join_form(url) == link
        assert link_key(url) == link_key(link)


def test_wrappers_are_opened_so_deep_and_no_deeper() -> None:
    url = ZOOM
    for _ in range(MAX_ROUNDS + 1):
        url = f"https://slack-redir.net/link?url={url}"

    assert join_form(url) == url


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://urldefense.com/v3/__https://a.test/x*2By*20z__;JSU!!A!b$", "https://a.test/x%2By%20z"),
        ("https://urldefense.com/v3/__https://a.test/x**Ay**Cz__;KysrKysr!!A!b$", "https://a.test/x++y++++z"),
        ("https://urldefense.us/v3/__http:/a.test/x__;!!A!b$", "https://a.test/x"),
        ("https://urldefense.com/v3/__https://a.test/x__;", "https://a.test/x"),
        (
            "https://urldefense.proofpoint.com/v2/url?d=1&u=http-3A__a.test_x-5Fy-3Fz-3D-252B",
            "https://a.test/x_y?z=%2B",
        ),
    ],
)
def test_proofpoints_letters_are_put_back(url: str, link: str) -> None:
    assert join_form(url) == link


@given(st.text(alphabet="ab%+*_~!$,;@é😀", max_size=80))
def test_whatever_the_stars_stand_for_comes_back(tail: str) -> None:
    link = f"https://zoom.us/j/81110000001?pwd=x{tail}x"

    opened = join_form(in_proofpoint_3(link))

    assert opened == quote(link, safe="!#$%&'()*+,/:;=?@[]~")


@pytest.mark.parametrize(
    "url",
    [
        "https://urldefense.com/v3/__https://zoom.us/j/8*0000001__;!!A!b$",
        "https://urldefense.com/v3/__https://zoom.us/j/8**_0000001__;KysrKysr!!A!b$",
        "https://urldefense.com/v3/__zoom__;!!A!b$",
        "https://secure-web.cisco.com/1aBcDeFg",
        "https://protect.checkpoint.com/v2/___zoom___.abc",
        "https://eu-west-1.protection.sophos.com/?u=%00%01",
        "https://url.emailprotection.link/?b=abc",
        "https://protect-eu.mimecast.com/s/AbCd?domain=zoom.us",
        "https://url.uk.m.mimecastprotect.com/s/AbCd",
        "https://shared.outlook.inky.com/link?domain=zoom.us&t=abc",
    ],
)
def test_a_wrapper_that_only_its_owner_can_open_does_not_say_where_it_leads(url: str) -> None:
    assert join_form(url) == url
    assert is_shortened(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/search?q=https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https://www.google.com/url?q=zoom",
        "https://www.google.com/url",
        "https://www.google.com/url?q=javascript%3Aalert(1",
        "https://safelinks.protection.outlook.com.evil.test/?url=https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https://evil.test/v3/__https://zoom.us/j/81234567890__;!!A!b$",
        "https://evil.test/?url=https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https://zoom.us.mcas.ms.evil.test/j/81234567890",
        "nothing of the kind",
    ],
)
def test_anything_else_stays_as_it_is(url: str) -> None:
    assert join_form(url) == url
    assert not is_shortened(url)


@given(st.text(max_size=200), st.sampled_from([name for name in sorted(WRAPPERS) if name != "Defender's proxy"]))
def test_no_wrapped_text_is_too_odd_to_be_read(text: str, name: str) -> None:
    opened = join_form(WRAPPERS[name](text))

    assert join_form(opened) == opened
