from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.extract import MAX_CHARACTERS, MAX_LINKS
from bot.core.links.json_walk import MAX_DEPTH, MAX_VALUES
from bot.core.links.slack_message import MAX_FOUND, find_links, find_links_in_text, has_shortened_link

ZOOM = "https://acme.zoom.us/j/81234567890?pwd=a.1&from=addon"
MEET = "https://meet.google.com/abc-defg-hij"
TEAMS = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0?context={"Tid":"t","Oid":"o"}'


def urls(message: object) -> list[str]:
    return [link.url for link in find_links(message)]


def rich_text(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


LINK = {"type": "link", "url": ZOOM}
BUTTON = {"type": "button", "action_id": "join", "text": {"type": "plain_text", "text": "Join"}, "url": ZOOM}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"text": f"Join <{ZOOM.replace('&', '&amp;')}|the call>!"}, id="mrkdwn with a label"),
        pytest.param({"text": f"Join <{ZOOM.replace('&', '&amp;')}>."}, id="mrkdwn"),
        pytest.param({"text": f"see {ZOOM}, please"}, id="bare"),
        pytest.param({"blocks": [rich_text(LINK)]}, id="rich text"),
        pytest.param(
            {"blocks": [rich_text({"type": "rich_text_section", "elements": [LINK]}, kind="rich_text_list")]},
            id="rich text list",
        ),
        pytest.param({"blocks": [rich_text(LINK, kind="rich_text_quote")]}, id="rich text quote"),
        pytest.param(
            {"blocks": [rich_text({"type": "text", "text": f"url={ZOOM}"}, kind="rich_text_preformatted")]},
            id="preformatted",
        ),
        pytest.param({"blocks": [rich_text({"type": "date", "url": ZOOM})]}, id="date"),
        pytest.param(
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"<{ZOOM}|x>"}}]}, id="section"
        ),
        pytest.param({"blocks": [{"type": "section", "fields": [{"text": f"<{ZOOM}>"}]}]}, id="fields"),
        pytest.param({"blocks": [{"type": "section", "accessory": BUTTON}]}, id="accessory"),
        pytest.param({"blocks": [{"type": "actions", "elements": [BUTTON]}]}, id="button"),
        pytest.param({"blocks": [{"accessory": {"type": "overflow", "options": [{"url": ZOOM}]}}]}, id="overflow"),
        pytest.param({"blocks": [{"type": "context", "elements": [{"text": ZOOM}]}]}, id="context"),
        pytest.param({"blocks": [{"type": "header", "text": {"text": f"Now: {ZOOM}"}}]}, id="header"),
        pytest.param({"blocks": [{"type": "image", "title": {"text": f"At {ZOOM}"}}]}, id="image title"),
        pytest.param({"blocks": [{"type": "video", "title_url": ZOOM}]}, id="video"),
        pytest.param({"blocks": [{"type": "markdown", "text": f"[Join **now**]({ZOOM})"}]}, id="markdown"),
        pytest.param({"blocks": [{"type": "markdown", "text": f"**{ZOOM}**"}]}, id="markdown bold"),
        pytest.param({"blocks": [{"type": "table", "rows": [[rich_text(LINK)]]}]}, id="table"),
        pytest.param(
            {"blocks": [{"type": "data_table", "rows": [[{"type": "raw_text", "text": ZOOM}]]}]},
            id="data table",
        ),
        pytest.param(
            {"blocks": [{"type": "call", "call": {"v1": {"join_url": ZOOM, "display_id": "812"}}}]}, id="call"
        ),
        *(
            pytest.param({"attachments": [{key: ZOOM}]}, id=key)
            for key in ("from_url", "original_url", "title_link", "app_unfurl_url", "author_link", "fallback")
        ),
        pytest.param({"attachments": [{"pretext": f"<{ZOOM}|Join>"}]}, id="pretext"),
        pytest.param({"attachments": [{"fields": [{"title": "Where", "value": f"<{ZOOM}>"}]}]}, id="field"),
        pytest.param({"attachments": [{"actions": [{"type": "button", "url": ZOOM}]}]}, id="legacy action"),
        pytest.param({"attachments": [{"blocks": [rich_text(LINK)]}]}, id="nested blocks"),
        pytest.param(
            {"attachments": [{"message_blocks": [{"message": {"blocks": [rich_text(LINK)]}}]}]},
            id="forwarded message",
        ),
    ],
)
def test_a_link_is_found_wherever_slack_or_an_app_puts_it(message: object) -> None:
    assert urls(message) == [ZOOM]


