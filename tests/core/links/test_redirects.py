from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.redirects import MAX_UNWRAP_ROUNDS, is_shortened, unwrap_link

ZOOM = "https://zoom.us/j/81234567890?pwd=a.1&uname=x"
SAFE_LINK = "https://nam02.safelinks.protection.outlook.com/?url={}&data=05%7C01&reserved=0"
GOOGLE = "https://www.google.com/url?q={}&sa=D&source=calendar"


@pytest.mark.parametrize(
    "url",
    [
        SAFE_LINK.format(quote(ZOOM, safe="")),
        GOOGLE.format(quote(ZOOM, safe="")),
        GOOGLE.replace("q=", "sa=D&url=").format(quote(ZOOM, safe="")),
        SAFE_LINK.replace("?url", "?Url").format(quote(ZOOM.replace("https", "http"), safe="")),
    ],
)
def test_a_wrapped_link_is_opened(url: str) -> None:
    assert unwrap_link(url) == ZOOM


@pytest.mark.parametrize(
    "url",
    [
        ZOOM,
        "https://www.google.com/search?q=https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "https://www.google.com/url?q=zoom",
        "https://www.google.com/url",
        "https://www.google.com/url?q=javascript%3Aalert(1)",
        "https://safelinks.protection.outlook.com.evil.test/?url=https%3A%2F%2Fzoom.us%2Fj%2F81234567890",
        "nothing of the kind",
    ],
)
def test_anything_else_stays_as_it_is(url: str) -> None:
    assert unwrap_link(url) == url


@given(st.lists(st.sampled_from([SAFE_LINK, GOOGLE]), max_size=4))
def test_only_so_many_wrappers_are_opened(wrappers: list[str]) -> None:
    url = ZOOM
    for wrapper in wrappers:
        url = wrapper.format(quote(url, safe=""))

    assert (unwrap_link(url) == ZOOM) == (len(wrappers) <= MAX_UNWRAP_ROUNDS)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://bit.ly/3abc", True),
        ("https://www.tinyurl.com/abc", True),
        ("https://T.co/abc", True),
        ("https://zpr.io/abc", True),
        ("https://goo.gl/abc", True),
        ("https://bit.ly/", False),
        ("https://bit.ly", False),
        ("https://not-bit.ly/abc", False),
        ("https://aka.ms/JoinTeamsMeeting", False),
        (ZOOM, False),
        ("bit.ly/3abc", False),
    ],
)
def test_a_shortener_is_recognised(url: str, expected: bool) -> None:
    assert is_shortened(url) is expected
