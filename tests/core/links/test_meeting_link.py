import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.identifiers import LinkKey
from bot.core.links.https_url import MAX_URL_LENGTH
from bot.core.links.meeting_link import (
    MAX_KEY_LENGTH,
    FoundLink,
    deduplicate_links,
    has_other_passcode,
    is_without_bots,
    link_key,
    parse_claimed_link,
    parse_known_link,
    platform_of,
    strip_passcode,
)
from bot.core.links.platforms import MEETING_DOMAINS

TEAMS_MEETING = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_AbCd%40thread.v2/0"
TEAMS_CHANNEL = "https://teams.microsoft.com/l/meetup-join/19%3aabcDEF%40thread.tacv2/1700000000001"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://acme.zoom.us/j/81234567890?pwd=A", "zoom:81234567890"),
        ("https://us02web.zoom.us/j/81234567890", "zoom:81234567890"),
        ("https://zoom.us/j/81234567890/", "zoom:81234567890"),
        ("https://zoom.us/j/81234567890#success", "zoom:81234567890"),
        ("https://zoom.us:443/j/81234567890", "zoom:81234567890"),
        ("HTTPS://Zoom.US/j/81234567890", "zoom:81234567890"),
        ("https://zoom.com/s/812345678", "zoom:812345678"),
        ("https://zoom.us/w/81234567890?tk=t", "zoom:81234567890"),
        ("https://zoom.us/wc/join/81234567890", "zoom:81234567890"),
        ("https://app.zoom.us/wc/81234567890/join?pwd=A", "zoom:81234567890"),
        ("https://zoom.us/my/Jane.Doe?pwd=z", "zoom-my:zoom.us:jane.doe"),
        ("https://acme.zoom.us/my/jane.doe", "zoom-my:acme.zoom.us:jane.doe"),
        ("https://meet.google.com/ABC-DEFG-HIJ?authuser=1", "meet:abc-defg-hij"),
        (f"{TEAMS_MEETING}?context=%7b%22Tid%22%3a%22t%22%7d", "teams:19:meeting_AbCd@thread.v2"),
        (TEAMS_MEETING.replace("%", "%25"), "teams:19:meeting_AbCd@thread.v2"),
        (TEAMS_MEETING.replace("%3a", ":").replace("%40", "@"), "teams:19:meeting_AbCd@thread.v2"),
        (TEAMS_CHANNEL, "teams:19:abcDEF@thread.tacv2/1700000000001"),
        ("https://teams.microsoft.com/meet/2234567890123?p=Q", "teams-meet:2234567890123"),
        ("https://teams.live.com/meet/9312345678901", "teams-meet:9312345678901"),
        ("https://acme.webex.com/acme/j.php?MTID=m0123abcd", "webex:acme.webex.com:m0123abcd"),
        ("https://acme.webex.com/acme/j.php?x=1&mtid=M0123ABCD", "webex:acme.webex.com:m0123abcd"),
        ("https://acme.webex.com/meet/Jane", "webex-room:acme.webex.com:jane"),
        ("https://acme.webex.com/join/jane", "webex-room:acme.webex.com:jane"),
        ("https://meet.goto.com/680504437", "goto:680504437"),
        ("https://www.gotomeet.me/680504437", "goto:680504437"),
        ("https://global.gotomeeting.com/join/680504437", "goto:680504437"),
        ("https://gotomeet.me/JaneDoe", "goto:janedoe"),
        ("https://Example.com/Room/A/#y", "other:example.com/room/a"),
        ("https://Example.com/Room/A/?utm_source=mail&lang=en", "other:example.com/room/a"),
        ("https://acme.zoom-x.de/j/65111122233?pwd=Ab1", "zoom:65111122233"),
        ("https://acme.zoomgov.com/j/1612345678", "zoomgov:1612345678"),
        ("https://gov.teams.microsoft.us/meet/2234567890123?p=Q", "teams-meet:gov.teams.microsoft.us:2234567890123"),
        ("https://dod.teams.microsoft.us/meet/2234567890123?p=Q", "teams-meet:dod.teams.microsoft.us:2234567890123"),
        ("https://example.com", "other:example.com"),
    ],
)
def test_a_link_has_the_key_of_its_room(url: str, key: str) -> None:
    assert link_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://zoom.us/j/12345678",
        "https://zoom.us/j/12345678901234",
        "https://zoom.us/j/81234567890x",
        "https://zoom.us/meeting/register/tZAkcu2hqD0",
        "https://acme.zoom.us/u/kabcdef",
        "https://meet.google.com/lookup/alias",
        "https://meet.google.com/abc-defg-hijk",
        "https://teams.microsoft.com/meetingOptions/?organizerId=1",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_AbCd%40thread.v2",
        "https://webex.com/meet/jane",
        "https://acme.webex.com/acme/globalcallin.php?MTID=m0123abcd",
        "https://acme.webex.com/acme/j.php",
        "https://meet.goto.com/install",
        "https://zoom.us:8443/j/81234567890",
        "https://zoom.us.evil.test/j/81234567890",
        "https://evil-zoom.us/j/81234567890",
        "https://evil.test/zoom.us/j/81234567890",
        "https://evil.test/?u=https://zoom.us/j/81234567890",
        "https://evil.test#https://zoom.us/j/81234567890",
        "https://xn--zom-hoa.us/j/81234567890",
    ],
)
def test_a_link_of_another_form_or_host_belongs_to_no_platform(url: str) -> None:
    key = link_key(url)

    assert key is not None
    assert key.startswith("other:")
    assert parse_known_link(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "zoom.us/j/81234567890",
        "http://zoom.us/j/81234567890",
        "zoommtg://zoom.us/join?confno=81234567890",
        "javascript:location='https://zoom.us/j/81234567890'",
        "https://zoom.us@evil.test/j/81234567890",
        "https://jane:secret@zoom.us/j/81234567890",
        "https://evil.test\\@zoom.us/j/81234567890",
        "https://zoom.us./j/81234567890",
        "https://.zoom.us/j/81234567890",
        "https://zoom..us/j/81234567890",
        "https://localhost/j/81234567890",
        "https://[2001:db8::1]/j/81234567890",
        "https://zöom.us/j/81234567890",
        "https://zoom.us。evil.test/j/81234567890",
        "https://zoom.us:port/j/81234567890",
        "https://zoom.us/j/81234567890 ",
        "https://zoom.us/j/8123\n4567890",
        "https://zoom.us/j/8123\x004567890",
        "https://zoom.us/j/８１２３４５６７８９０",
        f"https://{'a.' * 130}zoom.us/j/81234567890",
        "https://zoom.us/j/81234567890?x=" + "a" * MAX_URL_LENGTH,
    ],
)
def test_what_is_no_clean_https_address_has_no_key(url: str) -> None:
    assert link_key(url) is None
    assert strip_passcode(url) == ""


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://zoom.us/j/81234567890", "zoom"),
        ("https://zoom.us/my/jane", "zoom"),
        ("https://meet.google.com/abc-defg-hij", "google_meet"),
        (TEAMS_CHANNEL, "microsoft_teams"),
        ("https://teams.live.com/meet/9312345678901", "microsoft_teams_live"),
        ("https://acme.webex.com/acme/j.php?MTID=m0123abcd", "webex"),
        ("https://acme.webex.com/meet/jane", "webex"),
        ("https://meet.goto.com/680504437", "goto_meeting"),
    ],
)
def test_a_link_tells_the_platform_in_recalls_words(url: str, platform: str) -> None:
    found = parse_known_link(url)

    assert found is not None
    assert found.platform == platform_of(url) == platform


