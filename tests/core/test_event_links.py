import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.event_links import MAX_KEYS, event_link_keys

ZOOM = "https://acme.zoom.us/j/81234567890?pwd=secret"
ZOOM_KEY = "zoom:81234567890"


@pytest.mark.parametrize(
    "raw",
    [
        {"conferenceData": {"entryPoints": [{"entryPointType": "video", "uri": ZOOM}]}},
        {"hangoutLink": ZOOM},
        {"onlineMeeting": {"joinUrl": ZOOM}},
        {"onlineMeetingUrl": ZOOM},
        {"location": f"{ZOOM}, Room 4"},
        {"location": "acme.zoom.us/j/81234567890"},
        {"location": {"displayName": f"Zoom; {ZOOM}"}},
        {"locations": [{"displayName": ZOOM}]},
        {"description": f'<a href="{ZOOM.replace("?", "?a=1&amp;")}">Join</a>'},
        {"description": "<p>https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fj%2F81234567890&amp;sa=D</p>"},
        {"body": {"contentType": "html", "content": f"<div>{ZOOM}&nbsp;Passcode</div>"}},
        {"bodyPreview": f"Join: {ZOOM}\r\n"},
    ],
)
def test_a_link_is_found_wherever_a_calendar_puts_it(raw: object) -> None:
    assert event_link_keys(None, raw) == (ZOOM_KEY,)


def test_the_meeting_url_comes_first_and_nothing_comes_twice() -> None:
    raw = {
        "hangoutLink": "https://meet.google.com/abc-defg-hij",
        "description": f"{ZOOM} https://teams.microsoft.com/meet/2234567890123",
    }

    keys = event_link_keys("https://zoom.us/j/81234567890", raw)

    assert keys == (ZOOM_KEY, "meet:abc-defg-hij", "teams-meet:2234567890123")


def test_a_meeting_url_of_no_known_platform_has_a_key_as_well() -> None:
    assert event_link_keys("https://calls.example.com/Room", {}) == ("other:calls.example.com/room",)


@pytest.mark.parametrize(
    "meeting_url",
    ["http://zoom.us/j/81234567890", "https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fj%2F81234567890"],
)
def test_a_meeting_url_is_cleaned_before_its_key_is_read(meeting_url: str) -> None:
    assert event_link_keys(meeting_url, None) == (ZOOM_KEY,)


def test_links_to_documents_are_not_kept() -> None:
    assert event_link_keys(None, {"description": "https://docs.example.com/plan", "summary": ZOOM}) == ()


def test_a_link_at_the_end_of_a_cut_preview_is_not_trusted() -> None:
    preview = f"{'x' * 226} https://zoom.us/j/81234567890"[:255]

    assert preview.endswith("/j/8123456789")
    assert event_link_keys(None, {"bodyPreview": preview}) == ()


def test_an_event_full_of_links_keeps_only_some_keys() -> None:
    description = " ".join(f"https://zoom.us/j/{number}" for number in range(800000000, 800000100))

    assert len(event_link_keys(ZOOM, {"description": description})) == MAX_KEYS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(ZOOM),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["location", "body", "conferenceData", "bodyPreview", "x"]), inner, max_size=4
        )
    ),
    max_leaves=15,
)


@given(json_values, json_values)
def test_no_shape_is_too_odd_to_be_read(meeting_url: object, raw: object) -> None:
    assert set(event_link_keys(None, raw)) <= {ZOOM_KEY}
    assert len(event_link_keys(meeting_url, raw)) <= 2
