"""What a plan of the day says, and which button each line has."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.access.permissions import Deed
from bot.core.booking.model import Booking, Intent, Veto
from bot.core.booking.origin import Origin, Source
from bot.core.home.agenda import Entry
from bot.core.identifiers import BookingId, CalendarEventId
from bot.core.lifecycle.transitions import apply_cancellation
from bot.core.meetings.meeting import Meeting
from bot.core.plans.day_plan import Choice, DayPlan, build_day_plan
from bot.core.rules.decision import Decision
from bot.core.rules.reasons import Reason
from tests.examples import (
    JONAS,
    MAYA,
    NOW,
    SOON,
    a_bare_link,
    a_booked_booking,
    a_failed_booking,
    a_meeting,
    with_intent,
)

BERLIN = "Europe/Berlin"
TODAY = date(2026, 3, 2)
BY_RULE = Origin(source=Source.RULE, by=MAYA, reason=Reason.EXTERNAL)


def plan_of(*entries: Entry, unlinked: tuple[Meeting, ...] = (), day: date = TODAY, **decided: Decision) -> DayPlan:
    """`decided` by event id, with underscores for hyphens."""
    decisions = {CalendarEventId(name.replace("_", "-")): decision for name, decision in decided.items()}
    return build_day_plan(entries, decisions, unlinked, day=day, time_zone=BERLIN, now=NOW)


def entry(booking: Booking | None = None, **facts: Any) -> Entry:
    """Of a meeting, with everything allowed."""
    facts_of_entry = {name: facts.pop(name) for name in ("deeds", "is_booked_by_others") if name in facts}
    return Entry(meeting=a_meeting(**facts), booking=booking, **facts_of_entry)


def only(plan: DayPlan) -> tuple[bool, str | None, str | None, Choice | None]:
    """Whether its one line is recorded, why, because of whom, and what its button does."""
    (line,) = (*plan.recorded, *plan.left_out)
    return bool(plan.recorded), line.reason, line.owner, line.choice


CANCELED = apply_cancellation(a_booked_booking(), by=JONAS, now=NOW, reason="person")
VETOED = replace(with_intent(a_booked_booking(), Intent.STAY_AWAY), veto=Veto(by=JONAS, at=NOW))


@pytest.mark.parametrize(
    ("meeting", "decision", "expected"),
    [
        (entry(a_booked_booking()), None, (True, "by_hand", MAYA, Choice.LEAVE_OUT)),
        (entry(a_booked_booking(booked_by=JONAS)), None, (True, "by_hand", JONAS, Choice.LEAVE_OUT)),
        (entry(a_booked_booking(origin=BY_RULE)), None, (True, "external", MAYA, Choice.LEAVE_OUT)),
        (
            entry(a_booked_booking(origin=BY_RULE)),
            Decision(reason=Reason.LEFT_OUT, owner=JONAS),
            (False, "left_out", JONAS, None),
        ),
        (
            entry(a_booked_booking()),
            Decision(reason=Reason.LEFT_OUT, owner=JONAS),
            (True, "by_hand", MAYA, Choice.LEAVE_OUT),
        ),
        (entry(a_booked_booking(), deeds=frozenset({Deed.SEE})), None, (True, "by_hand", MAYA, None)),
        (entry(a_booked_booking(), deeds=frozenset({Deed.VETO})), None, (True, "by_hand", MAYA, Choice.LEAVE_OUT)),
        (entry(a_failed_booking()), None, (False, None, None, Choice.RECORD)),
        (entry(a_failed_booking(), deeds=frozenset({Deed.SEE})), None, (False, None, None, None)),
        (entry(VETOED, deeds=frozenset({Deed.SEE})), None, (False, None, None, None)),
        (entry(VETOED, deeds=frozenset({Deed.ALLOW_AGAIN})), None, (False, None, None, Choice.RECORD)),
        (entry(CANCELED), None, (False, "left_out", JONAS, Choice.RECORD)),
        (entry(), Decision(reason=Reason.EXTERNAL, owner=MAYA), (True, "external", MAYA, Choice.LEAVE_OUT)),
        (entry(), Decision(reason=Reason.DECLINED, owner=MAYA), (False, "declined", MAYA, Choice.RECORD)),
        (entry(), Decision(reason=Reason.LEFT_OUT, owner=JONAS), (False, "left_out", JONAS, Choice.RECORD)),
        (entry(), Decision(reason=Reason.SAME_CALL, owner=JONAS), (False, "same_call", JONAS, None)),
        (entry(), None, (False, "no_rule", None, Choice.RECORD)),
        (entry(is_booked_by_others=True), Decision(reason=Reason.OTHER_APP), (False, "other_app", None, None)),
    ],
    ids=lambda value: "",
)
def test_each_meeting_is_recorded_or_not_with_its_reason_and_button(
    meeting: Entry, decision: Decision | None, expected: tuple[Any, ...]
) -> None:
    decided = {} if decision is None else {"event_1": decision}

    assert only(plan_of(meeting, **decided)) == expected


def test_a_link_that_is_on_no_calendar_is_part_of_the_day() -> None:
    assert only(plan_of(Entry(booking=a_booked_booking(meeting=a_bare_link())))) == (
        True,
        "by_hand",
        MAYA,
        Choice.LEAVE_OUT,
    )


def test_the_day_is_the_readers_own() -> None:
    late = entry(start_time=NOW.replace(hour=23, minute=30))  # half past midnight in Berlin

    assert plan_of(late).is_empty
    assert len(plan_of(late, day=TODAY + timedelta(days=1)).left_out) == 1


def test_lines_stand_in_order_of_time() -> None:
    later, sooner = entry(event_id="b", start_time=SOON + timedelta(hours=1)), entry(event_id="a")

    assert [line.entry.start_time for line in plan_of(later, sooner).left_out] == [SOON, SOON + timedelta(hours=1)]


def test_only_what_is_recorded_at_the_same_time_overlaps() -> None:
    def booked(name: str, minutes: int) -> Entry:
        return entry(a_booked_booking(id=BookingId(name)), event_id=name, start_time=SOON + timedelta(minutes=minutes))

    plan = plan_of(booked("a", 0), booked("b", 15), booked("c", 30), booked("d", 60), entry(event_id="e"))

    assert [(one.entry.meeting.event_id, two.entry.meeting.event_id) for one, two in plan.overlaps] == [
        ("a", "b"),
        ("b", "c"),
    ]


def test_a_day_with_nothing_to_decide_is_empty() -> None:
    assert plan_of(unlinked=(a_meeting(meeting_url=None),)).is_empty
    assert not plan_of(entry()).is_empty


def test_what_failed_needs_attention() -> None:
    assert len(plan_of(entry(a_failed_booking())).failed) == 1
    assert plan_of(entry(a_booked_booking())).failed == ()
