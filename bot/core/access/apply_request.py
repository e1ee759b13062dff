"""Turn a submission that nothing stands in the way of into the bookings to write."""

from dataclasses import replace
from typing import assert_never

from bot.core.access.assess import Present, Situation, assess
from bot.core.access.link_edit import edited_meeting
from bot.core.access.requests import Request
from bot.core.access.verdicts import AllowAgain, AlreadySo, Book, BookAgain, Decision, Go, Rebooking, Replace, Written
from bot.core.booking.model import Booking
from bot.core.lifecycle.rebooking import apply_booking_again, with_replacement
from bot.core.lifecycle.transitions import apply_edit, with_title_choice
from bot.core.lifecycle.vetoes import apply_veto_lift, with_veto_dropped


def decide(request: Request, template: Booking, situation: Situation, present: Present) -> Decision:
    """What to write for a request, by what is booked at this moment. `template`: the booking if it is a new one."""
    verdict = assess(request, situation, present)
    if isinstance(verdict, AlreadySo) and _asks_for_ones_own(request, verdict.booking, situation):
        verdict = Replace(verdict.booking)
    if not isinstance(verdict, Go):
        return verdict
    written = apply_request(request, template, verdict)
    return _with_replaced(written, situation, present)


def _asks_for_ones_own(request: Request, booking: Booking, situation: Situation) -> bool:
    """Who schedules what their rule or series has booked wants it whatever that says later, and its card now.

    Who looks at its settings and changes none wants nothing else than before.
    """
    is_own = booking.booked_by == situation.person.user_id and booking.origin.is_automatic
    return is_own and request.edits is None and not request.origin.is_automatic


def _with_replaced(written: Written, situation: Situation, present: Present) -> Written:
    """A new booking stands for the meeting in place of those that have come to nothing."""
    before = {each.id for each in present.bookings}
    if written.booking.id in before:
        return written
    changed = {each.id for each in written.besides}
    others = [each for each in present.bookings if each.id not in changed]
    replaced = situation.target.replaced_bookings(others, written.booking.booked_by, situation.now)
    marked = tuple(with_replacement(each, written.booking.id) for each in replaced)
    return Written(written.booking, (*written.besides, *marked))


def apply_request(request: Request, template: Booking, verdict: Go) -> Written:
    match verdict:
        case Book():
            return Written(template)
        case BookAgain(booking):
            return Written(_booked_again(booking, request, template))
        case Replace(rival):
            return Written(_with_request(rival, request, template))
        case AllowAgain(veto, Rebooking.SEPARATE):
            return Written(template, (with_veto_dropped(veto),))
        case AllowAgain(veto, Rebooking.AS_BEFORE):
            return Written(apply_veto_lift(veto, by=template.wish.by, now=template.booked_at))
        case AllowAgain(veto):
            return Written(_without_veto(veto, request, template))
        case _:
            assert_never(verdict)


def _with_request(rival: Booking, request: Request, template: Booking) -> Booking:
    """A card that was not posted yet goes where the form says."""
    has_no_card = rival.origin.is_quiet and rival.said.card is None
    return apply_edit(
        replace(rival, destination=request.destination) if has_no_card else rival,
        settings=request.settings,
        preset=request.preset,
        destination=request.destination,
        by=template.wish.by,
        now=template.booked_at,
        meeting=edited_meeting(rival, template.meeting),
        origin=request.origin,
    )


def _booked_again(booking: Booking, request: Request, template: Booking) -> Booking:
    """A calendar's meeting as it is by now: no one has followed it in the meantime."""
    is_bare_link = booking.meeting.event_id is None
    return apply_booking_again(
        booking,
        settings=request.settings,
        preset=request.preset,
        destination=request.destination,
        by=template.wish.by,
        now=template.booked_at,
        meeting=edited_meeting(booking, template.meeting) if is_bare_link else template.meeting,
        origin=request.origin,
    )


def _without_veto(veto: Booking, request: Request, template: Booking) -> Booking:
    """Booked once more, as the form says; the card stays where it is."""
    allowed = apply_veto_lift(veto, by=template.wish.by, now=template.booked_at)
    wish = replace(allowed.wish, settings=request.settings, preset=request.preset)
    there = with_title_choice(veto.destination, request.destination)
    return replace(allowed, wish=wish, destination=there, origin=request.origin)
