import pytest

from bot.sandbox.recall.meeting_links import NotAMeetingLink, platform_of, read_meeting_url
from tests.sandbox.recall.calls import ZOOM

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_X%40thread.v2/0?context=%7b%22Tid%22%3a%22t%22%2c%22Oid%22%3a%22o%22%7d"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (ZOOM, {"platform": "zoom", "meeting_id": "81234567890", "meeting_password": "AbC.1"}),
        ("https://zoom.us/my/jane.doe", {"platform": "zoom", "meeting_id": "jane.doe", "meeting_password": None}),
        ("https://meet.google.com/ABC-defg-hij?authuser=1", {"platform": "google_meet", "meeting_id": "abc-defg-hij"}),
        (
            "https://acme.webex.com/acme/j.php?MTID=m01",
            {"platform": "webex", "meeting_subdomain": "acme", "meeting_mtid": "m01", "meeting_path": "acme"},
        ),
        (
            "https://acme.webex.com/meet/jane",
            {"platform": "webex", "meeting_subdomain": "acme", "meeting_personal_room_id": "jane"},
        ),
        ("https://meet.goto.com/680504437", {"platform": "goto_meeting", "meeting_id": "680504437"}),
        ("https://app.goto.com/meeting/680504437", {"platform": "goto_meeting", "meeting_id": "680504437"}),
        (
            "https://acme.zoom-x.de/wc/65111122233/join?pwd=A.1",
            {"platform": "zoom", "meeting_id": "65111122233", "meeting_password": "A.1"},
        ),
        (
            "https://zoom.us/j/81234567890?uname=J.Doe&pwd=A.1",
            {"platform": "zoom", "meeting_id": "81234567890", "meeting_password": None},
        ),
    ],
)
def test_a_link_is_told_as_the_platform_sees_it(url: str, told: dict[str, str | None]):
    assert read_meeting_url(url) == told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (TEAMS, {"thread_id": "19:meeting_X@thread.v2", "message_id": "0", "tenant_id": "t", "organizer_id": "o"}),
        (
            TEAMS.replace("teams.microsoft.com", "gov.teams.microsoft.us"),
            {"thread_id": "19:meeting_X@thread.v2", "message_id": "0", "tenant_id": "t", "organizer_id": "o"},
        ),
        (
            "https://teams.microsoft.com/meet/2234567890123?p=Q",
            {"business_meeting_id": "2234567890123", "business_meeting_password": "Q"},
        ),
        ("https://teams.live.com/meet/9312345678901?p=Q", {"meeting_id": "9312345678901", "meeting_password": "Q"}),
    ],
)
def test_a_teams_link_fills_the_fields_of_its_kind(url: str, told: dict[str, str]):
    fields = read_meeting_url(url)

    assert {name: value for name, value in fields.items() if value and name != "platform"} == told
    assert len(fields) == 9


@pytest.mark.parametrize(
    "url",
    [
        "",
        "zoom.us/j/81234567890",
        "ftp://zoom.us/j/81234567890",
        "https://evil-zoom.us/j/81234567890",
        "https://zoom.us.example.com/j/81234567890",
        "https://zoomgov.com/j/81234567890",
        "https://zoom.us/j/81234567890%3E",
        "https://meet.google.com/_meet/abc-defg-hij",
        "https://teams.cloud.microsoft/meet/2234567890123?p=Q",
        "https://gov.teams.microsoft.us/meet/2234567890123?p=Q",
        "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fmeet%2F2234567890123",
        "https://teams.microsoft.com/v2/?meetingjoin=true#/l/meetup-join/19:meeting_X@thread.v2/0",
        "https://zoom.us/j/12",
        "https://meet.google.com/lookup/team",
        "https://acme.webex.com/acme/j.php",
        "https://example.com/abc-defg-hij",
        "https://[broken",
    ],
)
def test_no_bot_can_join_anything_else(url: str):
    with pytest.raises(NotAMeetingLink):
        read_meeting_url(url)

    assert platform_of(url) is None
