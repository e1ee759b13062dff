"""Decide who may do what with a booking, by their role and its state. Checked again at every click.

The sentences for a refusal are in blocks/messages/refusals.py.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.access.people import Person
from bot.core.booking.bot_status import SHOWN_BEFORE_CALL, SHOWN_IN_CALL, BotStatus, ShownStatus
from bot.core.booking.model import Booking, Intent, shown_status
from bot.core.booking.redaction import is_redacted
from bot.core.booking.same_meeting import booked_meeting, is_same_call, is_same_event
from bot.core.bot_config.policy import Policy
from bot.core.identifiers import CalendarId, UserId
from bot.core.meetings.meeting import Meeting
from bot.core.outcomes.in_call import explain_bot
from bot.core.outcomes.model import OutcomeButton
from bot.core.outcomes.recording import lacks_transcript


class Role(StrEnum):
    """What ties a person to a booking. One person may have several."""

    BOOKER = "booker"
    ORGANISER = "organiser"
    ATTENDEE = "attendee"  # on the invitation, or the owner of a calendar that it is in
    SAME_CALL = "same_call"  # invited to another event, with the same link at the same time
    CALL_ORGANISER = "call_organiser"  # of the event for which the bot of a bare link was vetoed
    VETOER = "vetoer"
    OPERATOR = "operator"
    ONLOOKER = "onlooker"  # a colleague, where the operator lets everyone see everything
    COLLEAGUE = "colleague"  # of the same workspace, and nothing else
    OUTSIDER = "outsider"  # of another workspace


class Deed(StrEnum):
    SEE = "see"  # who booked it, with which settings
    EDIT = "edit"
    CANCEL = "cancel"  # or make it leave the call
    TRY_AGAIN = "try_again"
    VETO = "veto"  # "Don't record this"
    ALLOW_AGAIN = "allow_again"
    SEE_RECORDING = "see_recording"  # and the transcript
    TRANSCRIBE = "transcribe"  # which costs money
    SUMMARIZE = "summarize"  # once more, which may cost money too
    SHARE_SUMMARY = "share_summary"  # with those who read another conversation
    DELETE_RECORDING = "delete_recording"


class Why(StrEnum):
    """Why not."""

    NOT_YOURS = "not_yours"
    GONE = "gone"  # the booking is not kept any more, or never was one of this workspace
    LOCKED = "locked"  # the bot is in the call
    OVER = "over"
    CANCELLED = "cancelled"  # already
    VETOED = "vetoed"
    NOT_VETOED = "not_vetoed"
    LEAVING = "leaving"  # the bot has still to be taken off
    NOTHING_FAILED = "nothing_failed"
    REPLACED = "replaced"  # another live booking covers the meeting now
    NOTHING_RECORDED = "nothing_recorded"
    NOTHING_TO_TRANSCRIBE = "nothing_to_transcribe"  # there is a transcript, or one is being made, or no recording


@dataclass(frozen=True, slots=True)
class Refusal:
    """`booked_by` and `stopped_by` are the people whom this person can ask."""

    deed: Deed
    why: Why
    booked_by: UserId | None = None
    stopped_by: UserId | None = None  # who cancelled or vetoed it

    def is_repeated_by(self, user_id: UserId) -> bool:
        """Whether this person has done that already."""
        return self.stopped_by == user_id and (self.deed, self.why) in _DONE_ALREADY


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The part of a booking's state that decides what can be done with it."""

    shown: ShownStatus
    is_vetoed: bool = False
    is_past: bool = False  # the meeting is over by its time, and the bot is not in the call
    has_failed: bool = False  # for good, or the bot came and could not do its work
    is_leaving: bool = False  # the bot is to stay away, and Recall still has it
    is_redacted: bool = False  # only ids and times are left of it
    lacks_transcript: bool = False  # of a recording that is there


