"""Kinds of links that people have reported elsewhere as not working: each is found wherever someone gives it."""

import pytest

from bot.core.links.slack_message import find_links, find_links_in_text

ZOOM, MEET, TEAMS = "zoom:82220000007", "meet:uvw-xyza-bcd", "teams:19:meeting_bm9ydGg@thread.v2"
CONTEXT = "context=%7b%22Tid%22%3a%22t2%22%7d"
IN_LAUNCHER = (
    "%2F_%23%2Fl%2Fmeetup-join%2F19%3Ameeting_bm9ydGg%40thread.v2%2F0"
    "%3Fcontext%3D%257b%2522Tid%2522%253a%2522t2%2522%257d%26anon%3Dtrue"
)
SAFE = "evergreen-assets/safelinks"
WRAPPED = {
    "urldefense.com/v3/__https://north.zoom.us/j/82220000007?pwd=Cc3Dd4.1__;!!DeF456!abc-token$": ZOOM,
    "linkprotect.cudasvc.com/url?a=https%3a%2f%2fnorth.zoom.us%2fj%2f82220000007&c=E,1,xyz&typo=1": ZOOM,
    f"statics.teams.cdn.office.net/{SAFE}/1/atp-safelinks.html?url=https%3A%2F%2Fnorth.zoom.us%2Fj%2F82220000007": ZOOM,
    f"teams.public.onecdn.static.microsoft/{SAFE}/2/atp-safelinks.html?url=https%3A%2F%2Fmeet.google.com%2Fuvw-xyza-bcd"
    "&locale=en-us": MEET,
    "usg02.safelinks.protection.office365.us/?url=https%3A%2F%2Fnorth.zoom.us%2Fj%2F82220000007&data=05": ZOOM,
    "protect.checkpoint.com/v2/___https://north.zoom.us/j/82220000007___.YXA6bm9ydGg": ZOOM,
    "slack-redir.net/link?url=https%3A%2F%2Fnorth.zoom.us%2Fj%2F82220000007&v=3": ZOOM,
}
SHOWN_BY_A_BROWSER = {
    f"teams.microsoft.com/dl/launcher/launcher.html?url={IN_LAUNCHER}&type=meetup-join": TEAMS,
    "teams.live.com/dl/launcher/launcher.html?url=%2F_%23%2Fmeet%2F9398765432109%3Fp%3DYy8Xx7&type=meet": (
        "teams-meet:9398765432109"
    ),
    f"teams.microsoft.com/v2/?meetingjoin=true#/l/meetup-join/19:meeting_bm9ydGg@thread.v2/0?{CONTEXT}": TEAMS,
    "meet.google.com/_meet/uvw-xyza-bcd?ijlm=2": MEET,
    "g.co/meet/uvw-xyza-bcd": MEET,
}
ON_ANOTHER_HOST = {
    "north.zoom-x.de/j/64443332221?pwd=Bc2": "zoom:64443332221",
    f"teams.cloud.microsoft/l/meetup-join/19%3ameeting_bm9ydGg%40thread.v2/0?{CONTEXT}": TEAMS,
    "teams.cloud.microsoft/meet/2298765432109?p=Er34Ty": "teams-meet:2298765432109",
    f"gov.teams.microsoft.us/l/meetup-join/19%3agcch%3ameeting_bm9%40thread.v2/0?{CONTEXT}": (
        "teams:19:gcch:meeting_bm9@thread.v2"
    ),
    "dod.teams.microsoft.us/l/meetup-join/19%3adod%3ameeting_bm9%40thread.v2/0?context=%7b%7d": (
        "teams:19:dod:meeting_bm9@thread.v2"
    ),
    "app.goto.com/meeting/512345678": "goto:512345678",
}
WITH_SOMETHING_AT_ITS_END = {
    "north.webex.com/north/j.php?MTID=m9876fedcba3210%3E": "webex:north.webex.com:m9876fedcba3210",
    "north.zoom.us/j/82220000007%3E": ZOOM,
}
REPORTED = WRAPPED | SHOWN_BY_A_BROWSER | ON_ANOTHER_HOST | WITH_SOMETHING_AT_ITS_END


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize(("url", "key"), REPORTED.items())
def test_it_is_found_in_a_message_and_after_the_command(scheme: str, url: str, key: str) -> None:
    link = f"{scheme}://{url}"
    escaped = link.replace("&", "&amp;")

    assert [link.key for link in find_links({"text": f"<{escaped}|Join>"})] == [key]
    assert [link.key for link in find_links({"text": f"see {escaped} then"})] == [key]
    assert [link.key for link in find_links_in_text(link)] == [key]


def test_what_sticks_to_a_passcode_is_not_sent_with_it() -> None:
    (link,) = find_links("https://teams.microsoft.com/meet/2298765432109?p=Er34Ty%3E")

    assert link.url == "https://teams.microsoft.com/meet/2298765432109?p=Er34Ty"
