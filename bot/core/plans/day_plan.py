"""Sort a person's meetings of one day: what will be recorded and why, what won't, and what needs attention."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import takewhile

from bot.core.access.permissions import Deed
from bot.core.booking.bot_status import ShownStatus
from bot.core.booking.model import Booking, Intent, shown_status
from bot.core.home.agenda import Entry
from bot.core.identifiers import CalendarEventId, UserId
from bot.core.meetings.meeting import Meeting, can_be_booked
from bot.core.outcomes.recording import is_ready
from bot.core.rules.decision import Decision
from bot.core.rules.local_time import local_date
from bot.core.rules.reasons import Reason

Decisions = Mapping[CalendarEventId, Decision]

# Scheduling would replace what the person cannot see, or would be refused.
_NOT_TO_ASK_FOR = frozenset({Reason.OTHER_APP, Reason.SAME_CALL, Reason.VETOED, Reason.OVER})


class Choice(StrEnum):
    """What a line's button does."""

    RECORD = "record"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`reason` is one of core/rules/reasons.py, of `owner`; None where the booking's own state says why."""

    entry: Entry
    reason: str | None = None
    owner: UserId | None = None
    choice: Choice | None = None

    @property
    def has_failed(self) -> bool:
        booking = self.entry.booking
        return booking is not None and booking.has_given_up and not booking.is_applied

    @property
    def is_done(self) -> bool:
        booking = self.entry.booking
        return booking is not None and is_ready(booking)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Lines are in order of time. `unlinked`: meetings with others that no bot could join for want of a link."""

    day: date
    recorded: tuple[Line, ...] = ()
    left_out: tuple[Line, ...] = ()
    done: tuple[Line, ...] = ()  # recorded already, though the meeting's time is not over
    unlinked: tuple[Meeting, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to decide: no one is sent this."""
        return not self.recorded and not self.left_out and not self.done

    @property
    def length(self) -> timedelta:
        """Of what will be recorded."""
        subjects = (line.entry.subject for line in self.recorded)
        return sum((each.end_time - each.start_time for each in subjects), timedelta())

    @property
    def failed(self) -> tuple[Line, ...]:
        return tuple(line for line in (*self.recorded, *self.left_out) if line.has_failed)

    @property
    def overlaps(self) -> tuple[tuple[Line, Line], ...]:
        """Pairs that are to be recorded at the same time."""
        lines = self.recorded
        return tuple(
            (line, other)
            for place, line in enumerate(lines)
            for other in takewhile(partial(_begins_during, line), lines[place + 1 :])
        )


def build_day_plan(
    entries: Iterable[Entry],
    decisions: Decisions,
    unlinked: Sequence[Meeting],
    *,
    day: date,
    time_zone: str,
    now: datetime,
) -> DayPlan:
    """`entries` and `unlinked` may be of any days; `decisions` are those about meetings that have no booking."""
    ahead = (each for each in entries if local_date(each.start_time, time_zone) == day)
    lines = [_line(each, decisions, now) for each in sorted(ahead, key=lambda each: each.start_time)]
    return DayPlan(
        day=day,
        recorded=tuple(line for line, is_recorded in lines if is_recorded),
        left_out=tuple(line for line, is_recorded in lines if not is_recorded and not line.is_done),
        done=tuple(line for line, is_recorded in lines if not is_recorded and line.is_done),
        unlinked=tuple(each for each in unlinked if local_date(each.start_time, time_zone) == day),
    )


def _line(entry: Entry, decisions: Decisions, now: datetime) -> tuple[Line, bool]:
    """With whether it will be recorded."""
    decision = decisions.get(entry.meeting.event_id) if entry.meeting else None
    if entry.booking is not None:
        if decision is not None and _is_being_taken_back(entry.booking, decision, now):
            return Line(entry=entry, reason=decision.reason, owner=decision.owner), False
        return _booked_line(entry, entry.booking, now)
    if decision is not None and decision.is_automatic:
        return _explained(entry, decision, Choice.LEAVE_OUT), True
    if entry.is_booked_by_others:
        return Line(entry=entry, reason=Reason.OTHER_APP), False
    return _unbooked_line(entry, decision, now), False


def _is_being_taken_back(booking: Booking, decision: Decision, now: datetime) -> bool:
    """Whether a person has left out what a rule has just booked: the bot goes within seconds."""
    is_from_rule = booking.origin.is_automatic and booking.is_live(now)
    return is_from_rule and decision.reason is Reason.LEFT_OUT and not booking.bot.is_live


def _booked_line(entry: Entry, booking: Booking, now: datetime) -> tuple[Line, bool]:
    if booking.is_live(now):
        origin = booking.origin
        may = {Deed.CANCEL, Deed.VETO} & entry.deeds
        return Line(
            entry=entry,
            reason=origin.reason if origin.is_automatic else Reason.BY_HAND,
            owner=origin.by if origin.is_automatic else booking.booked_by,
            choice=Choice.LEAVE_OUT if may else None,
        ), True
    choice = Choice.RECORD if _can_be_recorded_after_all(entry, booking, now) else None
    if was_canceled(booking):
        return Line(entry=entry, reason=Reason.LEFT_OUT, owner=booking.wish.by, choice=choice), False
    return Line(entry=entry, choice=choice), False


def _can_be_recorded_after_all(entry: Entry, booking: Booking, now: datetime) -> bool:
    if booking.veto is not None:
        return Deed.ALLOW_AGAIN in entry.deeds
    if was_canceled(booking):
        return entry.meeting is not None and can_be_booked(entry.meeting, now)
    return shown_status(booking, now) is ShownStatus.FAILED and Deed.TRY_AGAIN in entry.deeds


def was_canceled(booking: Booking) -> bool:
    """By a person: anyone who wants it recorded after all books it again."""
    return booking.wish.intent is Intent.STAY_AWAY and booking.wish.reason == "person" and booking.veto is None


def _unbooked_line(entry: Entry, decision: Decision | None, now: datetime) -> Line:
    is_possible = entry.meeting is not None and can_be_booked(entry.meeting, now)
    reason = decision.reason if decision else Reason.NO_RULE
    choice = Choice.RECORD if is_possible and reason not in _NOT_TO_ASK_FOR else None
    return _explained(entry, decision, choice)


def _explained(entry: Entry, decision: Decision | None, choice: Choice | None) -> Line:
    if decision is None:
        return Line(entry=entry, reason=Reason.NO_RULE, choice=choice)
    return Line(entry=entry, reason=decision.reason, owner=decision.owner, choice=choice)


def _begins_during(earlier: Line, line: Line) -> bool:
    return line.entry.start_time < earlier.entry.subject.end_time