@pytest.mark.parametrize(
    "text",
    [
        ZOOM,
        f"<{ZOOM}>",
        f"<{ZOOM}|acme.zoom.us/j/812…>",
        f"({ZOOM})",
        f"(<{ZOOM}>).",
        f"<{ZOOM}.>",
        f'"{ZOOM}"',
        f"“{ZOOM}”",
        f"«\u00a0{ZOOM}\u00a0»",
        f"{ZOOM}\nsee you",
        f"*{ZOOM}*",
        f"`{ZOOM}`",
        f"{ZOOM}に参加してください。",
        f"「{ZOOM}」",
        f"\u200b{ZOOM}\u200b",
        ZOOM.replace("812", "812\u200b"),
        f"&lt;{ZOOM.replace('&', '&amp;')}&gt;",
        ZOOM.replace("&", "&amp;amp;"),
        ZOOM.replace("https", "http"),
        f"<{ZOOM.replace('https', 'http')}|{ZOOM[8:]}>",
        ZOOM.removeprefix("https://"),
        f"tomorrow: {ZOOM.removeprefix('https://')}.",
    ],
)
def test_what_surrounds_a_link_is_no_part_of_it(text: str) -> None:
    assert [link.url for link in find_links_in_text(text)] == [ZOOM]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weekly sync",
        "<@U0000000001> <#C0000000001|general> <!here>",
        "<mailto:jane@example.com|jane@example.com> <tel:+15550100>",
        "<mailto:jane@example.com?body=https://zoom.us/j/81234567890>",
        "<https://evil.test|https://zoom.us/j/81234567890>",
        "https://zoom.us@evil.test/j/81234567890",
        "jane@zoom.us/j/81234567890",
        "evil-zoom.us/j/81234567890",
        "evil.test/zoom.us/j/81234567890",
        "https://zoom.us.evil.test/j/81234567890",
        "https://zoom.us。evil.test/j/81234567890",
        "zoommtg://zoom.us/join?confno=81234567890",
        "https://zoom.us/j/81234567890/../../evil",
        "https://zoom.us/j/812345678…",
        "https://zoom.us/j/812345678... more",
        "<https://zoom.us/j/812345678…|x>",
        "https://zoom.us/j/812345678\x0090",
        "https://acme.zoom.us/u/kabc https://zoom.us/download",
    ],
)
def test_what_leads_to_no_meeting_is_not_found(text: str) -> None:
    assert find_links({"text": text}) == []


def test_after_the_command_a_link_of_another_form_is_meant_where_there_is_none_that_we_know() -> None:
    other = "https://meet.google.com/lookup/standup"

    assert [link.url for link in find_links_in_text(f"<{other}|Join>")] == [other]
    assert [link.url for link in find_links_in_text(f"{other} {MEET}")] == [MEET]
    assert find_links({"text": other}) == []


@pytest.mark.parametrize(
    "text", ["https://zoom.us/download", "https://evil.test/zoom.us/j/81234567890", "jane@zoom.us/j/8"]
)
def test_no_other_page_is_meant(text: str) -> None:
    assert find_links_in_text(text) == []


@pytest.mark.parametrize(
    "message",
    [
        {"metadata": {"event_payload": {"url": ZOOM}}},
        {"blocks": [{"type": "image", "image_url": ZOOM}]},
        {"files": [{"preview_plain_text": ZOOM[:30]}]},
        {"blocks": [rich_text({"type": "link", "url": "https://evil.test", "text": ZOOM})]},
    ],
)
def test_what_no_one_reads_is_no_invitation(message: object) -> None:
    assert find_links(message) == []


def test_a_long_teams_link_keeps_its_raw_context() -> None:
    assert urls({"blocks": [rich_text({"type": "link", "url": TEAMS})]}) == [TEAMS]
    assert urls({"text": f"<{TEAMS}|Join>"}) == [TEAMS]


@pytest.mark.parametrize("text", [f"_{MEET}_", f"~{MEET}~", f"*_{MEET}_*", f"_now: {MEET}._", f"_{MEET}?authuser=0_"])
def test_slanted_and_struck_through_words_end_before_their_marks(text: str) -> None:
    assert [link.key for link in find_links(text)] == ["meet:abc-defg-hij"]


@pytest.mark.parametrize("passcode", ["a_", "a~", "__"])
def test_a_passcode_may_end_in_such_a_mark(passcode: str) -> None:
    link = f"https://zoom.us/j/81234567890?pwd={passcode}"

    assert urls({"text": link}) == urls({"text": f"see <{link}|the call>"}) == [link]


