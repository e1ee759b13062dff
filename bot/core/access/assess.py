"""Assess a submission: what stands in its way, when the form is shown and when it is submitted.

Nothing is replaced that the person has not seen, and people learn only of bookings that they may know of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.access.agreement import cancellation_digest, replacement_digest, takeover_digest, veto_digest
from bot.core.access.link_edit import brings_passcode
from bot.core.access.people import Person
from bot.core.access.permissions import Deed, Refusal, Role, Why, judge, roles_of
from bot.core.access.requests import Proposal
from bot.core.access.target import Target
from bot.core.access.verdicts import (
    AllowAgain,
    AlreadySo,
    Book,
    BookAgain,
    CalledOff,
    LimitExceeded,
    Locked,
    NeedsAgreement,
    NeedsTakeover,
    Rebooking,
    Replace,
    TakenByOthers,
    TiesUnknown,
    Verdict,
    Vetoed,
)
from bot.core.booking.model import SAME_TIME, BookedMeeting, Booking, Intent
from bot.core.bot_config.policy import Policy
from bot.core.identifiers import BookingId, UserId
from bot.core.lifecycle.rebooking import can_be_booked_again
from bot.core.lifecycle.transitions import with_title_choice
from bot.core.lifecycle.vetoes import occurrence_key

Ties = frozenset[Role]  # what the calendars say of a person and a booking: see `invitation_roles`


@dataclass(frozen=True, slots=True)
class Present:
    """What is booked at this moment, as far as it concerns a submission."""

    bookings: tuple[Booking, ...] = ()
    booked: int | None = None  # new bots of the person within a day; None: not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Who asks, for which meeting, and what is known of what ties them to the bookings in the way."""

    person: Person
    policy: Policy
    target: Target
    now: datetime
    ties: Mapping[BookingId, Ties] = field(default_factory=dict)

    def judge(self, deed: Deed, booking: Booking) -> Refusal | None:
        return judge(deed, booking, roles_of(self.person, booking, self.ties[booking.id], self.policy), self.now)

    def with_ties(self, booking: Booking, ties: Ties) -> "Situation":
        return replace(self, ties={**self.ties, booking.id: ties})


def assess(proposal: Proposal, situation: Situation, present: Present) -> Verdict | TiesUnknown:
    """What to do with what a form asks for: the first thing that stands in its way, else how to carry it out."""
    found = (check(proposal, situation, present) for check in _CHECKS)
    verdict = next((each for each in found if each is not None), None) or _book(proposal, situation, present)
    return _check_limit(verdict, situation, present) or verdict


def _book(proposal: Proposal, situation: Situation, present: Present) -> Book | BookAgain | TiesUnknown:
    """On the card of the edited booking, where that has come to nothing and is for this meeting."""
    edited = next((each for each in present.bookings if each.id == proposal.edited_id), None)
    is_the_same = edited is not None and situation.target.is_meeting_of(edited)
    if edited is None or not is_the_same or not can_be_booked_again(edited, situation.now):
        return Book()
    if edited.id not in situation.ties:
        return TiesUnknown(edited)
    return Book() if situation.judge(Deed.EDIT, edited) else BookAgain(edited)


def _check_veto(proposal: Proposal, situation: Situation, present: Present) -> Verdict | TiesUnknown | None:
    veto = situation.target.veto_on(present.bookings)
    if veto is None:
        return None
    if veto.id not in situation.ties:
        return TiesUnknown(veto)
    there = with_vetoed_meeting(veto, situation.target.meeting)
    refusal = situation.judge(Deed.ALLOW_AGAIN, there)
    if refusal is not None:
        is_known = situation.target.is_event_of(there) or situation.judge(Deed.SEE, veto) is None
        return Vetoed(refusal.stopped_by if is_known else None, is_leaving=refusal.why is Why.LEAVING)
    digest, rebooking = veto_digest(veto), _rebooking(veto, there, situation)
    if proposal.agreed_to == digest:
        return AllowAgain(veto, rebooking)
    return Vetoed(veto.veto.by if veto.veto else None, digest, rebooking=rebooking)


def _rebooking(veto: Booking, there: Booking, situation: Situation) -> Rebooking:
    if there != veto:
        return Rebooking.SEPARATE
    refusal = situation.judge(Deed.EDIT, veto)
    may_choose = refusal is None or refusal.why is Why.VETOED
    return Rebooking.AS_ASKED if may_choose else Rebooking.AS_BEFORE


def with_vetoed_meeting(veto: Booking, meeting: BookedMeeting) -> Booking:
    """The bot of a bare link may be vetoed for an event, and the event move away from the link's time: asked about
    the event, the veto is where that is. Any other is the same one, unchanged.
    """
    occurrence = veto.veto.occurrence if veto.veto else None
    is_for_it = occurrence is not None and occurrence == occurrence_key(meeting)
    return replace(veto, meeting=meeting) if is_for_it and veto.meeting.event_id is None else veto


