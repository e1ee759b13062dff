import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.calendar_event import MAX_KEYS, EventLinks, read_event_links

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
    assert read_event_links(None, raw).keys == (ZOOM_KEY,)


def test_the_meeting_url_comes_first_and_nothing_comes_twice() -> None:
    raw = {"location": "https://zoom.us/my/jane.doe", "description": f"{ZOOM} https://zoom.us/my/jane.doe"}

    assert read_event_links("https://zoom.us/j/81234567890", raw).keys == (ZOOM_KEY, "zoom-my:zoom.us:jane.doe")


TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0"
WEBEX = "https://acme.webex.com/acme/j.php?MTID=m0123abcd"


@pytest.mark.parametrize(
    ("meeting_url", "link", "is_kept"),
    [
        (TEAMS, "https://teams.microsoft.com/meet/2234567890123", True),
        (WEBEX, "https://acme.webex.com/meet/jane", True),
        (ZOOM, "https://zoom.us/j/91234567890", False),
        (ZOOM, "https://meet.google.com/abc-defg-hij", False),
        (TEAMS, ZOOM, False),
        (WEBEX, "https://acme.webex.com/acme/j.php?MTID=m4567abcd", False),
        ("https://calls.example.com/room", ZOOM, False),
    ],
)
def test_another_form_of_the_link_is_kept_and_another_room_is_only_mentioned(
    meeting_url: str, link: str, is_kept: bool
) -> None:
    assert (len(read_event_links(meeting_url, {"description": link}).keys) == 2) is is_kept


def test_without_a_meeting_url_the_first_link_takes_its_place() -> None:
    raw = {"description": f"{ZOOM} or {TEAMS}", "location": "https://zoom.us/my/jane.doe"}

    assert read_event_links(None, raw).keys == ("zoom-my:zoom.us:jane.doe", ZOOM_KEY)


def test_a_meeting_url_of_no_known_platform_has_a_key_as_well() -> None:
    assert read_event_links("https://calls.example.com/Room", {}).keys == ("other:calls.example.com/room",)


@pytest.mark.parametrize(
    "meeting_url",
    ["http://zoom.us/j/81234567890", "https://www.google.com/url?q=https%3A%2F%2Fzoom.us%2Fj%2F81234567890"],
)
def test_a_meeting_url_is_cleaned_before_its_key_is_read(meeting_url: str) -> None:
    assert read_event_links(meeting_url, None).keys == (ZOOM_KEY,)


def test_links_to_documents_are_not_kept() -> None:
    assert read_event_links(None, {"description": "https://docs.example.com/plan", "summary": ZOOM}).keys == ()


def test_a_link_at_the_end_of_a_cut_preview_is_not_trusted() -> None:
    preview = f"{'x' * 226} https://zoom.us/j/81234567890"[:255]

    assert preview.endswith("/j/8123456789")
    assert read_event_links(None, {"bodyPreview": preview}).keys == ()


def test_of_an_event_full_of_links_its_own_and_those_of_its_conference_are_kept() -> None:
    numbers = range(2234567890000, 2234567890100)
    raw = {
        "description": " ".join(f"https://teams.microsoft.com/meet/{number}" for number in numbers),
        "conferenceData": {"entryPoints": [{"uri": "https://teams.microsoft.com/meet/9312345678901"}]},
    }

    keys = read_event_links(TEAMS, raw).keys

    assert keys[:2] == ("teams:19:meeting_A@thread.v2", "teams-meet:9312345678901")
    assert len(keys) == MAX_KEYS


BARE = "https://acme.zoom.us/j/81234567890"


@pytest.mark.parametrize(
    ("meeting_url", "raw", "join_url"),
    [
        (BARE, {"description": f"Join: {ZOOM}"}, ZOOM),
        (BARE, {"description": f"Join: {BARE}"}, None),
        (BARE, {"description": ZOOM.replace("812", "912")}, None),
        (ZOOM, {"description": ZOOM.replace("secret", "other")}, None),
        (ZOOM, {}, None),
        ("http://acme.zoom.us/j/81234567890", {}, None),
        (f"{ZOOM}%3E", {}, ZOOM),
        ("https://meet.google.com/_meet/abc-defg-hij", {}, "https://meet.google.com/abc-defg-hij"),
        ("https://calls.example.com/room%3E", {}, None),
        (None, {"location": BARE, "description": ZOOM}, ZOOM),
        (None, {"location": f"{BARE} {TEAMS}"}, BARE),
        ("", {"location": BARE}, BARE),
        (None, {"location": "Room 4"}, None),
        (None, {"location": "https://acme.zoomgov.com/j/1612345678"}, None),
    ],
)
def test_a_bot_joins_by_the_link_with_the_passcode(meeting_url: object, raw: object, join_url: str | None) -> None:
    assert read_event_links(meeting_url, raw).join_url == join_url


def test_a_meeting_without_bots_is_found_by_its_link_all_the_same() -> None:
    raw = {"location": "https://acme.zoomgov.com/j/1612345678"}

    assert read_event_links(None, raw) == EventLinks(keys=("zoomgov:1612345678",))


def test_what_would_let_someone_in_stays_out_of_logs() -> None:
    assert "secret" not in repr(read_event_links(BARE, {"description": ZOOM}))


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
    assert set(read_event_links(None, raw).keys) <= {ZOOM_KEY}
    assert len(read_event_links(meeting_url, raw).keys) <= 2
