"""Which event of a calendar the link to its page means."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.links.event_page import find_event_ids, is_same_event_id
from bot.core.links.slack_message import find_links_in_text
from bot.sandbox.recall.provider_events import google_event_page, outlook_event_page

GOOGLE = "k3v3n7example_20260302T150000Z"
EID = base64.urlsafe_b64encode(f"{GOOGLE} maya@example.com".encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("link", "event_id"),
    [
        (f"https://www.google.com/calendar/event?eid={EID}", GOOGLE),
        (f"https://calendar.google.com/calendar/event?eid={EID}&ctz=UTC", GOOGLE),
        (f"<https://calendar.google.com/calendar/u/0/r/eventedit/{EID}|the event>", GOOGLE),
        ("https://outlook.office365.com/owa/?itemid=AAMk%2Fx%2By%3D&exvsurl=1&path=/calendar/item", "AAMk/x+y="),
        ("https://outlook.office.com/calendar/item/AAMk%2Fx%2By%3D", "AAMk/x+y="),
    ],
)
def test_a_page_names_its_event_by_the_providers_own_id(link, event_id):
    assert find_event_ids(f"Please record {link}.") == [event_id]
    assert find_links_in_text(link) == []  # it is no meeting link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://calendar.google.com/calendar/u/0/r/week",
        "https://calendar.google.com/calendar/event?eid=%%%",
        "https://calendar.google.com/calendar/event?eid=w7_",
        "https://www.google.com/url?q=x",
        "https://outlook.office.com/mail/inbox",
        "https://evil.test/calendar/event?eid=" + EID,
    ],
)
def test_other_links_name_none(text):
    assert find_event_ids(text) == []


def test_outlooks_two_alphabets_are_one():
    assert is_same_event_id("AAMk-x_y=", "AAMk/x+y=")
    assert not is_same_event_id("AAMk-x_y=", "AAMk/x+z=")
    assert not is_same_event_id(None, "")


@given(st.from_regex(r"[a-z0-9]{5,30}(_[0-9]{8}T[0-9]{6}Z)?", fullmatch=True))
def test_every_google_id_comes_back_from_its_page(event_id: str):
    assert find_event_ids(google_event_page(event_id, "maya@example.com")) == [event_id]


@given(st.from_regex(r"[A-Za-z0-9_-]{5,60}=?", fullmatch=True))
def test_every_outlook_id_comes_back_from_its_page(event_id: str):
    (found,) = find_event_ids(outlook_event_page(event_id))

    assert is_same_event_id(event_id, found)


@given(st.text(max_size=80))
def test_no_text_breaks_it(text: str):
    assert find_event_ids(text) is not None
    assert find_event_ids(f"https://calendar.google.com/calendar/event?eid={text}") is not None
