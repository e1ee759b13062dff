"""Parse Google's and Outlook's payloads as Recall passes them on."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.meetings.meeting import Attendee, Invitation, Reply
from bot.recall.platform_data import TITLE_LIMIT, PlatformData, read_platform_data

GOOGLE: dict[str, Any] = {
    "summary": "Weekly sync",
    "status": "confirmed",
    "start": {"dateTime": "2026-03-02T16:00:00+01:00", "timeZone": "Europe/Berlin"},
    "organizer": {"email": "Dana@Example.com", "displayName": "Dana"},
    "attendees": [
        {"email": "dana@example.com", "organizer": True, "responseStatus": "accepted"},
        {"email": "Kim@Example.com", "displayName": "Kim", "self": True, "responseStatus": "declined"},
    ],
    "recurringEventId": "series1",
    "originalStartTime": {"dateTime": "2026-03-02T15:00:00+01:00", "timeZone": "Europe/Berlin"},
}
OUTLOOK: dict[str, Any] = {
    "subject": "Weekly sync",
    "sensitivity": "normal",
    "isCancelled": False,
    "isAllDay": False,
    "start": {"dateTime": "2026-03-02T15:00:00.0000000", "timeZone": "UTC"},
    "organizer": {"emailAddress": {"name": "Dana", "address": "Dana@Example.com"}},
    "responseStatus": {"response": "accepted", "time": "0001-01-01T00:00:00Z"},
    "attendees": [
        {
            "emailAddress": {"name": "Kim", "address": "Kim@Example.com"},
            "status": {"response": "declined", "time": "0001-01-01T00:00:00Z"},
        }
    ],
    "seriesMasterId": "series1",
    "originalStart": {"dateTime": "2026-03-02T14:00:00.0000000", "timeZone": "UTC"},
}
DANA = Attendee("dana@example.com", "Dana", is_organizer=True)
KIM = Attendee("kim@example.com", "Kim", has_declined=True)


def google(**changes: Any) -> PlatformData:
    return read_platform_data("google_calendar", GOOGLE | changes)


def outlook(owner: str | None = None, **changes: Any) -> PlatformData:
    return read_platform_data("microsoft_outlook", OUTLOOK | changes, owner)


def test_google_and_outlook_say_the_same_of_the_same_meeting() -> None:
    same = {
        "title": "Weekly sync",
        "series_key": "series1",
        "original_start": datetime(2026, 3, 2, 14, tzinfo=UTC),
    }

    dana, declined, accepted = replace(DANA, has_accepted=True), Reply.DECLINED, Reply.ACCEPTED
    assert google() == PlatformData(attendees=(dana, KIM), invitation=Invitation(reply=declined), **same)
    assert outlook() == PlatformData(attendees=(KIM, DANA), invitation=Invitation(reply=accepted), **same)


@pytest.mark.parametrize(
    ("googles", "outlooks", "reply"),
    [
        ("accepted", "accepted", Reply.ACCEPTED),
        ("tentative", "tentativelyAccepted", Reply.TENTATIVE),
        ("declined", "declined", Reply.DECLINED),
        ("needsAction", "notResponded", Reply.NONE),
        ("needsAction", "none", Reply.NONE),
        ("accepted", "organizer", Reply.ACCEPTED),
        ("of tomorrow", "of tomorrow", None),
        (7, None, None),
    ],
)
def test_the_owners_reply_is_read(googles: object, outlooks: object, reply: Reply | None) -> None:
    kim = {"email": "kim@example.com", "self": True, "responseStatus": googles}

    assert google(attendees=[kim]).invitation == Invitation(reply=reply)
    assert outlook(responseStatus={"response": outlooks}).invitation == Invitation(reply=reply)


@pytest.mark.parametrize(
    ("changes", "invitation"),
    [
        ({"organizer": {"email": "kim@example.com", "self": True}}, Invitation(is_host=True)),
        ({"eventType": "focusTime"}, Invitation(is_block=True)),
        ({"eventType": "outOfOffice"}, Invitation(is_block=True)),
        ({"eventType": "default"}, Invitation()),
        ({"eventType": "fromGmail"}, Invitation()),
        ({"transparency": "transparent"}, Invitation(is_shown_free=True)),
        ({"guestsCanSeeOtherGuests": False}, Invitation(hides_guests=True)),
        ({"attendeesOmitted": True}, Invitation(hides_guests=True)),
    ],
)
def test_google_says_what_kind_of_event_it_is(changes: dict[str, Any], invitation: Invitation) -> None:
    assert google(**{"attendees": [], **changes}).invitation == invitation


@pytest.mark.parametrize(
    ("changes", "invitation"),
    [
        ({"isOrganizer": True}, Invitation(is_host=True)),
        ({"showAs": "oof"}, Invitation(is_block=True)),
        ({"showAs": "free"}, Invitation(is_shown_free=True)),
        ({"showAs": "workingElsewhere"}, Invitation(is_shown_free=True)),
        ({"showAs": "busy"}, Invitation()),
        ({"hideAttendees": True}, Invitation(hides_guests=True)),
    ],
)
def test_outlook_says_what_kind_of_event_it_is(changes: dict[str, Any], invitation: Invitation) -> None:
    assert outlook(**{"responseStatus": None, **changes}).invitation == invitation


def test_a_room_is_told_from_a_person() -> None:
    room = {"email": "room-1@resource.calendar.google.com", "resource": True}
    bookable = {"emailAddress": {"address": "room1@example.com"}, "type": "resource"}

    assert [each.is_room for each in google(attendees=[room], organizer=None).attendees] == [True]
    assert [each.is_room for each in outlook(attendees=[bookable], organizer=None).attendees] == [True]


def test_an_organizer_who_also_attends_is_listed_once() -> None:
    dana = {"emailAddress": {"address": "dana@example.com"}, "status": {"response": "declined"}}

    assert outlook(attendees=[dana]).attendees == (
        Attendee("dana@example.com", "Dana", is_organizer=True, has_declined=True),
    )


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        (None, None),
        ("  ", None),
        (7, None),
        ("Plan\n\tB\x07", "Plan B"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 400, "x" * (TITLE_LIMIT - 1) + "…"),
        ("👩‍💻 Résumé", "👩‍💻 Résumé"),
        ("Sync https://acme.zoom.us/j/81234567890?pwd=AbC.1 now", "Sync https://acme.zoom.us/j/81234567890 now"),
        ("Sync: acme.zoom.us/j/81234567890?pwd=AbC.1", "Sync: acme.zoom.us/j/81234567890"),
        ("(HTTPS://teams.live.com/meet/93?p=Q#x)", "(HTTPS://teams.live.com/meet/93"),
        ("https://url.example.com/zoom.us%2Fj%2F8%3Fpwd%3DQ", "https://url.example.com/zoom.us%2Fj%2F8"),
        ("https://meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("Lunch and/or dinner? C# 1.5/2.0? #2", "Lunch and/or dinner? C# 1.5/2.0? #2"),
    ],
)
def test_a_title_is_one_short_plain_line(summary: object, title: str | None) -> None:
    assert google(summary=summary).title == outlook(subject=summary).title == title


@pytest.mark.parametrize(
    ("visibility", "is_private"),
    [("private", True), ("confidential", True), ("public", False), ("default", False), (None, False)],
)
def test_google_tells_a_private_event_by_its_visibility(visibility: str | None, is_private: bool) -> None:
    assert google(visibility=visibility).is_private is is_private


@pytest.mark.parametrize(
    ("sensitivity", "is_private"),
    [("private", True), ("confidential", True), ("personal", True), ("normal", False), (None, False)],
)
def test_outlook_tells_a_private_event_by_its_sensitivity(sensitivity: str | None, is_private: bool) -> None:
    assert outlook(sensitivity=sensitivity).is_private is is_private


def test_a_cancelled_event_is_told_by_each_in_its_own_way() -> None:
    assert google(status="cancelled").is_cancelled
    assert outlook(isCancelled=True).is_cancelled


def test_an_all_day_event_is_told_by_each_in_its_own_way() -> None:
    assert google(start={"date": "2026-03-02"}).is_all_day
    assert outlook(isAllDay=True).is_all_day


@pytest.mark.parametrize(
    ("original", "expected"),
    [
        ("2026-03-02T14:00:00Z", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ("2026-03-02T14:00:00.0000000", datetime(2026, 3, 2, 14, tzinfo=UTC)),
        ("yesterday", None),
        ({"dateTime": "2026-03-02T14:00:00.1234567"}, datetime(2026, 3, 2, 14, 0, 0, 123456, tzinfo=UTC)),
        (
            {"dateTime": "2026-03-02T15:00:00", "timeZone": "Europe/Berlin"},
            datetime(2026, 3, 2, 14, tzinfo=UTC),
        ),
        ({"dateTime": "2026-03-02T14:00:00", "timeZone": "Tokyo Standard Time"}, None),
        ({"dateTime": "2026-03-02T14:00:00", "timeZone": "../../etc/passwd"}, None),
        ({"dateTime": "2026-03-02T14:00:00", "timeZone": "America"}, None),
        ({"dateTime": "0001-01-01T00:00:00+14:00"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_outlook_writes_the_original_start_in_several_ways(original: object, expected: datetime | None) -> None:
    assert outlook(originalStart=original).original_start == expected


def test_google_writes_the_original_start_of_an_all_day_event_as_a_date() -> None:
    start = google(originalStartTime={"date": "2026-03-02"}).original_start

    assert start == datetime(2026, 3, 2, tzinfo=UTC)


def test_outlook_keeps_the_owners_reply_apart_from_the_attendees() -> None:
    kim = {"emailAddress": {"name": "Kim", "address": "kim@example.com"}, "status": {"response": "none"}}

    declined = outlook("KIM@example.com", attendees=[kim], responseStatus={"response": "declined"})

    assert declined.attendees == (KIM, DANA)


def test_another_persons_reply_is_not_the_owners() -> None:
    declined = outlook("lee@example.com", attendees=[], responseStatus={"response": "declined"})

    assert declined.attendees == (DANA,)


@pytest.mark.parametrize(
    "email", [None, "", "no address", "a\x07b@example.com", "a@example.com\u202e", "a@" + "x" * 400]
)
def test_an_attendee_without_an_address_is_left_out(email: object) -> None:
    people = [{"email": email}, {"email": "kim@example.com"}]

    assert [one.email for one in google(attendees=people, organizer=None).attendees] == ["kim@example.com"]


def test_what_has_another_shape_is_left_out_and_the_rest_kept() -> None:
    odd = google(start=[], organizer="Dana", attendees=["Kim", {"email": "kim@example.com"}], visibility={})

    assert [one.email for one in odd.attendees] == ["kim@example.com"]
    assert odd.title == "Weekly sync"


def test_an_unknown_calendar_says_nothing() -> None:
    assert read_platform_data("apple_calendar", GOOGLE) == PlatformData()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["9999-12-31T23:59:59-14:00", "UTC"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*GOOGLE, *OUTLOOK, "dateTime", "email"]), inner, max_size=8)
    ),
    max_leaves=20,
)


@given(st.sampled_from(["google_calendar", "microsoft_outlook", ""]), values)
def test_no_payload_however_odd_raises(platform: str, raw: object) -> None:
    assert isinstance(read_platform_data(platform, raw, "kim@example.com"), PlatformData)