@pytest.mark.parametrize(
    ("url", "platform"),
    [
        ("https://zoom.us/j/81234567890?pwd=secret", "zoom"),
        ("https://gotomeeting.com/680504437", "goto_meeting"),
        ("https://acme.webex.com/j.php?MTID=m0123abcd", "webex"),
        ("https://zoom.us/meeting/register/tZAkcu2hqD0", "zoom"),
        ("https://meet.google.com/lookup/standup", "google_meet"),
        ("https://meet.goto.com/janedoe", "goto_meeting"),
        ("https://teams.microsoft.com/l/meetup-join/19%3ameeting_AbCd%40thread.v2", "microsoft_teams"),
        ("https://acme.webex.com/wbxmjs/joinservice/sites/acme/meeting/download/0123", "webex"),
        ("https://meet.google.com/", None),
        ("https://zoom.us/download", None),
        ("https://zoom.us/pricing/", None),
        ("https://zoom.us:8443/j/81234567890", None),
        ("https://evil-zoom.us/j/81234567890", None),
        ("https://example.com/room/42", None),
        ("http://zoom.us/j/81234567890", None),
    ],
)
def test_a_link_that_is_given_may_have_a_form_that_only_recall_knows(url: str, platform: str | None) -> None:
    found = parse_claimed_link(url)

    assert (found.platform if found else None) == platform
    assert found is None or found.key == link_key(url)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://zoom.us/j/81234567890?pwd=secret#success", "https://zoom.us/j/81234567890"),
        ("https://zoom.us/w/81234567890?tk=secret&zak=secret", "https://zoom.us/w/81234567890"),
        ("https://teams.live.com/meet/9312345678901?p=secret", "https://teams.live.com/meet/9312345678901"),
        (f"{TEAMS_MEETING}?context=%7b%22Oid%22%3a%22secret%22%7d", TEAMS_MEETING),
        (
            "https://acme.webex.com/acme/j.php?pw=secret&MTID=m0123abcd",
            "https://acme.webex.com/acme/j.php?MTID=m0123abcd",
        ),
        ("https://example.com:8443/Room?token=secret", "https://example.com:8443/Room"),
    ],
)
def test_a_shown_link_tells_no_passcode(url: str, shown: str) -> None:
    assert strip_passcode(url) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.zoomgov.com/j/1612345678",
        "https://gov.teams.microsoft.us/meet/2234567890123?p=Q",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoomgov.com%2Fj%2F1612345678&data=05",
    ],
)
def test_a_meeting_that_only_people_can_join_is_known_as_that(url: str) -> None:
    assert is_without_bots(url)
    assert parse_known_link(url) is None
    assert parse_claimed_link(url) is None