def test_a_wrapped_link_is_found_unwrapped() -> None:
    safe_link = (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fmeet.google.com%2Fabc-defg-hij&amp;data=05"
    )

    assert urls({"text": f"<{safe_link}|Join>"}) == [MEET]


def test_one_room_is_found_once_in_its_first_place_with_its_passcode() -> None:
    message = {
        "attachments": [{"from_url": "https://us02web.zoom.us/j/81234567890?pwd=other"}],
        "text": f"https://zoom.us/j/81234567890 or <{MEET}?authuser=0>",
        "blocks": [rich_text(LINK, {"type": "link", "url": MEET})],
    }

    assert urls(message) == [ZOOM, f"{MEET}?authuser=0"]


def test_unfurls_come_after_the_message_itself() -> None:
    message = {"attachments": [{"title_link": MEET}], "blocks": [rich_text(LINK)]}

    assert urls(message) == [ZOOM, MEET]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"text": "<https://bit.ly/3abc|Join>"}, True),
        ({"blocks": [rich_text({"type": "link", "url": "http://tinyurl.com/abc"})]}, True),
        ("https://www.google.com/url?q=https%3A%2F%2Ft.co%2Fabc", True),
        ({"text": ZOOM}, False),
        ({"text": "https://example.com/bit.ly/abc"}, False),
        (None, False),
    ],
)
def test_a_shortened_link_can_be_told_from_none(message: object, expected: bool) -> None:
    assert has_shortened_link(message) is expected


def nested(value: object, depth: int) -> object:
    for _ in range(depth):
        value = [value]
    return value


def test_the_walk_goes_so_deep_and_no_deeper() -> None:
    assert urls(nested(ZOOM, MAX_DEPTH)) == [ZOOM]
    assert urls(nested(ZOOM, MAX_DEPTH + 1)) == []
    assert urls(nested(ZOOM, 100_000)) == []


def test_the_walk_goes_so_far_and_no_farther() -> None:
    assert urls([None] * (MAX_VALUES - 2) + [ZOOM]) == [ZOOM]
    assert urls([None] * (MAX_VALUES - 1) + [ZOOM]) == []


def test_only_so_much_text_is_read_and_no_link_is_cut_by_that() -> None:
    filler = "/ " * (MAX_CHARACTERS // 2 - 20)
    reached = "https://zoom.us/j/81234567890"

    assert urls(f"{filler} {reached}") == [reached]
    assert urls([filler, f"https://a.b {reached}"]) == []
    assert urls([filler, "/ " * 40, reached]) == []


def test_only_so_many_links_are_looked_at() -> None:
    page = "https://example.com/ "

    assert urls(page * (MAX_LINKS - 1) + MEET) == [MEET]
    assert urls(page * MAX_LINKS + MEET) == []


def test_a_message_full_of_rooms_yields_only_some() -> None:
    text = " ".join(f"https://zoom.us/j/{number}" for number in range(800000000, 800000100))

    assert len(find_links(text)) == MAX_FOUND


meeting_urls = st.sampled_from([ZOOM, MEET, TEAMS, "https://acme.webex.com/meet/jane", "https://bit.ly/abc"])
keys = st.sampled_from(["text", "url", "blocks", "attachments", "type", "metadata", "link"]) | st.text(max_size=5)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | meeting_urls,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_no_message_is_too_odd_to_be_read(message: object) -> None:
    found = find_links(message)

    assert len({link.key for link in found}) == len(found)
    assert find_links([link.url for link in found]) == found
    assert has_shortened_link(message) in {True, False}


@given(
    st.lists(json_values, max_size=3),
    st.lists(st.sampled_from(["text", "blocks", "attachments"]), max_size=6),
)
def test_a_link_is_found_at_any_depth_beside_anything(neighbours: list[object], path: list[str]) -> None:
    message: object = ZOOM
    for key in path:
        message = {key: [*neighbours, message]}

    assert "zoom:81234567890" in {link.key for link in find_links(message)}


@given(
    st.text(alphabet=" \n\t()[]{}|*_~`'\".,;:!?…“”。、", max_size=8),
    st.text(alphabet=" \n\t()[]|*_~`'\",;:!?“”。、", max_size=8),
)
def test_no_punctuation_around_a_link_changes_its_room(before: str, after: str) -> None:
    assert [link.key for link in find_links(f"{before}{MEET}{after}")] == ["meet:abc-defg-hij"]
