import json
from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.meeting_link import link_key, parse_known_link
from bot.core.links.redirects import join_form
from bot.sandbox.recall.meeting_links import read_meeting_url
from tests.core.links.wrapping import WRAPPERS

THREAD = "19%3ameeting_ZmFrZTEyMw%40thread.v2"
CONTEXT = "context=%7b%22Tid%22%3a%22t1%22%7d"
TEAMS_KEY = "teams:19:meeting_ZmFrZTEyMw@thread.v2"
ROUTE = f"/l/meetup-join/19:meeting_ZmFrZTEyMw@thread.v2/0?{CONTEXT}&anon=true"
TEAMS_HOSTS = (
    "teams.microsoft.com",
    "teams.live.com",
    "teams.cloud.microsoft",
    "gov.teams.microsoft.us",
    "dod.teams.microsoft.us",
)
COORDINATES = b64encode(
    json.dumps(
        {"conversationId": "19:meeting_ZmFrZTEyMw@thread.v2", "tenantId": "t1", "organizerId": "o1", "messageId": "0"}
    ).encode()
).decode()

SHOWN = {
    "https://meet.google.com/_meet/abc-defg-hij?ijlm=1": "meet:abc-defg-hij",
    "https://meet.google.com//abc-defg-hij": "meet:abc-defg-hij",
    "https://meet.google.com/_meet/ABC-DEFG-HIJ/": "meet:abc-defg-hij",
    "https://g.co/meet/abc-defg-hij": "meet:abc-defg-hij",
    "https://app.zoom.us/wc/81234567890/join?fromPWA=1&pwd=A.1": "zoom:81234567890",
    "https://app.zoom.us/wc/81234567890/start": "zoom:81234567890",
    "https://acme.zoom.us/wc/81234567890": "zoom:81234567890",
    "https://acme.zoom.us/wc/join/81234567890?pwd=A": "zoom:81234567890",
    "https://acme.zoom-x.de/wc/65111122233/join": "zoom:65111122233",
    "https://zoom.us//j//81234567890": "zoom:81234567890",
    "https://zoom.us/join?confno=81234567890&pwd=A": "zoom:81234567890",
    "https://zoom.us/j/81234567890#success": "zoom:81234567890",
    "https://app.goto.com/meeting/680504437": "goto:680504437",
    "https://app.goto.com/meet/680504437/": "goto:680504437",
    "https://app.goto.com/join/680504437?x=1": "goto:680504437",
    "https://app.gotomeeting.com/?meetingId=680504437": "goto:680504437",
    "https://app.gotomeeting.com/index.html?meetingid=680504437": "goto:680504437",
    "https://acme.webex.com/webappng/sites/acme/meeting/info/0a1b?MTID=m01&siteurl=acme": "webex:acme.webex.com:m01",
    "https://acme.webex.com/webappng/sites/acme/meeting/download/0a1b?x=1&MTID=m01": "webex:acme.webex.com:m01",
    "https://acme.webex.com//acme/j.php?MTID=m01": "webex:acme.webex.com:m01",
    "https://teams.cloud.microsoft/meet/2234567890123?p=Q": "teams-meet:2234567890123",
    "https://teams.microsoft.com//meet/2234567890123?p=Q": "teams-meet:2234567890123",
    "https://teams.microsoft.com/v2/?meetingjoin=true#/meet/2234567890123?p=Q": "teams-meet:2234567890123",
    "https://teams.live.com/dl/launcher/launcher.html?url=%2F_%23%2Fmeet%2F9312345678901%3Fp%3DZ&type=meet": (
        "teams-meet:9312345678901"
    ),
    f"https://teams.microsoft.com/light-meetings/launch?agent=web&coords={quote(COORDINATES)}&x=1": TEAMS_KEY,
    "https://teams.microsoft.com/l/meetup-join/19%253ameeting_ZmFrZTEyMw%2540thread.v2/0?context=%7b%7d": TEAMS_KEY,
}  # fmt: skip
LAUNCHED = quote(f"/_#{ROUTE}", safe="")
for host in TEAMS_HOSTS:
    launcher = f"https://{host}/dl/launcher/launcher.html"
    SHOWN |= {
        f"https://{host}/l/meetup-join/{THREAD}/0?{CONTEXT}": TEAMS_KEY,
        f"https://{host}//l/meetup-join/{THREAD}/0?{CONTEXT}": TEAMS_KEY,
        f"https://{host}/_#{ROUTE}": TEAMS_KEY,
        f"https://{host}/v2/?meetingjoin=true#{ROUTE}": TEAMS_KEY,
        f"{launcher}?url={LAUNCHED}&type=meetup-join&deeplinkId=1": TEAMS_KEY,
        f"{launcher}?url={quote(LAUNCHED, safe='')}&directDl=true": TEAMS_KEY,
    }