def _check_rival(proposal: Proposal, situation: Situation, present: Present) -> Verdict | TiesUnknown | None:
    rival = situation.target.live_rival(present.bookings, situation.now, proposal.edited_id)
    if rival is None:
        return None
    if rival.id not in situation.ties:
        return TiesUnknown(rival)
    if not _may_change(rival, proposal, situation):
        return TakenByOthers(rival)
    if rival.bot.is_live:
        return Locked(rival)
    if _is_unchanged(rival, proposal, situation):
        return AlreadySo(rival)
    return _check_agreement(rival, proposal, situation.target.meeting)


def _may_change(rival: Booking, proposal: Proposal, situation: Situation) -> bool:
    """Who aims at a copy of the booked meeting that they can see may know of the booking as well. Another booking than
    the edited one holds the link at the new time.
    """
    is_in_the_way = proposal.edited_id not in {None, rival.id}
    may_know = situation.target.is_event_of(rival) or situation.judge(Deed.SEE, rival) is None
    return may_know and not is_in_the_way


def _is_unchanged(rival: Booking, proposal: Proposal, situation: Situation) -> bool:
    """Whether it is booked with exactly these settings, and nothing would change."""
    meeting = situation.target.meeting
    return (
        not rival.has_given_up
        and rival.wish.settings == proposal.settings
        and rival.destination == with_title_choice(rival.destination, proposal.destination)
        and not brings_passcode(rival, meeting)
        and (rival.meeting.event_id is not None or _has_same_start(rival.meeting, meeting, situation.now))
    )


def _has_same_start(booked: BookedMeeting, meeting: BookedMeeting, now: datetime) -> bool:
    """Slack's picker knows no seconds; what has begun and what joins now are the same."""
    begins = max(booked.start_time, now), max(meeting.start_time, now)
    return abs(begins[0] - begins[1]) < SAME_TIME


def _check_agreement(rival: Booking, proposal: Proposal, meeting: BookedMeeting) -> Verdict:
    gets_passcode = brings_passcode(rival, meeting)
    digest = replacement_digest(rival, proposal, gets_passcode=gets_passcode)
    has_agreed = digest is not None and proposal.agreed_to == digest
    if has_agreed or proposal.edits == (rival.id, rival.wish.revision):
        return Replace(rival)
    return NeedsAgreement(rival, digest, gets_passcode)


def _check_cancellation(proposal: Proposal, situation: Situation, present: Present) -> Verdict | None:
    edited = _cancelled_by_another(proposal, situation.person.user_id, present)
    if edited is None:
        return None
    digest = cancellation_digest(edited)
    has_agreed = proposal.agreed_to in {digest, takeover_digest(situation.target.meeting, edited)}
    return None if has_agreed else CalledOff(edited.wish.by, digest)


def _check_other_integration(proposal: Proposal, situation: Situation, present: Present) -> Verdict | None:
    """A calendar event's bot can be replaced; a bot for a bare link would only get company."""
    meeting = situation.target.meeting
    if not situation.target.is_booked_by_others(present.bookings):
        return None
    if not meeting.is_scheduled_by_event:
        return TakenByOthers()
    digest = takeover_digest(meeting, _cancelled_by_another(proposal, situation.person.user_id, present))
    return None if proposal.agreed_to == digest else NeedsTakeover(digest)


def _cancelled_by_another(proposal: Proposal, person: UserId, present: Present) -> Booking | None:
    """The edited booking. Who cancelled it themselves knows; what the calendar did is said as such."""
    edited = next((each for each in present.bookings if each.id == proposal.edited_id), None)
    if edited is None:
        return None
    wish = edited.wish
    if proposal.edits == (edited.id, wish.revision):
        return None  # the form was opened on a card that said so
    is_cancelled = wish.intent is Intent.STAY_AWAY and wish.reason == "person"
    return edited if is_cancelled and wish.by != person else None


def _check_limit(verdict: Verdict | TiesUnknown, situation: Situation, present: Present) -> LimitExceeded | None:
    most, booked = situation.policy.max_bots_per_person_per_day, present.booked
    is_separate = isinstance(verdict, AllowAgain) and verdict.rebooking is Rebooking.SEPARATE
    is_new = is_separate or isinstance(verdict, Book | BookAgain)
    if not is_new or most is None or booked is None or booked < most:
        return None
    return LimitExceeded(booked, most)


Check = Callable[[Proposal, Situation, Present], Verdict | TiesUnknown | None]
# In this order: a veto stands whatever is booked, and what is booked is changed rather than booked once more.
_CHECKS: tuple[Check, ...] = (_check_veto, _check_rival, _check_cancellation, _check_other_integration)