@pytest.mark.parametrize("url", ["https://zoomgov.com/pricing", "https://zoom.us/j/81234567890", "https://example.com"])
def test_no_other_link_is(url: str) -> None:
    assert not is_without_bots(url)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://meetings.webex.com/collabs/join?uuid=M1", "https://meetings.webex.com/collabs/join?uuid=M2"),
        ("https://zoom.us/webinar/register?id=a", "https://zoom.us/webinar/register?id=b"),
        ("https://calls.example.com/join?p=1", "https://calls.example.com/join?p=2"),
        ("https://calls.example.com/#/room/1", "https://calls.example.com/#/room/2"),
        ("https://teams.microsoft.com/v2/?x=1#/l/chat/1", "https://teams.microsoft.com/v2/?x=1#/l/chat/2"),
    ],
)
def test_where_only_the_query_names_the_meeting_it_is_part_of_the_key(first: str, second: str) -> None:
    assert link_key(first) != link_key(second)


@pytest.mark.parametrize(
    "url",
    [
        "https://meetings.webex.com/collabs/join?utm_source=x&uuid=M1&pwd=secret",
        "https://meetings.webex.com/collabs/join?pw=other&uuid=M1#top",
    ],
)
def test_a_passcode_or_tracking_is_not(url: str) -> None:
    key = link_key(url)

    assert key == link_key("https://meetings.webex.com/collabs/join?uuid=M1")
    assert "M1" not in str(key)