@pytest.mark.parametrize(("url", "key"), SHOWN.items())
def test_the_address_that_a_browser_shows_is_that_of_the_room(url: str, key: str) -> None:
    found = parse_known_link(url)

    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("url", SHOWN)
def test_what_is_sent_is_a_form_that_recall_takes(url: str) -> None:
    found = parse_known_link(url)

    assert found is not None
    assert read_meeting_url(found.url)["platform"] == found.platform or "live" in found.platform


@given(st.sampled_from(sorted(SHOWN)), st.sampled_from(sorted(set(WRAPPERS) - {"Defender's proxy"})))
def test_an_address_of_a_browser_inside_a_wrapper_is_one_room_too(url: str, name: str) -> None:
    assert link_key(WRAPPERS[name](url)) == SHOWN[url]
    assert link_key(join_form(url)) == SHOWN[url]


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (
            "https://app.zoom.us/wc/81234567890/join?pwd=A.1",
            "https://zoom.us/j/81234567890?pwd=A.1",
        ),
        (
            "https://zoom.us/j/81234567890?uname=J.Doe&pwd=A.1&x=1",
            "https://zoom.us/j/81234567890?pwd=A.1&uname=J.Doe&x=1",
        ),
        (
            f"https://zoom.us/j/81234567890?{'a' * 70}=1&pwd=A.1",
            f"https://zoom.us/j/81234567890?pwd=A.1&{'a' * 70}=1",
        ),
        ("https://zoom.us/j/81234567890?from=addon&pwd=A.1", "https://zoom.us/j/81234567890?from=addon&pwd=A.1"),
        ("https://zoom.us/j/81234567890?tk=T&pwd=A.1", "https://zoom.us/j/81234567890?tk=T&pwd=A.1"),
    ],
)
def test_a_passcode_stands_where_recall_reads_it(url: str, plain: str) -> None:
    assert join_form(url) == plain
    assert read_meeting_url(plain)["meeting_password"] == "A.1"


@pytest.mark.parametrize(
    "url",
    [
        "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fchat%2F0",
        "https://teams.microsoft.com/dl/launcher/launcher.html",
        "https://teams.microsoft.com/v2/#/conversations/19:meeting_A@thread.v2",
        "https://teams.microsoft.com/light-meetings/launch?coords=e30",
        "https://teams.microsoft.com/light-meetings/launch?coords=bnVsbA",
        "https://teams.microsoft.com/light-meetings/launch?coords=%00",
        "https://teams.microsoft.com/light-meetings/launch",
        "https://meet.google.com/_meet/whoops",
        "https://g.co/meet/standup",
        "https://app.goto.com/settings/680504437",
        "https://meet.goto.com/?meetingId=680504437",
        "https://acme.webex.com/webappng/sites/acme/meeting/info/0a1b",
        "https://zoom.us/join?confno=1",
        "https://zoom.us:8443/wc/81234567890/join",
    ],
)
def test_a_page_that_names_no_meeting_is_none(url: str) -> None:
    assert parse_known_link(url) is None


def test_two_meetings_behind_one_page_are_two_rooms() -> None:
    page = "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fmeetup-join%2F19%3Ameeting_{}%40thread.v2%2F0"

    assert link_key(page.format("QQ")) != link_key(page.format("Qg"))