_INVITED = frozenset({Role.ORGANISER, Role.ATTENDEE})
_IN_CHARGE = frozenset({Role.BOOKER, Role.ORGANISER, Role.OPERATOR})
_CONCERNED = _IN_CHARGE | _INVITED
_MAY: dict[Deed, frozenset[Role]] = {
    Deed.SEE: _CONCERNED | {Role.ONLOOKER},
    Deed.EDIT: _CONCERNED | {Role.ONLOOKER},
    Deed.CANCEL: _IN_CHARGE,
    Deed.TRY_AGAIN: _IN_CHARGE,
    Deed.VETO: _INVITED | {Role.SAME_CALL},
    Deed.ALLOW_AGAIN: frozenset({Role.VETOER, Role.ORGANISER, Role.CALL_ORGANISER}),
    Deed.SEE_RECORDING: _CONCERNED,
    Deed.TRANSCRIBE: _IN_CHARGE,
    Deed.SUMMARIZE: _IN_CHARGE,
    Deed.SHARE_SUMMARY: _IN_CHARGE,
    Deed.DELETE_RECORDING: _IN_CHARGE,
}
# What Recall has recorded may be kept there for longer than the booking is here.
_OUTLASTING = frozenset({Deed.SEE, Deed.SEE_RECORDING, Deed.DELETE_RECORDING})
_ABOUT_ITS_OWN_BOT = frozenset({Deed.CANCEL, Deed.TRY_AGAIN, Deed.VETO})
_DONE_ALREADY = frozenset({(Deed.CANCEL, Why.CANCELLED), (Deed.VETO, Why.VETOED)})
_FINISHED = frozenset({ShownStatus.ENDED, ShownStatus.DONE})
_STOPPED = frozenset({ShownStatus.CANCELLING, ShownStatus.CANCELLED})


def invitation_roles(
    person: Person,
    booking: Booking,
    event: Meeting | None,
    linked: Sequence[Meeting],
    own_calendars: Collection[CalendarId],
    vetoed_for: Meeting | None = None,
) -> frozenset[Role]:
    """The roles that the calendars give this person.

    `event` is the booked row as it is now, `vetoed_for` the one for which a bare link's bot was vetoed, `linked` the
    events with the booking's link that this person may see. Only `event` and `vetoed_for` say who is the organiser:
    a copy can be forged.
    """
    found = set()
    if _is_held_by(person, vetoed_for):
        found.add(Role.CALL_ORGANISER)
    if event is not None:
        if _is_held_by(person, event):
            found.add(Role.ORGANISER)
        if event.calendar_id in own_calendars or any(each.email in person.emails for each in event.attendees):
            found.add(Role.ATTENDEE)
    for other in (each for each in linked if not each.is_gone):
        if is_same_event(booking, booked_meeting(other)):
            found.add(Role.ATTENDEE)
        elif is_same_call(booking, other):
            found.add(Role.SAME_CALL)
    return frozenset(found)


def _is_held_by(person: Person, event: Meeting | None) -> bool:
    return event is not None and event.organizer is not None and event.organizer.email in person.emails


def roles_of(person: Person, booking: Booking, invited: frozenset[Role], policy: Policy) -> frozenset[Role]:
    """All roles of a person; `invited` is the result of `invitation_roles`."""
    if person.team_id != booking.team_id:
        return frozenset({Role.OUTSIDER})
    ties = {
        Role.BOOKER: person.user_id == booking.booked_by,
        Role.VETOER: booking.veto is not None and person.user_id == booking.veto.by,
        Role.OPERATOR: person.user_id in policy.operators,
        Role.ONLOOKER: policy.everyone_sees_everything,
    }
    return frozenset({Role.COLLEAGUE, *invited, *(role for role, is_theirs in ties.items() if is_theirs)})


def state_of(booking: Booking, now: datetime) -> State:
    stays_away = booking.wish.intent is Intent.STAY_AWAY
    return State(
        shown=shown_status(booking, now),
        is_vetoed=booking.veto is not None,
        is_past=booking.ends_at <= now and (stays_away or not booking.bot.is_live),
        has_failed=booking.has_given_up or _has_come_in_vain(booking),
        is_leaving=stays_away and not booking.is_applied and not booking.bot.is_over,
        is_redacted=is_redacted(booking),
        lacks_transcript=lacks_transcript(booking),
    )