@pytest.mark.parametrize(
    ("url", "known", "expected"),
    [
        ("pwd=a", "", True),
        ("pwd=a", "pwd=b", True),
        ("pwd=a", "pwd=a&from=mail", False),
        ("", "pwd=a", False),
        ("tk=a", "pwd=b", False),
        ("context=a", "context=b", False),
        ("context=a", "", True),
    ],
)
def test_a_passcode_is_another_one_if_it_is_lacking_or_different(url: str, known: str, expected: bool) -> None:
    room = "https://zoom.us/j/81234567890?"

    assert has_other_passcode(room + url, room + known) is expected


def test_a_found_link_keeps_its_passcode_out_of_its_repr() -> None:
    found = parse_known_link("https://zoom.us/j/81234567890?pwd=secret")

    assert found is not None
    assert found.url.endswith("?pwd=secret")
    assert "secret" not in repr(found)


def test_a_link_with_the_passcode_takes_the_place_of_one_without() -> None:
    bare = FoundLink("https://zoom.us/j/81234567890", LinkKey("zoom:81234567890"), "zoom")
    other = FoundLink("https://zoom.us/j/81234567891", LinkKey("zoom:81234567891"), "zoom")
    first = FoundLink("https://zoom.us/j/81234567890?pwd=a", LinkKey("zoom:81234567890"), "zoom")
    second = FoundLink("https://zoom.us/j/81234567890?pwd=b", LinkKey("zoom:81234567890"), "zoom")

    assert deduplicate_links([bare, other, first, second]) == [first, other]


def test_a_key_stays_short_enough_to_be_indexed() -> None:
    long_path = "https://example.com/" + "a" * 2000

    first, second = link_key(long_path), link_key(long_path + "b")

    assert first is not None
    assert len(first) <= MAX_KEY_LENGTH
    assert first != second


numbers = st.from_regex(r"[0-9]{9,13}", fullmatch=True)
labels = st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,5})?", fullmatch=True)
secrets = st.from_regex(r"[A-Za-z0-9_.-]{1,30}", fullmatch=True)
paths = st.sampled_from(["/j/81234567890", "/abc-defg-hij", "/meet/9312345678901", "/680504437", "/my/jane"])


@given(numbers, labels, secrets, st.sampled_from(["j", "s", "w", "wc/join"]))
def test_a_vanity_host_and_a_passcode_leave_a_zoom_key_as_it_is(
    number: str, label: str, secret: str, form: str
) -> None:
    assert link_key(f"https://{label}.zoom.us/{form}/{number}?pwd={secret}") == f"zoom:{number}"


@given(st.sampled_from(MEETING_DOMAINS), labels, paths)
def test_a_look_alike_host_never_matches(domain: str, label: str, path: str) -> None:
    for host in (f"{label}{domain}", f"{label}-{domain}", f"{domain}.{label}.test", f"{domain}-{label}.test"):
        assert link_key(f"https://{host}{path}") == f"other:{host}{path}"


@given(st.from_regex(r"[a-z][a-z0-9+.-]{0,12}", fullmatch=True), st.sampled_from(MEETING_DOMAINS), paths)
def test_no_other_scheme_has_a_key(scheme: str, domain: str, path: str) -> None:
    assert (link_key(f"{scheme}://{domain}{path}") is None) == (scheme != "https")


@given(st.text(max_size=60), st.sampled_from(["", "https://", "https://zoom.us/", "https://acme.webex.com/"]))
@example(".#", "https://zoom.us/")
def test_no_text_is_too_odd_to_be_read(text: str, beginning: str) -> None:
    url = beginning + text
    key = link_key(url)

    shown = strip_passcode(url)

    assert (key is None) == (shown == "")
    assert key is None or len(key) <= MAX_KEY_LENGTH
    assert parse_known_link(url) is None or link_key(shown) == key
    assert strip_passcode(shown) == shown
