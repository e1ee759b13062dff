from typing import Any

import pytest

from bot.sandbox.recall.pretend_recall import PretendRecall
from bot.sandbox.recall.provider_events import raw_event
from bot.sandbox.recall.workspace import CalendarPlatform, Guest
from tests.sandbox.recall.calls import HOUR, MEET, NOW

TEAMS = "https://teams.microsoft.com/meet/2234567890123?p=Q&x=1"
OWNER = "maya@example.com"


def _raw(recall: PretendRecall, platform: CalendarPlatform, **details: Any) -> dict[str, Any]:
    calendar = recall.add_calendar(OWNER, platform=platform)
    event = recall.add_event(calendar.id, start=NOW + HOUR, **details)
    return raw_event(event, OWNER)


def test_google_tells_local_times_with_their_zone(recall: PretendRecall):
    raw = _raw(recall, "google_calendar", time_zone="Europe/Berlin")

    assert raw["start"] == {"dateTime": "2026-03-02T11:00:00+01:00", "timeZone": "Europe/Berlin"}


def test_graph_tells_times_without_an_offset_and_zones_by_their_windows_names(recall: PretendRecall):
    raw = _raw(recall, "microsoft_outlook", time_zone="Europe/Berlin")

    assert raw["start"] == {"dateTime": "2026-03-02T10:00:00.0000000", "timeZone": "UTC"}
    assert raw["originalStartTimeZone"] == "W. Europe Standard Time"


def test_google_keeps_a_meet_link_apart(recall: PretendRecall):
    raw = _raw(recall, "google_calendar", meeting_url=MEET)

    assert raw["hangoutLink"] == raw["conferenceData"]["entryPoints"][0]["uri"] == MEET
    assert "location" not in raw


def test_graph_keeps_a_teams_link_apart_and_escapes_it_in_the_body(recall: PretendRecall):
    raw = _raw(recall, "microsoft_outlook", meeting_url=TEAMS)

    assert raw["onlineMeeting"] == {"joinUrl": TEAMS}
    assert "p=Q&amp;x=1" in raw["body"]["content"]


def test_google_marks_the_owner_and_the_organizer(recall: PretendRecall):
    guests = [OWNER, Guest("jonas@example.com", "Jonas", "declined")]

    raw = _raw(recall, "google_calendar", attendees=guests, organizer="jonas@example.com")

    assert raw["attendees"] == [
        {"email": OWNER, "responseStatus": "needsAction", "self": True},
        {"email": "jonas@example.com", "displayName": "Jonas", "responseStatus": "declined", "organizer": True},
    ]


def test_google_leaves_the_attendees_out_when_there_are_none(recall: PretendRecall):
    assert "attendees" not in _raw(recall, "google_calendar")


def test_graph_keeps_the_owners_reply_apart(recall: PretendRecall):
    guests = [Guest(OWNER, "Maya", "tentative")]

    raw = _raw(recall, "microsoft_outlook", attendees=guests, organizer="jonas@example.com")

    assert (raw["responseStatus"]["response"], raw["isOrganizer"]) == ("tentativelyAccepted", False)
    assert raw["attendees"][0]["emailAddress"] == {"name": "Maya", "address": OWNER}


@pytest.mark.parametrize(
    ("platform", "details", "told"),
    [
        ("google_calendar", {"private": True}, {"visibility": "private"}),
        ("google_calendar", {"all_day": True}, {"start": {"date": "2026-03-02"}}),
        ("google_calendar", {"series": "s1"}, {"recurringEventId": "s1"}),
        ("google_calendar", {"ical_uid": "u1"}, {"iCalUID": "u1"}),
        ("microsoft_outlook", {"private": True}, {"sensitivity": "private"}),
        ("microsoft_outlook", {"all_day": True}, {"isAllDay": True}),
        ("microsoft_outlook", {"series": "s1"}, {"seriesMasterId": "s1", "originalStart": "2026-03-02T10:00:00Z"}),
        ("microsoft_outlook", {"ical_uid": "u1"}, {"iCalUId": "u1", "uid": "u1"}),
    ],
)
def test_each_provider_has_its_own_words(
    recall: PretendRecall, platform: CalendarPlatform, details: dict[str, Any], told: dict[str, Any]
):
    raw = _raw(recall, platform, **details)

    assert {field: raw[field] for field in told} == told


def test_a_test_may_spell_fields_itself_or_leave_them_out(recall: PretendRecall):
    raw = _raw(recall, "google_calendar", raw={"summary": None, "attendees": "hidden"})

    assert "summary" not in raw
    assert raw["attendees"] == "hidden"


@pytest.mark.parametrize(
    ("platform", "field", "value"),
    [("google_calendar", "status", "cancelled"), ("microsoft_outlook", "isCancelled", True)],
)
def test_a_cancelled_event_says_so(recall: PretendRecall, platform: CalendarPlatform, field: str, value: object):
    calendar = recall.add_calendar(OWNER, platform=platform)
    event = recall.add_event(calendar.id, start=NOW + HOUR)

    recall.cancel_event(event.id)

    assert raw_event(event, OWNER)[field] == value
