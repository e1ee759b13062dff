"""The link with the passcode wins, into the same room, and nothing else about the link does."""

import pytest

from bot.core.access.link_edit import brings_passcode, edited_meeting, with_given_link
from tests.examples import a_bare_link, a_booked_meeting, a_booking

BARE = "https://zoom.us/j/81234567890"
WHOLE = f"{BARE}?pwd=a.1"
KEY = {"link_key": "zoom:81234567890", "platform": "zoom"}


def an_event(url=BARE, **facts):
    return a_booked_meeting(meeting_url=url, **KEY, **facts)


def a_link(url=BARE, **facts):
    return a_bare_link(meeting_url=url, **KEY, **facts)


@pytest.mark.parametrize(
    ("booked", "submitted", "joined_by"),
    [
        (an_event(), an_event(given_url=WHOLE), WHOLE),
        (an_event(), an_event(join_url=WHOLE), WHOLE),
        (an_event(), a_link(WHOLE), WHOLE),
        (an_event(), an_event(), BARE),
        (an_event(WHOLE), an_event(given_url=f"{BARE}?pwd=b"), WHOLE),
        (a_link(), a_link(WHOLE), WHOLE),
        (a_link(WHOLE), a_link(), WHOLE),
        (a_link(WHOLE), a_link(f"{BARE}?pwd=b"), WHOLE),
        (a_link(), an_event(given_url=WHOLE), WHOLE),
        (a_link(), an_event(), BARE),
    ],
)
def test_a_booking_gets_the_link_with_the_passcode(booked, submitted, joined_by):
    booking = a_booking(meeting=booked)

    edited = edited_meeting(booking, submitted)

    assert edited.link == joined_by
    assert edited.event_id == booked.event_id
    assert brings_passcode(booking, submitted) == (booked.link != joined_by)


def test_an_event_keeps_recalls_own_link_beside_it():
    edited = edited_meeting(a_booking(meeting=an_event()), an_event(given_url=WHOLE))

    assert (edited.meeting_url, edited.given_url) == (BARE, WHOLE)


def test_a_passcode_of_another_room_is_of_no_use():
    elsewhere = a_bare_link(meeting_url=WHOLE.replace("812", "912"), link_key="zoom:91234567890")

    assert not brings_passcode(a_booking(meeting=an_event()), elsewhere)


@pytest.mark.parametrize(
    ("own", "given", "joined_by"),
    [
        (BARE, WHOLE, WHOLE),
        (f"{BARE}?pwd=outdated", WHOLE, WHOLE),
        (WHOLE, BARE, WHOLE),
        (WHOLE, "https://acme.zoom.us/wc/81234567890/join?pwd=a.1", WHOLE),
        (BARE, WHOLE.replace("812", "912"), BARE),
        (BARE, "no link", BARE),
        (BARE, None, BARE),
    ],
)
def test_what_someone_gives_for_an_event_counts_if_it_brings_a_passcode(own, given, joined_by):
    meeting = with_given_link(an_event(own), given)

    assert (meeting.link, meeting.meeting_url) == (joined_by, own)


def test_no_link_is_told_by_a_repr():
    assert "pwd" not in repr(an_event(join_url=WHOLE, given_url=WHOLE))
