"""Compute which bookings to write so that what is booked is what was decided. Running it twice changes nothing more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.booking.model import Booking, Destination, Intent, Wish
from bot.core.booking.origin import Origin, Source
from bot.core.booking.same_meeting import booked_meeting
from bot.core.identifiers import BookingId, ChannelId, UserId
from bot.core.lifecycle.rebooking import apply_booking_again, can_be_booked_again, can_be_replaced, with_replacement
from bot.core.lifecycle.transitions import apply_cancellation, apply_edit, with_card_update_due
from bot.core.outcomes.cancel_reasons import RULE_OVER
from bot.core.rules.candidate import Candidate
from bot.core.rules.decision import Decision
from bot.core.rules.model import Manner, effective_settings
from bot.core.rules.reasons import Effect, Reason

NewId = Callable[[], BookingId]


@dataclass(frozen=True, slots=True)
class Changes:
    """Bookings to insert, and those to update. At most one of them all is to attend."""

    added: tuple[Booking, ...] = ()
    changed: tuple[Booking, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.added and not self.changed


NO_CHANGES = Changes()


def reconcile(
    candidate: Candidate, decision: Decision, now: datetime, new_id: NewId, *, is_complete: bool = True
) -> Changes:
    """`is_complete`: the calendars were read to the end; else nothing is taken back for what they say."""
    mine = _find_automatic(candidate, now)
    if decision.is_automatic and decision.meeting is not None and decision.owner is not None:
        return _keep(candidate, decision, mine, now, new_id)
    may_take_back = is_complete or not decision.rests_on_calendar
    if decision.effect is Effect.TAKE_BACK and may_take_back:
        said_no = _find_left_out_by_booker(candidate, decision, now)
        return Changes(changed=(*(_taken_back(each, now) for each in mine), *(_left(each, now) for each in said_no)))
    return NO_CHANGES


def _find_automatic(candidate: Candidate, now: datetime) -> list[Booking]:
    """What rules and series have booked for it, and no person has made theirs. In the call it is no rule's any more."""
    return [each for each in _find_all_automatic(candidate, now) if not each.bot.is_live]


def _find_left_out_by_booker(candidate: Candidate, decision: Decision, now: datetime) -> list[Booking]:
    """Bots in the call, or about to be, whose person has left out this occurrence: they would say it isn't recorded."""
    if decision.reason is not Reason.LEFT_OUT:
        return []
    there = (each for each in _find_all_automatic(candidate, now) if each.bot.is_live)
    return [each for each in there if each.booked_by == decision.owner]


def _find_all_automatic(candidate: Candidate, now: datetime) -> Iterator[Booking]:
    return (each for each in candidate.own_bookings if each.is_live(now) and each.origin.is_automatic)


def _keep(candidate: Candidate, decision: Decision, mine: Sequence[Booking], now: datetime, new_id: NewId) -> Changes:
    asked = _asked(candidate, decision, now, new_id)
    kept = next((each for each in mine if each.origin.by == decision.owner), None)
    if kept is not None:
        updated = _with_manner(kept, asked, now)
        return Changes(changed=(updated,) if updated != kept else ())
    others = candidate.live_booking(now)
    if others is not None and all(each.id != others.id for each in mine):  # in the call, or about to be
        return NO_CHANGES
    given_up = [_taken_back(each, now) for each in mine]
    return _book(candidate, asked, given_up, now)


def _book(candidate: Candidate, asked: Booking, given_up: Sequence[Booking], now: datetime) -> Changes:
    """Again on the card of an earlier booking of the same person's, or as a new booking in place of the others."""
    earlier = next((each for each in candidate.own_bookings if _can_carry(each, asked, now)), None)
    if earlier is not None and not given_up:
        return Changes(changed=(_again(earlier, asked, now),))
    changed = {each.id for each in given_up}
    idle = [each for each in candidate.own_bookings if each.id not in changed and can_be_replaced(each, now)]
    replaced = [with_replacement(each, asked.id) for each in (*given_up, *idle)]
    return Changes(added=(asked,), changed=tuple(replaced))


def _can_carry(earlier: Booking, asked: Booking, now: datetime) -> bool:
    is_same = earlier.booked_by == asked.booked_by and earlier.origin.is_automatic
    return is_same and not earlier.bot.is_over and can_be_booked_again(earlier, now)


def _again(earlier: Booking, asked: Booking, now: datetime) -> Booking:
    return apply_booking_again(
        earlier,
        settings=asked.wish.settings,
        preset=asked.wish.preset,
        destination=asked.destination,
        meeting=asked.meeting,
        by=asked.booked_by,
        now=now,
        origin=asked.origin,
    )


def _with_manner(kept: Booking, asked: Booking, now: datetime) -> Booking:
    """Other settings are another wish; why it is there is only noted, and said. A card that was posted stays there."""
    place = kept.destination if kept.said.card else asked.destination
    noted = replace(kept, origin=replace(asked.origin, is_quiet=kept.origin.is_quiet), destination=place)
    if (kept.wish.settings, kept.wish.preset) == (asked.wish.settings, asked.wish.preset):
        return with_card_update_due(noted) if kept.said.card and noted.origin != kept.origin else noted
    return apply_edit(
        noted,
        settings=asked.wish.settings,
        preset=asked.wish.preset,
        destination=place,
        meeting=noted.meeting,
        by=asked.booked_by,
        now=now,
        origin=noted.origin,
    )


def _left(booking: Booking, now: datetime) -> Booking:
    return apply_cancellation(booking, by=booking.booked_by, now=now, reason="person")


def _taken_back(booking: Booking, now: datetime) -> Booking:
    return apply_cancellation(booking, by=booking.booked_by, now=now, reason=RULE_OVER)


def _asked(candidate: Candidate, decision: Decision, now: datetime, new_id: NewId) -> Booking:
    """The booking that the decision asks for, as a new one."""
    if decision.meeting is None or decision.owner is None:
        raise ValueError("a decision that records names its meeting and owner")
    book, owner = candidate.rulebook, decision.owner
    known = book.owners.get(owner)
    return Booking(
        id=new_id(),
        team_id=book.team_id,
        booked_by=owner,
        booked_at=now,
        meeting=booked_meeting(decision.meeting),
        destination=_destination(decision.manner, owner),
        wish=Wish(
            intent=Intent.ATTEND,
            revision=1,
            settings=effective_settings(decision.manner, book.configuration),
            by=owner,
            at=now,
            preset=decision.manner.preset,
        ),
        time_zone=known.time_zone if known else "UTC",
        origin=origin_of(decision),
    )


def _destination(manner: Manner, owner: UserId) -> Destination:
    return manner.destination or Destination(channel_id=ChannelId(owner))


def origin_of(decision: Decision) -> Origin:
    if decision.series_id is not None:
        source = Source.SERIES
    else:
        source = Source.TEAM if decision.reason is Reason.TEAM_DEFAULT else Source.RULE
    return Origin(
        source=source,
        by=decision.owner,
        reason=decision.reason.value,
        series_id=decision.series_id,
        also_for=decision.also_for,
        is_quiet=True,
    )