def judge(deed: Deed, booking: Booking, roles: frozenset[Role], now: datetime) -> Refusal | None:
    """None if a person with these roles may do that now."""
    if Role.OUTSIDER in roles:
        return Refusal(deed, Why.GONE)
    why = why_not(deed, roles, state_of(booking, now))
    return Refusal(deed, why, booking.booked_by, _stopped_by(booking)) if why else None


def why_not(deed: Deed, roles: frozenset[Role], state: State) -> Why | None:
    """The reason for a refusal. Without any right to the deed, it reveals nothing of the booking's state."""
    if Role.OUTSIDER in roles:
        return Why.GONE
    if not roles & _MAY[deed]:
        return Why.NOT_YOURS
    return _why_not_now(deed, state)


def _has_come_in_vain(booking: Booking) -> bool:
    bot = booking.bot
    if not bot.is_over or bot.status is None:
        return False
    outcome = explain_bot(bot.status, bot.sub_code, was_recording=bot.has_recorded)
    return bot.status == BotStatus.FATAL or outcome.button is OutcomeButton.TRY_AGAIN


def _stopped_by(booking: Booking) -> UserId | None:
    if booking.veto is not None:
        return booking.veto.by
    is_by_a_person = booking.wish.intent is Intent.STAY_AWAY and booking.wish.reason in {"person", "vetoed"}
    return booking.wish.by if is_by_a_person else None


def _why_not_now(deed: Deed, state: State) -> Why | None:
    if state.is_redacted and deed not in _OUTLASTING:
        return Why.GONE
    if state.shown is ShownStatus.REPLACED and not state.is_vetoed and deed in _ABOUT_ITS_OWN_BOT:
        return Why.REPLACED
    check = _CHECKS.get(deed)
    return check(state) if check else None


def _why_no_edit(state: State) -> Why | None:
    if state.is_vetoed:
        return Why.VETOED
    if state.shown in SHOWN_IN_CALL:
        return Why.LOCKED
    return Why.OVER if state.is_past or state.shown in _FINISHED else None


def _why_no_cancellation(state: State) -> Why | None:
    """Stopping is never too late while a bot might still come."""
    if state.is_vetoed:
        return Why.VETOED
    if state.shown in _FINISHED:
        return Why.OVER
    return Why.CANCELLED if state.shown in _STOPPED else None


def _why_no_retry(state: State) -> Why | None:
    if state.shown is ShownStatus.CANCELLING and state.has_failed:
        return None  # what is tried again is to keep the bot away
    if state.is_vetoed:
        return Why.VETOED
    if state.shown in _STOPPED:
        return Why.CANCELLED
    if state.is_past:
        return Why.OVER
    if state.has_failed:
        return None
    return Why.OVER if state.shown in _FINISHED else Why.NOTHING_FAILED


def _why_no_veto(state: State) -> Why | None:
    if state.is_vetoed:
        return Why.VETOED
    return Why.OVER if state.is_past or state.shown in _FINISHED else None


def _why_no_permission(state: State) -> Why | None:
    if not state.is_vetoed:
        return Why.NOT_VETOED
    if state.is_past:
        return Why.OVER
    return Why.LEAVING if state.is_leaving else None


def _why_no_deletion(state: State) -> Why | None:
    if state.shown in SHOWN_BEFORE_CALL:
        return Why.NOTHING_RECORDED
    return Why.LOCKED if state.shown in SHOWN_IN_CALL else None


def _why_no_transcript(state: State) -> Why | None:
    return None if state.lacks_transcript else Why.NOTHING_TO_TRANSCRIBE


# Reading is never too late.
_CHECKS: dict[Deed, Callable[[State], Why | None]] = {
    Deed.EDIT: _why_no_edit,
    Deed.CANCEL: _why_no_cancellation,
    Deed.TRY_AGAIN: _why_no_retry,
    Deed.VETO: _why_no_veto,
    Deed.ALLOW_AGAIN: _why_no_permission,
    Deed.DELETE_RECORDING: _why_no_deletion,
    Deed.TRANSCRIBE: _why_no_transcript,
}
