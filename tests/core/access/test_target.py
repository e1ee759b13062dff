"""Which meeting a form aims at, and which bookings may stand for it."""

from datetime import timedelta

import pytest

from bot.core.access.target import RivalKeys, Target, check_meeting, meeting_target
from bot.core.access.verdicts import MeetingGone
from bot.core.identifiers import BookingId
from bot.core.lifecycle.vetoes import apply_veto, occurrence_key
from tests.examples import JONAS, MEET_KEY, NOW, SOON, a_bare_link, a_booked_meeting, a_booking, a_meeting


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"is_gone": True}, "vanished"),
        ({"meeting_url": None}, "no_link"),
        ({"is_all_day": True}, "no_link"),
        ({"start_time": NOW - timedelta(minutes=30)}, "ended"),
        ({"start_time": SOON + timedelta(minutes=1)}, "moved"),
        ({"is_gone": True, "start_time": SOON + timedelta(minutes=1)}, "vanished"),
        ({"meeting_url": None, "start_time": NOW - timedelta(days=1)}, "no_link"),
    ],
)
def test_why_no_bot_can_be_booked_for_a_meeting(facts, reason):
    assert check_meeting(a_meeting(**facts), SOON, NOW) == (MeetingGone(reason) if reason else None)


def test_a_meeting_whose_start_was_not_shown_has_not_moved():
    assert check_meeting(a_meeting(start_time=SOON + timedelta(hours=1)), None, NOW) is None


def test_its_rivals_are_found_by_event_link_veto_and_the_edited_booking():
    keys = meeting_target(a_meeting()).rival_keys(BookingId("b9"))
    veto_key = occurrence_key(a_booked_meeting())

    assert keys == RivalKeys(
        frozenset({"event-1"}), frozenset({MEET_KEY}), frozenset({veto_key}), frozenset({BookingId("b9")})
    )
    assert keys.has_key_of(a_booking(meeting=a_booked_meeting(link_key="meet:other")))
    assert keys.has_key_of(a_booking(meeting=a_booked_meeting(event_id="other")))
    elsewhere = a_booking(meeting=a_booked_meeting(event_id="copy", link_key="meet:other"))
    assert not keys.has_key_of(elsewhere)
    assert keys.has_key_of(apply_veto(elsewhere, by=JONAS, now=NOW))
    assert keys.has_key_of(a_booking(id=BookingId("b9"), meeting=a_bare_link(link_key="meet:other")))


def test_an_event_without_a_known_link_has_a_key_of_its_own():
    target = meeting_target(a_meeting(link_keys=()))

    assert target.link_keys == ("event:event-1",)


def test_a_bare_link_is_every_event_that_is_held_by_it():
    target = Target(a_bare_link(), (a_meeting(), a_meeting(event_id="event-2", ical_uid="b")), (MEET_KEY, "meet:alias"))

    keys = target.rival_keys()

    assert keys.event_ids == {"event-1", "event-2"}
    assert keys.link_keys == {MEET_KEY, "meet:alias"}
    assert len(keys.veto_keys) == 2
    assert keys.booking_ids == frozenset()
